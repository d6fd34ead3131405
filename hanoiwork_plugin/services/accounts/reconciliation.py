"""Đối chiếu tổ chức – tài khoản: opened by the unit admin, confirmed when both sides match (VI.1, STORY 1)."""

from difflib import SequenceMatcher
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.accounts import reconciliation
from hanoiwork_plugin.domain.accounts.reconciliation import CHOICES, Difference, Line, Settlement
from hanoiwork_plugin.domain.accounts.reconciliation_views import (
    DifferenceCount,
    DifferenceView,
    ReconciliationView,
    UnitChoice,
)
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Conflict, NotFound, Stale
from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.accounts.reconciliation_facts import Sides, sides
from hanoiwork_plugin.services.accounts.settling import Given, settle_line
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.reconciliation import ReconciliationRow

_LIKELY = 8
"""Accounts offered for a person without one."""


def reconciliation_of(tx: Tx, actor: Actor) -> ReconciliationRow:
    """The agency's reconciliation: the open one, the confirmed one while nothing differs, else a new one.

    Raises:
        Forbidden: when the actor is not admin of the agency.
    """
    agency = organisation.unit(tx.session, actor.unit.agency_id)
    tx.require(Act.RECONCILE, actor, Subject(agency))
    newest = tx.session.scalar(
        select(ReconciliationRow)
        .where(ReconciliationRow.unit_id == agency.id)
        .order_by(ReconciliationRow.id.desc())
        .limit(1)
        .with_for_update()
    )
    if newest is not None and (newest.confirmed_at is None or not sides(tx, agency.id).lines):
        return newest
    row = ReconciliationRow(id=new_id(), unit_id=agency.id, opened_by_id=actor.id, opened_at=tx.now)
    tx.session.add(row)
    tx.session.flush()
    tx.record("reconciliation.opened", "reconciliation", row.id, actor, after={"unit": str(agency.id)})
    return row


def visible_reconciliation(tx: Tx, actor: Actor, reconciliation_id: UUID) -> ReconciliationRow:
    """The reconciliation, for the admin of its agency.

    Raises:
        NotFound: for everyone else.
    """
    row = tx.session.get(ReconciliationRow, reconciliation_id)
    if row is None or not _may(tx, actor, row):
        raise NotFound
    return row


def settle(
    tx: Tx,
    actor: Actor,
    reconciliation_id: UUID,
    code: str,
    settlement: Settlement,
    given: Given,
    version: int | None = None,
) -> ReconciliationRow:
    """Settle one open difference; the pressed card goes on to the next one by its own answer.

    Raises:
        Stale: when the difference is no longer as it was shown.
        Conflict: when the reconciliation is confirmed already.
        Invalid: when the settlement does not fit, or lacks what it needs.
    """
    row = _open(tx, actor, reconciliation_id, version)
    line = next((each for each in sides(tx, row.unit_id).lines if code_of(each) == code), None)
    if line is None:
        raise Stale
    reconciliation.check_settlement(line, settlement, given)
    settle_line(tx, actor, organisation.unit(tx.session, row.unit_id), line, settlement, given)
    flag_modified(row, "opened_at")
    tx.session.flush()
    tx.record(
        "reconciliation.settled",
        "reconciliation",
        row.id,
        actor,
        reason=given.get("reason", "").strip(),
        before={"difference": line.kind, "subject": str(line.subject_id), "name": line.name},
        after={"settlement": settlement, "account": given.get("account", ""), "unit": given.get("unit", "")},
    )
    return row


def confirm(tx: Tx, actor: Actor, reconciliation_id: UUID, version: int | None = None) -> ReconciliationRow:
    """[Xác nhận khớp].

    Raises:
        Invalid: naming how many differences of each kind are open.
        Conflict: when it is confirmed already.
    """
    row = _open(tx, actor, reconciliation_id, version)
    found = sides(tx, row.unit_id)
    reconciliation.require_matched(found.lines)
    row.confirmed_by_id, row.confirmed_at = actor.id, tx.now
    after = {"people": len(found.people), "accounts": sum(person.in_directory for person in found.people)}
    tx.record("reconciliation.confirmed", "reconciliation", row.id, actor, after=after)
    tx.changed("reconciliation", row.id)
    tx.changed("readiness", row.unit_id)
    return row


