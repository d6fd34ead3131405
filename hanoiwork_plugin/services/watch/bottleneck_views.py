"""Bottlenecks as they are shown: those of departments, one with its way and waits, the waits of a task (DOMAIN 7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.tasks import TRANSITIONS, TaskAct, TaskState
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.domain.watch.bottlenecks import (
    BottleneckList,
    BottleneckView,
    DepartmentBottlenecks,
    LeadDecision,
    LeadUnit,
    PathStepView,
    SideDays,
    WaitingView,
    WaitView,
)
from hanoiwork_plugin.domain.watch.hand_overs import COUNTED, returns
from hanoiwork_plugin.domain.watch.waiting import Wait, by_side, counted_days
from hanoiwork_plugin.services.changes.absences import colleagues_for
from hanoiwork_plugin.services.doing.task_views import NOBODY, subject_of, visible_task
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.services.watch.bottlenecks import OPEN, Work, bottlenecks_among, seen_units, work_of, works_of
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.base import among
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.tasks import TaskRow


def bottlenecks_for(tx: Tx, actor: Actor) -> BottleneckList:
    """The departments in the actor's sight that have bottlenecks, each with all of them and its waiting by side."""
    tx.require(Act.SEE_OWN, actor, Subject(actor.unit, actor.id))
    return BottleneckList(_departments(tx, actor, seen_units(tx, actor)))


def bottlenecks_of_unit(tx: Tx, actor: Actor, unit_id: UUID) -> DepartmentBottlenecks:
    """One department, also when it has none.

    Raises:
        NotFound: for a unit whose bottlenecks are none of the actor's business.
    """
    row = tx.session.get(UnitRow, unit_id)
    if row is None or not authority.allowed(Act.SEE_BOTTLENECKS, actor, Subject(organisation.unit_of(row))):
        raise NotFound
    unit = organisation.unit_of(row)
    found = _departments(tx, actor, [unit])
    return found[0] if found else DepartmentBottlenecks(unit.id, unit.name, hanoi_date(tx.now), (), _sides((), tx.now))


def _departments(tx: Tx, actor: Actor, units: Sequence[Unit]) -> tuple[DepartmentBottlenecks, ...]:
    works = bottlenecks_among(tx, among(TaskRow.lead_unit_id, [unit.id for unit in units]))
    having = {work.task.lead_unit_id for work in works}
    views = {view.task_id: view for view in _views(tx, works, actor)}
    open_tasks = tx.session.scalars(
        select(TaskRow).where(among(TaskRow.lead_unit_id, having), TaskRow.state.in_(OPEN))
    ).all()
    waits: dict[UUID, list[Wait]] = {}
    for work in works_of(tx, open_tasks):
        waits.setdefault(work.task.lead_unit_id, []).extend(work.waits)
    return tuple(
        DepartmentBottlenecks(
            unit.id,
            unit.name,
            hanoi_date(tx.now),
            tuple(views[work.task.id] for work in works if work.task.lead_unit_id == unit.id),
            _sides(waits.get(unit.id, ()), tx.now),
        )
        for unit in units
        if unit.id in having
    )


def bottleneck_view(tx: Tx, work: Work, viewer: Actor) -> BottleneckView:
    """The bottleneck as ``viewer`` sees it; the caller has checked that they may."""
    (view,) = _views(tx, [work], viewer)
    task = work.task
    subject = subject_of(tx, task)
    if authority.allowed(Act.SEE_BOTTLENECKS, viewer, subject) is None:
        sees = authority.allowed(Act.SEE_TASK, viewer, subject) is not None
        return replace(view, steps=(), waits=(), sides=(), came_back_to=None, sees_task=sees)
    decides = (
        work.trouble is not None
        and (TaskState(task.state), TaskAct.DECIDE_LEAD) in TRANSITIONS
        and authority.allowed(Act.DECIDE_LEAD, viewer, subject) is not None
    )
    if not decides:
        return view
    holder = None
    if task.accountable_id is not None:
        holder = organisation.actor_by_id(tx.session, task.accountable_id, hanoi_date(tx.now))
    people = colleagues_for(tx, viewer, holder or viewer)
    units = [
        unit
        for unit in organisation.units_below(tx.session, subject.unit.agency_id)
        if not unit.is_agency and authority.allowed(Act.GIVE_TASK, viewer, Subject(unit))
    ]
    kept = (view.holder,) if view.holder and holder else ()
    return replace(
        view, may_decide=True, people=(*kept, *people), units=tuple(LeadUnit(unit.id, unit.name) for unit in units)
    )


