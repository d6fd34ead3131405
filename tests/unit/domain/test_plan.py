"""Plans and weeks as rules: nothing twice, nothing lost, arising work named as such."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from hanoiwork_plugin.domain.errors import Conflict, Invalid
from hanoiwork_plugin.domain.goals.objectives import SheetState
from hanoiwork_plugin.domain.goals.plan import (
    Origin,
    PlanAct,
    PlanLine,
    check_plan,
    kind_of_new_line,
    next_state,
    propose,
)
from hanoiwork_plugin.domain.goals.week import WeekItem, WeekPart, monday_of, next_posting, posted_at, week_calendar
from hanoiwork_plugin.domain.tasks import Priority, TaskKind

MONDAY = date(2026, 6, 15)


def line(name: str, *, task: int | None = None, result: int | None = None, **more: object) -> PlanLine:
    made = PlanLine(
        name,
        TaskKind.REGULAR,
        "Báo cáo",
        Priority.NORMAL,
        date(2026, 6, 19),
        Origin.ASSIGNED,
        UUID(int=task) if task else None,
        UUID(int=result) if result else None,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def names(lines: tuple[PlanLine, ...]) -> list[str]:
    return [each.name for each in lines]


def test_each_piece_of_work_once() -> None:
    unfinished, assigned = [line("Cũ", task=1)], [line("Mới", task=2, result=9), line("Cũ", task=1)]
    objectives = [line("Kết quả", result=9), line("Chưa giao", result=8)]
    assert names(propose(unfinished, assigned, objectives)) == ["Cũ", "Mới", "Chưa giao"]


def test_what_is_there_or_was_dropped_is_not_proposed_again() -> None:
    existing = [line("Cũ", task=1), line("bao cao  TUAN"), line("Chưa giao", result=8)]
    found = propose([line("Cũ", task=1)], [line("Báo cáo tuần", task=3)], [line("Chưa giao", result=8)], existing)
    assert found == ()


def test_two_tasks_of_one_name_are_two() -> None:
    assert len(propose([], [line("Báo cáo", task=1), line("Báo cáo", task=2)], [])) == 2


def test_after_the_approval_it_is_arising_work() -> None:
    assert kind_of_new_line(SheetState.APPROVED, TaskKind.KEY) is TaskKind.ARISING
    assert kind_of_new_line(SheetState.DRAFT, TaskKind.KEY) is TaskKind.KEY


def test_each_line_names_what_it_lacks() -> None:
    lacking = line("Việc", kind=None, product="", priority=None, due=None)
    with pytest.raises(Invalid) as refused:
        check_plan([line("Đủ", task=1), lacking])
    assert [fault.place for fault in refused.value.faults] == ["lines/1/kind"]
    assert refused.value.faults[0].params["missing"] == ("loại nhiệm vụ", "sản phẩm", "mức ưu tiên", "thời hạn")
    with pytest.raises(Invalid):
        check_plan([])
    check_plan([line("Đủ")])


def test_states() -> None:
    assert next_state(SheetState.DRAFT, PlanAct.SUBMIT) is SheetState.SUBMITTED
    with pytest.raises(Conflict):
        next_state(SheetState.APPROVED, PlanAct.DROP)


def item(name: str, due: date, kind: TaskKind = TaskKind.REGULAR, priority: Priority = Priority.NORMAL) -> WeekItem:
    return WeekItem(name, kind, priority, due)


def test_the_week_by_part() -> None:
    found = week_calendar(
        [
            item("sau nữa", date(2026, 6, 29), TaskKind.KEY),
            item("trọng tâm tuần sau", date(2026, 6, 26), TaskKind.KEY),
            item("thường tuần sau", date(2026, 6, 26)),
            item("chủ nhật", date(2026, 6, 21)),
            item("gấp", date(2026, 6, 19), priority=Priority.URGENT),
            item("thường", date(2026, 6, 19)),
            item("quá hạn", date(2026, 6, 14)),
        ],
        MONDAY,
    )
    assert {part: [each.name for each in items] for part, items in found.items()} == {
        WeekPart.OVERDUE: ["quá hạn"],
        WeekPart.DUE: ["gấp", "thường", "chủ nhật"],
        WeekPart.PREPARING: ["trọng tâm tuần sau"],
    }


def test_posted_on_monday_at_half_past_seven_in_hanoi() -> None:
    assert posted_at(MONDAY) == datetime(2026, 6, 15, 0, 30, tzinfo=UTC)
    assert next_posting(datetime(2026, 6, 15, 0, 29, 59, tzinfo=UTC)) == MONDAY
    assert next_posting(datetime(2026, 6, 15, 0, 30, tzinfo=UTC)) == date(2026, 6, 22)
    assert next_posting(datetime(2026, 6, 14, 18, tzinfo=UTC)) == MONDAY
    assert monday_of(date(2026, 6, 21)) == MONDAY
