"""The facts of readiness (mức độ sẵn sàng) of many agencies at once: a fixed number of queries, however many."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.catalogues.catalogue_life import CatalogueState
from hanoiwork_plugin.domain.goals.objectives import SheetState
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.domain.rollout.practice import PracticeAct
from hanoiwork_plugin.domain.rollout.readiness import GroupFacts, ReadinessFacts
from hanoiwork_plugin.domain.rollout.working_group import GroupKind
from hanoiwork_plugin.services.accounts.open_differences import open_differences
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.catalogue import CatalogueVersionRow
from hanoiwork_plugin.store.objectives import ObjectiveSetRow
from hanoiwork_plugin.store.people import PersonRow, PostingRow, RoleGrantRow, UnitRow
from hanoiwork_plugin.store.practice import PractisedRow
from hanoiwork_plugin.store.reconciliation import ReconciliationRow
from hanoiwork_plugin.store.working_groups import WorkingGroupRow


def facts_of(tx: Tx, agency_ids: Collection[UUID]) -> dict[UUID, ReadinessFacts]:
    """What is known of these agencies today."""
    ids, today = list(agency_ids), hanoi_date(tx.now)
    posted = _posted(ids, today)
    people = _people(tx, posted)
    by_act = _practised_by_act(tx, posted)
    everything = _practised_all(tx, posted)
    groups, roles = _groups(tx, ids, posted, today), _roles(tx, ids, today)
    catalogues, objectives = _catalogues(tx, ids), _objectives(tx, ids, today)
    confirmed = _confirmed(tx, ids)
    differences = open_differences(tx, confirmed)
    return {
        agency: ReadinessFacts(
            people=people.get(agency, 0),
            group=groups.get(agency),
            confirmed_on=confirmed.get(agency),
            differences=differences.get(agency, 0),
            roles=roles.get(agency, frozenset()),
            catalogue_number=catalogues[agency][0] if agency in catalogues else None,
            catalogue_from=catalogues[agency][1] if agency in catalogues else None,
            objectives_period=objectives[agency][0] if agency in objectives else None,
            objectives_on=objectives[agency][1] if agency in objectives else None,
            practised=everything.get(agency, 0),
            practised_by_act=tuple((act, by_act.get((agency, act), 0)) for act in PracticeAct),
        )
        for agency in ids
    }


def _posted(ids: list[UUID], today: date) -> Subquery:
    """Who works in which of these agencies today."""
    agency = UnitRow.path[1].label("agency")
    return (
        select(PersonRow.id.label("person_id"), agency)
        .join(PostingRow, PostingRow.person_id == PersonRow.id)
        .join(UnitRow, UnitRow.id == PostingRow.unit_id)
        .where(
            PersonRow.active,
            PostingRow.is_primary,
            PostingRow.valid_from <= today,
            PostingRow.valid_to.is_(None) | (PostingRow.valid_to >= today),
            UnitRow.path[1].in_(ids),
        )
        .subquery("posted")
    )


def _people(tx: Tx, posted: Subquery) -> dict[UUID, int]:
    query = select(posted.c.agency, func.count()).group_by(posted.c.agency)
    return {row[0]: row[1] for row in tx.session.execute(query)}


def _practised_all(tx: Tx, posted: Subquery) -> dict[UUID, int]:
    whole = (
        select(PractisedRow.person_id)
        .group_by(PractisedRow.person_id)
        .having(func.count() >= len(PracticeAct))
        .subquery("whole")
    )
    query = (
        select(posted.c.agency, func.count())
        .join(whole, whole.c.person_id == posted.c.person_id)
        .group_by(posted.c.agency)
    )
    return {row[0]: row[1] for row in tx.session.execute(query)}


def _practised_by_act(tx: Tx, posted: Subquery) -> dict[tuple[UUID, PracticeAct], int]:
    rows = tx.session.execute(
        select(posted.c.agency, PractisedRow.act, func.count())
        .join(PractisedRow, PractisedRow.person_id == posted.c.person_id)
        .group_by(posted.c.agency, PractisedRow.act)
    )
    return {(agency, PracticeAct(act)): count for agency, act, count in rows}


def _groups(tx: Tx, ids: list[UUID], posted: Subquery, today: date) -> dict[UUID, GroupFacts]:
    """The groups in force; whether their head leads and their members for IT are there is asked of today."""
    rows = tx.session.scalars(
        select(WorkingGroupRow).where(
            WorkingGroupRow.agency_id.in_(ids),
            WorkingGroupRow.valid_from <= today,
            WorkingGroupRow.valid_to.is_(None) | (WorkingGroupRow.valid_to >= today),
        )
    ).all()
    named = {each for row in rows for each in (row.head_id, *row.it_ids) if each}
    there = {
        (person_id, agency)
        for person_id, agency in tx.session.execute(
            select(posted.c.person_id, posted.c.agency).where(posted.c.person_id.in_(named))
        )
    }
    leading = {
        (person_id, unit_id)
        for person_id, unit_id in tx.session.execute(
            select(RoleGrantRow.person_id, RoleGrantRow.unit_id)
            .join(PersonRow, PersonRow.id == RoleGrantRow.person_id)
            .where(
                RoleGrantRow.person_id.in_(named),
                RoleGrantRow.unit_id.in_(ids),
                RoleGrantRow.role.in_([Role.HEAD, Role.DEPUTY]),
                *_held(today),
            )
        )
    }
    return {
        row.agency_id: GroupFacts(
            GroupKind(row.kind),
            row.valid_from,
            head_leads=(row.head_id, row.agency_id) in leading,
            it_members=sum((each, row.agency_id) in there for each in row.it_ids),
        )
        for row in rows
    }


def _held(today: date) -> tuple[ColumnElement[bool], ...]:
    """A role that somebody who works holds today."""
    return (
        PersonRow.active.is_(True),
        RoleGrantRow.valid_from <= today,
        RoleGrantRow.valid_to.is_(None) | (RoleGrantRow.valid_to >= today),
    )


def _roles(tx: Tx, ids: list[UUID], today: date) -> dict[UUID, frozenset[Role]]:
    found: dict[UUID, frozenset[Role]] = {}
    for unit_id, role in tx.session.execute(
        select(RoleGrantRow.unit_id, RoleGrantRow.role)
        .join(PersonRow, PersonRow.id == RoleGrantRow.person_id)
        .where(RoleGrantRow.unit_id.in_(ids), *_held(today))
        .distinct()
    ):
        found[unit_id] = found.get(unit_id, frozenset()) | {Role(role)}
    return found


def _catalogues(tx: Tx, ids: list[UUID]) -> dict[UUID, tuple[int, date]]:
    """The newest dated version of each, in force or to come into force."""
    rows = tx.session.scalars(
        select(CatalogueVersionRow)
        .where(
            CatalogueVersionRow.unit_id.in_(ids),
            CatalogueVersionRow.state.in_((CatalogueState.APPROVED, CatalogueState.IN_FORCE)),
        )
        .ext(distinct_on(CatalogueVersionRow.unit_id))
        .order_by(CatalogueVersionRow.unit_id, CatalogueVersionRow.number.desc())
    )
    return {row.unit_id: (row.number, row.in_force_from) for row in rows if row.in_force_from}


def _objectives(tx: Tx, ids: list[UUID], today: date) -> dict[UUID, tuple[str, date | None]]:
    """The agency's own approved objectives of a period that has not ended."""
    rows = tx.session.execute(
        select(ObjectiveSetRow.unit_id, ObjectiveSetRow.period, ObjectiveSetRow.decided_at)
        .where(
            ObjectiveSetRow.unit_id.in_(ids),
            ObjectiveSetRow.person_id.is_(None),
            ObjectiveSetRow.state == SheetState.APPROVED,
        )
        .order_by(ObjectiveSetRow.period.desc())
    )
    found: dict[UUID, tuple[str, date | None]] = {}
    for unit_id, code, decided_at in rows:
        last = Period.parse(code).months[-1]
        if (last.year, last.number) >= (today.year, today.month):
            found[unit_id] = (code, hanoi_date(decided_at) if decided_at else None)
    return found


def _confirmed(tx: Tx, ids: list[UUID]) -> dict[UUID, date]:
    rows = tx.session.execute(
        select(ReconciliationRow.unit_id, func.max(ReconciliationRow.confirmed_at))
        .where(ReconciliationRow.unit_id.in_(ids), ReconciliationRow.confirmed_at.is_not(None))
        .group_by(ReconciliationRow.unit_id)
    )
    return {unit_id: hanoi_date(at) for unit_id, at in rows if at}
