"""Roles (vai trò), fields of deputies and concurrent postings (kiêm nhiệm), each from a date to a date (DOMAIN 1)."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid, NotFound
from hanoiwork_plugin.domain.people import Actor, Role, Unit
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.changes.delegations import known
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.people import PostingRow, RoleGrantRow, UnitRow


def grant_role(
    tx: Tx,
    actor: Actor,
    person_id: UUID,
    role: Role,
    unit_id: UUID,
    *,
    fields: Sequence[str] = (),
    first: date,
    last: date | None,
    basis: str,
) -> RoleGrantRow:
    """Giao vai trò from a date, over a unit and everything below it; a deputy's fields (lĩnh vực) go with it.

    Raises:
        Forbidden: without authority over the unit, for oneself, or for a role of the city given by an agency.
        Invalid: naming every fault.
    """
    person, unit = known(tx, person_id, "person"), _unit(tx, unit_id)
    capacity = tx.require(Act.GRANT_ROLE, actor, Subject(unit, person.id))
    faults = _faults(first, last, basis, hanoi_date(tx.now))
    if role in (Role.CITY_BOARD, Role.SUPPORT) and capacity.relation != "city_board":
        faults.append(Fault("role", "Vai trò này do Ban Tổ chức Thành ủy giao."))
    if fields and role is not Role.DEPUTY:
        faults.append(Fault("fields", "Chỉ cấp phó có lĩnh vực phụ trách."))
    if faults:
        raise Invalid("Chưa giao được vai trò.", faults=faults)
    row = RoleGrantRow(
        id=new_id(),
        person_id=person.id,
        role=role,
        unit_id=unit.id,
        fields=[field.strip() for field in fields if field.strip()],
        valid_from=first,
        valid_to=last,
        recorded_at=tx.now,
    )
    tx.session.add(row)
    tx.record("role.granted", "person", person.id, actor, reason=basis.strip(), after=_facts(row))
    return row


def end_role(tx: Tx, actor: Actor, grant_id: UUID, *, last: date, basis: str) -> RoleGrantRow:
    """Thôi giao vai trò after ``last``; the days before stay as they were.

    Raises:
        NotFound: for an unknown grant.
        Conflict: when it has ended by then anyway.
        Invalid: without a basis, or with a last day in the past.
    """
    row = tx.session.get(RoleGrantRow, grant_id, with_for_update=True)
    if row is None:
        raise NotFound
    tx.require(Act.GRANT_ROLE, actor, Subject(_unit(tx, row.unit_id), row.person_id))
    yesterday = hanoi_date(tx.now) - timedelta(days=1)
    faults = _faults(last, None, basis, yesterday)
    if faults:
        raise Invalid("Chưa thôi giao được vai trò.", faults=faults)
    if row.valid_to is not None and row.valid_to <= last:
        raise Conflict("Vai trò này đã kết thúc trước ngày đó.")
    before = _facts(row)
    row.valid_to, row.closed_at = max(last, row.valid_from - timedelta(days=1)), tx.now
    tx.record("role.ended", "person", row.person_id, actor, reason=basis.strip(), before=before, after=_facts(row))
    return row


def add_concurrent_posting(
    tx: Tx,
    actor: Actor,
    person_id: UUID,
    unit_id: UUID,
    *,
    title: str,
    first: date,
    last: date | None,
    basis: str,
) -> PostingRow:
    """Kiêm nhiệm: a second place of work beside the primary one, with its own dates.

    Raises:
        Forbidden: without authority over the unit.
        Invalid: naming every fault.
    """
    person, unit = known(tx, person_id, "person"), _unit(tx, unit_id)
    tx.require(Act.TRANSFER, actor, Subject(unit, person.id))
    faults = _faults(first, last, basis, hanoi_date(tx.now))
    if not title.strip():
        faults.append(Fault("title", "Còn thiếu {name}.", {"name": "Chức vụ"}))
    if faults:
        raise Invalid("Chưa ghi nhận được kiêm nhiệm.", faults=faults)
    row = PostingRow(
        id=new_id(),
        person_id=person.id,
        unit_id=unit.id,
        title=title.strip(),
        position=title.strip(),
        is_primary=False,
        valid_from=first,
        valid_to=last,
        recorded_at=tx.now,
    )
    tx.session.add(row)
    after = {"posting": str(row.id), "unit": str(unit.id), "title": row.title, **_days(first, last)}
    tx.record("posting.added", "person", person.id, actor, reason=basis.strip(), after=after)
    return row


def _unit(tx: Tx, unit_id: UUID) -> Unit:
    row = tx.session.get(UnitRow, unit_id)
    if row is None:
        raise Invalid("Không có đơn vị này.", faults=[Fault("unit", "Không có đơn vị này.")])
    return organisation.unit_of(row)


def _faults(first: date, last: date | None, basis: str, earliest: date) -> list[Fault]:
    faults = []
    if not basis.strip():
        faults.append(Fault("basis", "Còn thiếu {name}.", {"name": "Căn cứ"}))
    if first < earliest:
        faults.append(Fault("valid_from", "Ngày hiệu lực phải từ hôm nay trở đi."))
    if last is not None and last < first:
        faults.append(Fault("valid_to", "Ngày kết thúc phải từ ngày bắt đầu trở đi."))
    return faults


def _facts(row: RoleGrantRow) -> dict[str, object]:
    what = {"grant": str(row.id), "role": row.role, "unit": str(row.unit_id), "fields": list(row.fields)}
    return {**what, **_days(row.valid_from, row.valid_to)}


def _days(first: date, last: date | None) -> dict[str, object]:
    return {"valid_from": first.isoformat(), "valid_to": last.isoformat() if last else None}