def accounts_matched(tx: Tx, agency_id: UUID) -> bool:
    """Whether someone confirmed the match and nothing differs since (mức sẵn sàng, dòng "tài khoản")."""
    confirmed = select(ReconciliationRow.id).where(
        ReconciliationRow.unit_id == agency_id, ReconciliationRow.confirmed_at.is_not(None)
    )
    return tx.session.scalar(confirmed.limit(1)) is not None and not sides(tx, agency_id).lines


def code_of(line: Line) -> str:
    """Short name of a difference as it is now, for the subject of a press."""
    return sha256(line.key.encode()).hexdigest()[:16]


def reconciliation_view(tx: Tx, row: ReconciliationRow, *, after: str | None = None) -> ReconciliationView:
    """The reconciliation as shown; ``after`` names a difference to put off for the one behind it."""
    found = sides(tx, row.unit_id)
    shown = _views(tx, row.unit_id, found)
    codes = [each.code for each in shown]
    next_one = codes.index(after) + 1 if after in codes else 0
    people = organisation.references(tx.session, hanoi_date(tx.now), [row.confirmed_by_id])
    return ReconciliationView(
        id=row.id,
        version=row.version,
        unit=organisation.unit(tx.session, row.unit_id).name,
        people=len(found.people) + len(found.awaited),
        accounts=sum(person.in_directory for person in found.people),
        counts=tuple(DifferenceCount(*each) for each in reconciliation.counts(found.lines).items()),
        open=shown,
        in_hand=shown[next_one % len(shown)] if shown else None,
        opened_at=row.opened_at,
        confirmed_by=people.get(row.confirmed_by_id) if row.confirmed_by_id else None,
        confirmed_at=row.confirmed_at,
    )


def _views(tx: Tx, agency_id: UUID, found: Sides) -> tuple[DifferenceView, ...]:
    names = _unit_names(tx, {unit for line in found.lines for unit in line.units})
    free = [
        PersonRef(line.subject_id, line.account, line.name, "")
        for line in found.lines
        if line.kind is Difference.NO_PERSON
    ]

    def likely(line: Line) -> tuple[PersonRef, ...]:
        if line.kind is not Difference.NO_ACCOUNT:
            return ()
        wanted = fold(line.name)
        ranked = sorted(free, key=lambda each: -SequenceMatcher(None, wanted, fold(each.name)).ratio())
        return tuple(ranked[:_LIKELY])

    return tuple(
        DifferenceView(
            code=code_of(line),
            kind=line.kind,
            name=line.name,
            account=line.account,
            units=tuple(UnitChoice(unit, names.get(unit, "")) for unit in line.units),
            settlements=CHOICES[line.kind],
            accounts=likely(line),
        )
        for line in found.lines
    )


def _unit_names(tx: Tx, ids: set[UUID]) -> dict[UUID, str]:
    """Units by their path from the agency down; two queries."""
    units = [Unit(row.id, row.name, tuple(row.path)) for row in _rows(tx, ids)]
    names = {row.id: row.name for row in _rows(tx, {part for unit in units for part in unit.path})}
    return {unit.id: " / ".join(names[part] for part in unit.path) for unit in units}


def _rows(tx: Tx, ids: set[UUID]) -> list[UnitRow]:
    return list(tx.session.scalars(select(UnitRow).where(UnitRow.id.in_(ids)))) if ids else []


def _may(tx: Tx, actor: Actor, row: ReconciliationRow) -> bool:
    return authority.allowed(Act.RECONCILE, actor, Subject(organisation.unit(tx.session, row.unit_id))) is not None


def _open(tx: Tx, actor: Actor, reconciliation_id: UUID, version: int | None) -> ReconciliationRow:
    row = tx.session.get(ReconciliationRow, reconciliation_id, with_for_update=True)
    if row is None:
        raise NotFound
    tx.require(Act.RECONCILE, actor, Subject(organisation.unit(tx.session, row.unit_id)))
    if version is not None and version != row.version:
        raise Stale
    if row.confirmed_at is not None:
        raise Conflict("Lần đối chiếu này đã được xác nhận khớp.")
    return row