def waiting_view(tx: Tx, actor: Actor, task_id: UUID) -> WaitingView:
    """Who waited for whom in a task, ended waits too, and the working days by side.

    Raises:
        NotFound: for a task that the actor may not see.
    """
    work = work_of(tx, visible_task(tx, actor, task_id))
    names = _names(tx, [work])
    return WaitingView(task_id, _waits(work, names, tx.now), _sides(work.waits, tx.now))


@dataclass(frozen=True)
class _Names:
    people: dict[UUID, PersonRef]
    units: dict[UUID, str]

    def person(self, person_id: UUID | None) -> PersonRef | None:
        return self.people.get(person_id) if person_id else None


def _names(tx: Tx, works: Iterable[Work]) -> _Names:
    works = list(works)
    people = {
        *(work.task.accountable_id for work in works),
        *(each for work in works for step in work.chain.steps for each in (step.from_id, step.to_id, step.by_id)),
        *(each for work in works for wait in work.waits for each in (wait.waiting_id, wait.awaited_id)),
        *(each for work in works if work.sent for each in (work.sent.actor_id, UUID(work.sent.after["to"]))),
    }
    units = {work.task.lead_unit_id for work in works}
    units |= {wait.awaited_unit_id for work in works for wait in work.waits if wait.awaited_unit_id}
    return _Names(
        organisation.references(tx.session, hanoi_date(tx.now), people),
        {row.id: row.name for row in tx.session.scalars(select(UnitRow).where(among(UnitRow.id, units)))},
    )


def _views(tx: Tx, works: Sequence[Work], viewer: Actor) -> list[BottleneckView]:
    names = _names(tx, works)
    return [_view(tx, work, names, viewer) for work in works]


def _view(tx: Tx, work: Work, names: _Names, viewer: Actor) -> BottleneckView:
    task, chain, sent, decision = work.task, work.chain, work.sent, work.chain.decision
    unit = organisation.unit(tx.session, task.lead_unit_id)
    back = returns(chain)
    sends = authority.allowed(Act.SEND_BOTTLENECK, viewer, Subject(unit, task.accountable_id)) is not None
    return BottleneckView(
        task_id=task.id,
        version=task.version,
        task_name=task.name,
        unit_id=task.lead_unit_id,
        unit=unit.name,
        state=TaskState(task.state),
        holder=names.person(task.accountable_id),
        due=task.due,
        patterns=work.trouble.patterns if work.trouble else (),
        steps=tuple(
            PathStepView(
                step.at,
                step.kind,
                names.person(step.from_id) or NOBODY,
                names.person(step.to_id) or NOBODY,
                names.person(step.by_id),
                step.reason,
                step.kind in COUNTED,
            )
            for step in chain.steps
        ),
        came_back_to=names.person(back[-1].to_id) if back else None,
        waits=_waits(work, names, tx.now),
        sides=_sides(work.waits, tx.now),
        sent_to=names.person(UUID(sent.after["to"])) if sent else None,
        sent_by=names.person(sent.actor_id) if sent else None,
        sent_at=sent.at if sent else None,
        decision=LeadDecision(
            decision.at,
            names.person(decision.by_id),
            names.person(decision.to_id) or NOBODY,
            work.due_decided,
            decision.reason,
        )
        if decision
        else None,
        may_send=sends and work.trouble is not None and sent is None,
        may_decide=False,
        people=(),
        units=(),
    )


def _waits(work: Work, names: _Names, now: datetime) -> tuple[WaitView, ...]:
    return tuple(
        WaitView(
            wait.side,
            wait.kind,
            names.person(wait.waiting_id),
            names.person(wait.awaited_id),
            names.units.get(wait.awaited_unit_id, "") if wait.awaited_unit_id else "",
            wait.since,
            wait.until,
            len(days),
            wait.text,
        )
        for wait, days in zip(work.waits, counted_days(work.waits, now), strict=True)
    )


def _sides(waits: Sequence[Wait], now: datetime) -> tuple[SideDays, ...]:
    return tuple(SideDays(side, days) for side, days in by_side(waits, now).items())
