"""What is seen of arising work that was reported: by its sender, and by the one who confirms it."""

from uuid import UUID

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.assigning.arising import (
    TRANSITIONS,
    ArisingAct,
    ArisingState,
    ArisingView,
    ArisingWorkView,
    UnclearName,
)
from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.views import ItemChoice, PersonRef
from hanoiwork_plugin.services.assigning.arising import colleagues_of, subject_of_report, tasks_of_report
from hanoiwork_plugin.services.catalogues import catalogue
from hanoiwork_plugin.services.doing.task_views import NOBODY
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.arising import ArisingReportRow, ArisingWorkRow, works_of
from hanoiwork_plugin.store.catalogue import group_views

ITEMS_OFFERED = 5


def arising_view(tx: Tx, row: ArisingReportRow, viewer: Actor) -> ArisingView:
    """The report as ``viewer`` sees it; the caller has checked that they may."""
    subject = subject_of_report(tx, row)
    works, tasks = works_of(tx.session, row.id), {task.id: task for task in tasks_of_report(tx, row)}
    state = ArisingState(row.state)
    own = viewer.id == row.sender_id
    may_name = own and (state, ArisingAct.NAME_PEOPLE) in TRANSITIONS
    decides = authority.allowed(Act.APPROVE_TASK, viewer, subject) is not None
    may_confirm = decides and (state, ArisingAct.CONFIRM) in TRANSITIONS
    colleagues = colleagues_of(tx, viewer) if may_name else []
    people = organisation.references(
        tx.session,
        hanoi_date(tx.now),
        {
            *(row.sender_id, row.manager_id, row.decided_by_id),
            *(person_id for task in tasks.values() for person_id in task.co_people_ids),
        },
    )
    offered = {person.id: PersonRef(person.id, person.account, person.name, person.title) for person in colleagues}

    items = _nearest(tx, subject.unit, [task.name for task in tasks.values()]) if may_confirm else {}
    return ArisingView(
        id=row.id,
        version=row.version,
        state=state,
        sender=people.get(row.sender_id, NOBODY),
        unit=subject.unit.name,
        manager=people.get(row.manager_id, NOBODY),
        reported_at=row.reported_at,
        works=tuple(
            ArisingWorkView(
                number=work.number,
                task_id=work.task_id,
                name=tasks[work.task_id].name,
                begins=work.begins,
                ends=work.ends,
                people=tuple(people[each] for each in tasks[work.task_id].co_people_ids if each in people),
                items=items.get(tasks[work.task_id].name, ()),
                product=tasks[work.task_id].product or "",
            )
            for work in works
        ),
        unclear=tuple(_unclear(works, offered)) if may_name else (),
        reason=row.reason,
        decided_by=people.get(row.decided_by_id) if row.decided_by_id else None,
        decided_at=row.decided_at,
        groups=group_views(catalogue.version_in_force(tx, subject.unit.agency_id)) if may_confirm else (),
        may_name=may_name,
        may_confirm=may_confirm,
        may_withdraw=own and (state, ArisingAct.WITHDRAW) in TRANSITIONS,
    )


def _nearest(tx: Tx, unit: Unit, names: list[str]) -> dict[str, tuple[ItemChoice, ...]]:
    """The items nearest to each name; where nothing fits the whole name, to how it begins."""
    wholes = catalogue.search_each(tx, unit, names, ITEMS_OFFERED)
    beginnings = catalogue.search_each(tx, unit, [" ".join(name.split()[:3]) for name in names], ITEMS_OFFERED)
    return {name: tuple(whole or begun) for name, whole, begun in zip(names, wholes, beginnings, strict=True)}


def _unclear(works: list[ArisingWorkRow], offered: dict[UUID, PersonRef]) -> list[UnclearName]:
    """The names to be asked about; those who can be meant, or the whole unit when nobody is called so."""
    found = []
    for work in works:
        for index, each in sorted(work.unclear.items()):
            meant = [offered[UUID(one)] for one in each["candidates"] if UUID(one) in offered]
            found.append(UnclearName(work.number, int(index), each["typed"], tuple(meant or offered.values())))
    return found
