"""Everything that is computed is the same with practice tasks and without them (VI.1)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from stage.goals import objective
from stage.play import JUNE, Play, full_marks
from stage.ward import AN, HA, MINH, NGOC, QUAN, TIEN

from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.rollout.practice import Disputed
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.changes import absences, delegations
from hanoiwork_plugin.services.doing import task_lists, task_work
from hanoiwork_plugin.services.doing.task_lists import TaskFilter
from hanoiwork_plugin.services.doing.task_work import FileGiven
from hanoiwork_plugin.services.goals import objective_entries, objectives, plans
from hanoiwork_plugin.services.goals.objective_views import tree
from hanoiwork_plugin.services.goals.plan_views import plan_view, week_of_person, week_of_unit
from hanoiwork_plugin.services.rating import evaluations, scores
from hanoiwork_plugin.services.rating.evaluation_views import evaluation_view, publication_view, score_preview
from hanoiwork_plugin.services.rollout import practice
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evidence import EvidenceRow
from hanoiwork_plugin.store.messages import NoticeRow, TimerRow
from hanoiwork_plugin.store.practice import ExerciseRow
from hanoiwork_plugin.store.tasks import SubmissionRow, TaskRow

PEOPLE = (AN, NGOC, HA, MINH)


def everything(play: Play, *, keep: bool = True) -> dict[str, Any]:
    """Scores, evaluations, plans, weeks, lists, progress of objectives, what is due and what is left, as shown now."""
    shown: dict[str, Any] = {}
    with play.plugin.transaction(cause="test") as tx:
        ward = organisation.unit(tx.session, play.ward.actor(tx, AN).unit.agency_id)
        for account in PEOPLE:
            me = play.ward.actor(tx, account)
            wanted = [TaskFilter(role) for role in ("mine", "given", "to_approve", "visible")]
            parts: list[Any] = [
                score_preview(tx, me, JUNE),
                scores.sheet_of(tx, me, Period.parse("2026-07")),
                evaluation_view(tx, evaluations.evaluation_of(tx, me, JUNE), me),
                task_lists.open_tasks(tx, me, limit=50),
                *(task_lists.page_of_tasks(tx, me, each, 50) for each in wanted),
                [week_of_person(tx, me, monday) for monday in (date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 15))],
                plan_view(tx, plans.open_plan(tx, me, me.unit, me.id), me),
                delegations.due_decisions(tx, me, date(2026, 6, 1), date(2026, 6, 30)),
            ]
            shown[account] = [str(each) if isinstance(each, int) else repr(each) for each in parts]
        ha = play.ward.actor(tx, HA)
        shown["ward"] = repr(
            (
                tree(tx, ha, ward, JUNE),
                week_of_unit(tx, ha.unit, date(2026, 6, 8)),
                publication_view(tx, ward.id, JUNE, play.ward.actor(tx, MINH)),
            )
        )
        shown["timers"] = tx.session.execute(
            select(TimerRow.kind, func.count()).group_by(TimerRow.kind).order_by(TimerRow.kind)
        ).all()
        shown["reminders"] = tx.session.scalar(
            select(func.count()).select_from(NoticeRow).where(NoticeRow.kind == "digest")
        )
        if not keep:
            tx.session.rollback()
    return shown


def practise(play: Play, account: str) -> UUID:
    """One person's whole exercise; the task it ran on."""
    exercise = play.act(account, lambda tx, me: practice.own_exercise(tx, me))
    assert exercise is not None
    task = play.act(account, lambda tx, me: practice.start_exercise(tx, me, exercise.id).task_id)
    assert task is not None
    play.act(account, lambda tx, me: assignment.accept_task(tx, me, task))
    play.act(account, lambda tx, me: task_work.report_progress(tx, me, task, 40, "Đang viết"))
    if account == NGOC:
        return task
    file = FileGiven("f-1", "bao-cao.pdf", 10, "ab" * 32)
    play.act(account, lambda tx, me: task_work.submit_product(tx, me, task, None, "Báo cáo", [file]))
    play.act(account, lambda tx, me: practice.self_evaluate_exercise(tx, me, exercise.id, full_marks()))
    play.act(account, lambda tx, me: practice.see_result(tx, me, exercise.id))
    play.act(account, lambda tx, me: practice.dispute_data(tx, me, exercise.id, Disputed.DEADLINE, "Thứ Sáu"))
    return task


