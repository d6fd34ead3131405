"""Repeating work: a task given with a pattern; its followers are made ahead by the clock, once each (DOMAIN 4, 6).

The pattern is set on a draft and passes the gate and the approval with it; who approves the task approves that it
repeats. From then on the task's fields are those of every occurrence, each a task like any other.
"""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.assigning.pattern_views import OccurrenceView, PatternView
from hanoiwork_plugin.domain.assigning.recurrence import (
    PatternAct,
    PatternState,
    Recurrence,
    check_recurrence,
    next_state,
)
from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import TaskAct, TaskKind, TaskState
from hanoiwork_plugin.services.assigning.assignment import move, needed_text, open_task
from hanoiwork_plugin.services.assigning.pattern_making import SUBJECT, coming, rule_of, write_down
from hanoiwork_plugin.services.doing.task_views import NOBODY, subject_of, visible_task
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.patterns import OccurrenceRow, TaskPatternRow, locked_pattern, occurrences_from
from hanoiwork_plugin.store.tasks import TaskRow, locked_task

_SHOWN = 6
_UNTOUCHED = (TaskState.DRAFT, TaskState.ASSIGNED)


def set_repeat(tx: Tx, actor: Actor, task_id: UUID, rule: Recurrence, version: int | None = None) -> TaskPatternRow:
    """Đặt lặp lại: on a draft, by who gives it; set again it is another rule.

    Raises:
        Conflict: when the task was given already.
        Invalid: when the rule says no days, or the work is arising.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.COMPLETE)
    check_recurrence(rule, TaskKind(task.kind) if task.kind else None, hanoi_date(tx.now))
    move(tx, actor, task, TaskAct.COMPLETE, after={"repeats": rule.cadence})
    row = locked_pattern(tx.session, task_id)
    if row is None:
        row = TaskPatternRow(task_id=task_id, state=PatternState.SET, set_by_id=actor.id, end_reason="")
        tx.session.add(row)
    row.state = next_state(PatternState(row.state), PatternAct.SET)
    row.cadence, row.weekday, row.day, row.until = rule.cadence, rule.weekday, rule.day, rule.until
    row.set_by_id, row.set_at = actor.id, tx.now
    after = {"cadence": rule.cadence, "weekday": rule.weekday, "day": rule.day, "until": rule.until.isoformat()}
    tx.record(PatternAct.SET, SUBJECT, task_id, actor, after=after)
    return row


def _opened(tx: Tx, actor: Actor, task_id: UUID, version: int | None) -> tuple[TaskRow, TaskPatternRow]:
    task = visible_task(tx, actor, task_id)
    row = locked_pattern(tx.session, task_id)
    if row is None:
        raise NotFound
    tx.require(Act.CANCEL_TASK, actor, subject_of(tx, task))
    if version is not None and version != row.version:
        raise Stale
    return task, row


def skip_occurrence(
    tx: Tx, actor: Actor, task_id: UUID, nominal: date, reason: str, version: int | None = None
) -> TaskPatternRow:
    """[Bỏ qua một kỳ], with a reason: its task is cancelled when nobody has begun it, or never made.

    Raises:
        Invalid: when there is no such occurrence ahead, or no reason.
        Conflict: when the work on it has begun, or the pattern does not repeat.
    """
    task, row = _opened(tx, actor, task_id, version)
    row.state = next_state(PatternState(row.state), PatternAct.SKIP)
    reason = needed_text("skip_reason", reason, "Lý do")
    today = hanoi_date(tx.now)
    ahead = {each.nominal: each for each in coming(task, rule_of(row), today, row.until)}
    known = tx.session.get(OccurrenceRow, (task_id, nominal))
    if nominal not in ahead or (known is not None and known.skip_reason):
        raise Invalid(
            "Không có kỳ nào như vậy ở phía trước.",
            faults=[Fault("skip_day", "Mời chọn một kỳ chưa đến hạn, chưa bỏ qua.")],
        )
    if known is None:
        write_down(tx, task_id, ahead[nominal], skip_reason=reason, skipped_by_id=actor.id)
    else:
        made = locked_task(tx.session, known.task_id) if known.task_id else None
        if made is not None and TaskState(made.state) not in _UNTOUCHED:
            raise Conflict("Việc của kỳ này đã được nhận; mời hủy trên thẻ nhiệm vụ.")
        known.skip_reason, known.skipped_by_id = reason, actor.id
        _cancel_untouched(tx, actor, [known], reason)
    tx.record(PatternAct.SKIP, SUBJECT, task_id, actor, reason=reason, after={"day": nominal.isoformat()})
    flag_modified(row, "state")
    tx.changed(SUBJECT, task_id)
    return row


def end_pattern(tx: Tx, actor: Actor, task_id: UUID, reason: str, version: int | None = None) -> TaskPatternRow:
    """[Kết thúc lặp], with a reason: what nobody has begun of the coming occurrences is cancelled."""
    _, row = _opened(tx, actor, task_id, version)
    row.state = next_state(PatternState(row.state), PatternAct.END)
    row.end_reason = needed_text("end_reason", reason, "Lý do")
    row.ended_by_id, row.ended_at = actor.id, tx.now
    later = occurrences_from(tx.session, task_id, hanoi_date(tx.now) + timedelta(days=1))
    _cancel_untouched(tx, actor, later, row.end_reason, ahead_only=True)
    tx.record(PatternAct.END, SUBJECT, task_id, actor, reason=row.end_reason)
    tx.changed(SUBJECT, task_id)
    return row


def _cancel_untouched(
    tx: Tx, actor: Actor, rows: list[OccurrenceRow], reason: str, *, ahead_only: bool = False
) -> None:
    """Cancel the tasks of occurrences; with ``ahead_only`` those that have begun go on."""
    ids = [each.task_id for each in rows if each.task_id is not None]
    for made in tx.session.scalars(select(TaskRow).where(TaskRow.id.in_(ids)).with_for_update()):
        begun = TaskState(made.state) not in _UNTOUCHED or (made.start and made.start <= hanoi_date(tx.now))
        if made.state != TaskState.CANCELLED and not (ahead_only and begun):
            move(tx, actor, made, TaskAct.CANCEL, reason=reason)


def pattern_view(tx: Tx, viewer: Actor, task_id: UUID) -> PatternView:
    """The pattern of a task as ``viewer`` may see it.

    Raises:
        NotFound: when there is none, or the task is none of the viewer's business.
    """
    task = visible_task(tx, viewer, task_id)
    row = tx.session.get(TaskPatternRow, task_id)
    if row is None:
        raise NotFound
    today = hanoi_date(tx.now)
    people = organisation.references(tx.session, hanoi_date(tx.now), {row.set_by_id, task.accountable_id})
    written = {each.nominal: each for each in occurrences_from(tx.session, task_id, today)}
    ahead = coming(task, rule_of(row), today, row.until)[:_SHOWN] if row.state != PatternState.ENDED else []
    may = authority.allowed(Act.CANCEL_TASK, viewer, subject_of(tx, task)) is not None
    return PatternView(
        id=task.id,
        version=row.version,
        name=task.name,
        state=PatternState(row.state),
        rule=rule_of(row),
        set_by=people.get(row.set_by_id, NOBODY),
        accountable=people.get(task.accountable_id) if task.accountable_id else None,
        coming=tuple(
            OccurrenceView(
                each.nominal,
                each.day,
                written[each.nominal].task_id if each.nominal in written else None,
                written[each.nominal].skip_reason if each.nominal in written else "",
            )
            for each in ahead
        ),
        end_reason=row.end_reason,
        may_steer=may and row.state == PatternState.ACTIVE,
    )