def real_month(play: Play) -> None:
    """A month of real work: tasks in several states, a key result measured by tasks, plans, evaluations."""
    play.at("2026-06-02T08:00+07:00")
    done, late = play.given("Kế hoạch", "2026-06-05"), play.given("Báo cáo", "2026-06-09", 2)
    play.given("Rà soát", "2026-06-19", 3, taken=False)
    play.draft("Bản nháp", "2026-06-22")
    play.hand_in(done)
    play.accept(done)

    def goals(tx: Tx) -> UUID:
        quan = play.ward.actor(tx, QUAN)
        row = objective_entries.open_set(tx, quan, organisation.unit(tx.session, quan.unit.agency_id), None, JUNE)
        objective_entries.write_objectives(tx, quan, row.id, [objective()])
        objectives.submit(tx, quan, row.id)
        return row.id

    set_id = play.act(QUAN, lambda tx, _: goals(tx))
    play.act(MINH, lambda tx, minh: objectives.approve(tx, minh, set_id))
    everything(play)  # evaluations and plans begin when they are first looked at
    assert late


def test_all_that_is_computed_is_the_same_with_and_without_practice(play: Play, installation: str) -> None:
    real_month(play)
    without = everything(play)
    agency = play.act(AN, lambda tx, an: an.unit.agency_id)
    play.act(TIEN, lambda tx, tien: practice.send_exercises(tx, tien, agency))
    tasks = [practise(play, account) for account in PEOPLE]
    assert everything(play) == without
    with play.plugin.transaction() as tx:
        ngoc = play.ward.actor(tx, NGOC)
        assert absences.open_tasks_of(tx, ngoc.id) == []
        assert tx.session.scalar(select(func.count()).select_from(TaskRow).where(TaskRow.id.in_(tasks))) == 0
        assert tx.session.scalars(select(TaskRow.id).join(ExerciseRow, ExerciseRow.task_id == TaskRow.id)).all() == []
        inside = select(NoticeRow.id).where(NoticeRow.subject_id.in_(select(TaskRow.id).where(TaskRow.id.in_(tasks))))
        assert tx.session.scalars(inside).all() == []
        keys = [str(each) for each in tasks]
        assert tx.session.scalars(select(TimerRow).where(TimerRow.subject_key.in_(keys))).all() == []

    for instant in ("2026-06-17T00:00:01+07:00", "2026-06-25T00:00:01+07:00"):
        play.at(instant)
    everything(play)  # plans of July begin
    later = everything(play)
    with play.plugin.transaction(cause="test") as tx:
        real = tx.session.scalar(select(func.count()).select_from(TaskRow))
        tx.session.execute(
            update(TaskRow)
            .where(TaskRow.id.in_(tasks))
            .values(practice=False, window_due=TaskRow.created_at, due=TaskRow.created_at)
            .execution_options(synchronize_session=False)
        )
        counted = tx.session.scalar(select(func.count()).select_from(TaskRow))
        assert (real or 0) + len(tasks) == counted
    mixed = everything(play, keep=False)
    assert {name for name in later if later[name] != mixed[name]} >= {AN, NGOC, HA}, "the comparison can fail"
    with play.plugin.transaction(cause="test") as tx:
        for table in (ExerciseRow, EvidenceRow, SubmissionRow):
            tx.session.execute(delete(table).where(table.task_id.in_(tasks)))
        tx.session.execute(delete(TaskRow).where(TaskRow.id.in_(tasks)))
    assert everything(play) == later
