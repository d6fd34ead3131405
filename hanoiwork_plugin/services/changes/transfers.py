"""Transfers (điều chuyển): decided on a date, each open task settled explicitly, received (DOMAIN 6; STORY 16)."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant
from hanoiwork_plugin.domain.changes.change_views import LeftTaskView, TransferView
from hanoiwork_plugin.domain.changes.transfer import TIED_TO_UNIT, LeftTask, TransferAct, check_transfer
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid, NotFound, Stale, TooEarly
from hanoiwork_plugin.domain.people import Actor, Role, Unit
from hanoiwork_plugin.domain.tasks import TaskAct, TaskKind, TaskState
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.changes import delegations
from hanoiwork_plugin.services.changes.absences import colleagues_for, open_tasks_of
from hanoiwork_plugin.services.doing.handover import cancel_task, close_task, hand_over_task
from hanoiwork_plugin.services.doing.task_views import NOBODY, subject_of
from hanoiwork_plugin.services.rating import evaluation_opening
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.delegations import DelegationRow
from hanoiwork_plugin.store.directory import ListedPersonRow
from hanoiwork_plugin.store.people import PostingRow, RoleGrantRow, UnitRow
from hanoiwork_plugin.store.tasks import TaskRow
from hanoiwork_plugin.store.transfers import TransferRow

EFFECTIVE = "transfer.effective"


def decide_transfer(
    tx: Tx,
    actor: Actor,
    person_id: UUID,
    to_unit_id: UUID,
    *,
    title: str,
    position: str,
    effective_on: date,
    basis: str,
) -> TransferRow:
    """Quyết định điều chuyển: from ``effective_on`` the person works in another unit; the heads get their cards.

    The old posting and the roles tied to it end the day before; a role for the whole agency goes on within it.

    Raises:
        Forbidden: without authority over both units.
        Invalid: naming every fault.
        Conflict: when a later change of the place of work is already decided.
    """
    person = delegations.known(tx, person_id, "transfer_person")
    there = _unit_named(tx, to_unit_id)
    tx.require(Act.TRANSFER, actor, Subject(there, person.id))
    tx.require(Act.TRANSFER, actor, Subject(person.unit, person.id))
    check_transfer(
        here=person.unit,
        there=there,
        title=title,
        effective_on=effective_on,
        basis=basis,
        today=hanoi_date(tx.now),
    )
    heads = [
        competence.nearest_or_none(tx, Act.RECEIVE_TRANSFER, Subject(unit, person.id), besides=person.id)
        for unit in (person.unit, there)
    ]
    row = TransferRow(
        id=new_id(),
        person_id=person.id,
        from_unit_id=person.unit.id,
        to_unit_id=there.id,
        title=title.strip(),
        position=position.strip(),
        effective_on=effective_on,
        basis=basis.strip(),
        decided_by_id=actor.id,
        decided_at=tx.now,
        old_head_id=heads[0].id if heads[0] else None,
        new_head_id=heads[1].id if heads[1] else None,
        settled_at=None if open_tasks_of(tx, person.id) else tx.now,
    )
    before = _move_posting(tx, person, row)
    tx.session.add(row)
    tx.session.flush()
    roles = _end_roles(tx, person, there, effective_on)
    tx.record(
        TransferAct.DECIDED,
        "person",
        person.id,
        actor,
        reason=row.basis,
        before={**before, "roles": roles},
        after={
            "transfer": str(row.id),
            "unit": str(there.id),
            "title": row.title,
            "position": row.position,
            "valid_from": effective_on.isoformat(),
        },
    )
    for person_told in {actor.id, person.id, *([row.old_head_id] if row.old_head_id else [])}:
        _show(tx, row, person_told, "decided")
    tx.timer(EFFECTIVE, str(row.id), max(tx.now, hanoi_instant(effective_on)))
    return row


def person_of_account(tx: Tx, account: str) -> UUID:
    """The person of an account as written on the form of a transfer between agencies; raises Invalid."""
    found = organisation.ids_of_accounts(tx.session, [account.strip()]).get(account.strip())
    if found is None:
        fault = Fault("transfer_account", "Không có người nào với tài khoản này.")
        raise Invalid("Chưa ghi nhận được điều chuyển.", faults=[fault])
    return found


def unit_of_path(tx: Tx, path: str) -> UUID:
    """The unit written from the agency down, with slashes; raises Invalid."""
    found = organisation.unit_by_names(tx.session, [part.strip() for part in path.split("/")])
    if found is None:
        fault = Fault("transfer_unit_path", "Không có đơn vị này; ghi như: Phường Mẫu / Phòng Kinh tế.")
        raise Invalid("Chưa ghi nhận được điều chuyển.", faults=[fault])
    return found.id


def _unit_named(tx: Tx, unit_id: UUID) -> Unit:
    row = tx.session.get(UnitRow, unit_id)
    if row is None:
        raise Invalid("Chưa ghi nhận được điều chuyển.", faults=[Fault("transfer_unit", "Không có đơn vị này.")])
    return organisation.unit_of(row)


def _move_posting(tx: Tx, person: Actor, row: TransferRow) -> dict[str, object]:
    """End the primary posting the day before and begin the new one; returns what was."""
    day_before = row.effective_on - timedelta(days=1)
    postings = tx.session.scalars(
        select(PostingRow)
        .where(
            PostingRow.person_id == person.id,
            PostingRow.is_primary,
            or_(PostingRow.valid_to.is_(None), PostingRow.valid_to >= row.effective_on),
        )
        .with_for_update()
    ).all()
    held = next((each for each in postings if each.valid_from <= hanoi_date(tx.now)), None)
    if held is None or len(postings) > 1:
        raise Conflict("Người này đã có một thay đổi nơi công tác khác được quyết định sau ngày này.")
    before: dict[str, object] = {"unit": str(held.unit_id), "title": held.title, "position": held.position}
    held.valid_to, held.closed_at = max(day_before, held.valid_from - timedelta(days=1)), tx.now
    tx.session.flush()
    tx.session.add(
        PostingRow(
            id=new_id(),
            person_id=person.id,
            unit_id=row.to_unit_id,
            title=row.title,
            position=row.position or held.position,
            is_primary=True,
            valid_from=row.effective_on,
            valid_to=None,
            recorded_at=tx.now,
        )
    )
    return {**before, "valid_to": held.valid_to.isoformat()}


def _end_roles(tx: Tx, person: Actor, there: Unit, effective_on: date) -> list[dict[str, str]]:
    """Roles tied to the old place end the day before; whoever was staff is staff of the new one."""
    day_before = effective_on - timedelta(days=1)
    rows = tx.session.execute(
        select(RoleGrantRow, UnitRow)
        .join(UnitRow, UnitRow.id == RoleGrantRow.unit_id)
        .where(
            RoleGrantRow.person_id == person.id,
            or_(RoleGrantRow.valid_to.is_(None), RoleGrantRow.valid_to >= effective_on),
        )
    ).all()
    ended: list[dict[str, str]] = []
    for grant, unit_row in rows:
        leaves_agency = there.agency_id != unit_row.path[0] and person.unit.agency_id == unit_row.path[0]
        if leaves_agency or (Role(grant.role) in TIED_TO_UNIT and unit_row.id == person.unit.id):
            grant.valid_to, grant.closed_at = max(day_before, grant.valid_from - timedelta(days=1)), tx.now
            ended.append({"role": grant.role, "unit": str(unit_row.id), "valid_to": grant.valid_to.isoformat()})
    tx.session.add(
        RoleGrantRow(
            id=new_id(),
            person_id=person.id,
            role=Role.STAFF,
            unit_id=there.id,
            fields=[],
            valid_from=effective_on,
            valid_to=None,
            recorded_at=tx.now,
        )
    )
    if there.agency_id != person.unit.agency_id:
        _end_delegations(tx, person, day_before)
    return ended


def _end_delegations(tx: Tx, person: Actor, day_before: date) -> None:
    """Whoever leaves the agency acts there for nobody any more."""
    for row in tx.session.scalars(
        select(DelegationRow).where(
            DelegationRow.taker_id == person.id, DelegationRow.valid_to > day_before, DelegationRow.ended_at.is_(None)
        )
    ):
        if row.valid_from > day_before:
            row.ended_at = tx.now
            delegations.record_end(tx, None, row, "")
        else:
            row.valid_to = day_before
            tx.timer(delegations.END, str(row.id), hanoi_instant(day_before + timedelta(days=1)))


def _show(tx: Tx, row: TransferRow, person_id: UUID, key: str) -> None:
    tx.notify(
        "transfer",
        person_id=person_id,
        subject_type="transfer",
        subject_id=row.id,
        dedup=f"transfer:{row.id}:{key}:{person_id}",
    )


def fire_effective(tx: Tx, transfer_id: UUID) -> None:
    """The first instant in the new unit: its head receives, the open evaluations change hands."""
    row = tx.session.get(TransferRow, transfer_id)
    person = organisation.actor_by_id(tx.session, row.person_id, hanoi_date(tx.now)) if row else None
    if row is None or person is None:
        return
    tx.record(TransferAct.EFFECTIVE, "person", person.id, None, after={"transfer": str(row.id)})
    _follow_list(tx, row, person)
    evaluation_opening.reassign(tx, [person.id])
    if row.new_head_id is not None:
        _show(tx, row, row.new_head_id, "effective")
    if row.old_head_id is not None and open_tasks_left(tx, row):
        _show(tx, row, row.old_head_id, "effective")
    tx.changed("transfer", row.id)


def _follow_list(tx: Tx, row: TransferRow, person: Actor) -> None:
    """The unit's own list follows the transfer, so that the directory's later move is no difference to settle."""
    left = organisation.unit(tx.session, row.from_unit_id)
    listed = tx.session.get(ListedPersonRow, person.id, with_for_update=True)
    if listed is not None and left.agency_id == person.unit.agency_id:
        listed.unit_id, listed.listed_at = person.unit.id, tx.now
    elif listed is not None:
        tx.session.delete(listed)


def visible_transfer(tx: Tx, actor: Actor, transfer_id: UUID) -> TransferRow:
    """A transfer, for the person, both lines, and those who decide transfers there.

    Raises:
        NotFound: for everyone else.
    """
    row = tx.session.get(TransferRow, transfer_id)
    if row is None:
        raise NotFound
    units = [organisation.unit(tx.session, unit_id) for unit_id in (row.from_unit_id, row.to_unit_id)]
    asked = (Act.RECEIVE_TRANSFER, Act.TRANSFER)
    near = any(authority.allowed(act, actor, Subject(unit, row.person_id)) for act in asked for unit in units)
    if actor.id != row.person_id and not near:
        raise NotFound
    return row


def open_tasks_left(tx: Tx, row: TransferRow) -> list[TaskRow]:
    """The tasks from before the transfer that nobody has decided on."""
    new_units = select(UnitRow.id).where(UnitRow.path.contains([row.to_unit_id]))
    elsewhere = set(tx.session.scalars(new_units))
    return [task for task in open_tasks_of(tx, row.person_id) if task.lead_unit_id not in elsewhere]


def settle_left_task(
    tx: Tx,
    actor: Actor,
    transfer_id: UUID,
    task_id: UUID,
    decision: LeftTask,
    *,
    reason: str,
    to_id: UUID | None = None,
    version: int | None = None,
) -> TransferRow:
    """[Chốt kết quả], [Bàn giao] or [Hủy nhiệm vụ]: the explicit decision on one task left behind.

    Raises:
        NotFound: when the task is not one of those left.
        Invalid: when the reason or, for a handing over, the taker is missing.
        Conflict: when the state of the task does not allow the decision.
    """
    row = _locked(tx, actor, transfer_id, version)
    if task_id not in {task.id for task in open_tasks_left(tx, row)}:
        raise NotFound
    _require_settling(tx, actor, task_id, decision)
    match decision:
        case LeftTask.CLOSE:
            close_task(tx, actor, task_id, reason)
        case LeftTask.CANCEL:
            cancel_task(tx, actor, task_id, reason)
        case LeftTask.HAND_OVER:
            if to_id is None:
                fault = Fault("settle_to", "Còn thiếu {name}.", {"name": "Người nhận bàn giao"})
                raise Invalid("Chưa bàn giao được.", faults=[fault])
            hand_over_task(tx, actor, task_id, to_id, reason)
    tx.session.flush()
    if not open_tasks_left(tx, row):
        row.settled_at = tx.now
        tx.record(TransferAct.SETTLED, "person", row.person_id, actor, after={"transfer": str(row.id)})
    tx.changed("transfer", row.id)
    return row


def _require_settling(tx: Tx, actor: Actor, task_id: UUID, decision: LeftTask) -> None:
    """Authority comes before what the decision lacks."""
    task = tx.session.get_one(TaskRow, task_id)
    act = {LeftTask.CLOSE: TaskAct.CLOSE, LeftTask.CANCEL: TaskAct.CANCEL, LeftTask.HAND_OVER: TaskAct.HAND_OVER}
    kind = TaskKind(task.kind) if task.kind else None
    tx.require(authority.authority_for(act[decision], kind), actor, subject_of(tx, task))


def receive_transfer(tx: Tx, actor: Actor, transfer_id: UUID, version: int | None = None) -> TransferRow:
    """[Tiếp nhận] by the head of the new unit, from the effective date on.

    Raises:
        TooEarly: before that date.
        Conflict: when it was received before.
    """
    row = _locked(tx, actor, transfer_id, version)
    tx.require(Act.RECEIVE_TRANSFER, actor, Subject(organisation.unit(tx.session, row.to_unit_id), row.person_id))
    if hanoi_date(tx.now) < row.effective_on:
        day, month = row.effective_on.day, row.effective_on.month
        raise TooEarly("Điều chuyển có hiệu lực từ ngày {day}/{month}; tiếp nhận từ ngày đó.", day=day, month=month)
    if row.received_at is not None:
        raise Conflict("Người chuyển đến đã được tiếp nhận.")
    row.received_by_id, row.received_at = actor.id, tx.now
    tx.record(TransferAct.RECEIVED, "person", row.person_id, actor, after={"transfer": str(row.id)})
    tx.changed("transfer", row.id)
    return row


def _locked(tx: Tx, actor: Actor, transfer_id: UUID, version: int | None) -> TransferRow:
    row = visible_transfer(tx, actor, transfer_id)
    tx.session.refresh(row, with_for_update=True)
    if version is not None and version != row.version:
        raise Stale
    return row


def transferable_people(tx: Tx, actor: Actor) -> list[PersonRef]:
    """Whom the actor may transfer: the people of their agency, by name."""
    people = organisation.members(tx.session, actor.unit.agency_id, hanoi_date(tx.now))
    return [
        delegations.reference(person)
        for person in people
        if authority.allowed(Act.TRANSFER, actor, Subject(person.unit, person.id))
    ]


def receiving_units(tx: Tx, actor: Actor) -> list[Unit]:
    """Where the actor may transfer people to within their agency."""
    units = organisation.units_below(tx.session, actor.unit.agency_id)
    return [unit for unit in units if authority.allowed(Act.TRANSFER, actor, Subject(unit))]


def transfer_view(tx: Tx, row: TransferRow, viewer: Actor) -> TransferView:
    """The transfer as ``viewer`` sees it; the caller has checked that they may."""
    here = organisation.unit(tx.session, row.from_unit_id)
    there = organisation.unit(tx.session, row.to_unit_id)
    people = organisation.references(
        tx.session, hanoi_date(tx.now), {row.person_id, row.decided_by_id, row.received_by_id}
    )
    left = open_tasks_left(tx, row)
    old_line = Subject(here, row.person_id)
    settles = authority.allowed(Act.HAND_OVER_TASK, viewer, old_line) is not None
    effective = hanoi_date(tx.now) >= row.effective_on
    person = organisation.actor_by_id(tx.session, row.person_id, hanoi_date(tx.now))
    receives = authority.allowed(Act.RECEIVE_TRANSFER, viewer, Subject(there, row.person_id)) is not None
    at_old = Actor(row.person_id, "", "", here, ())
    return TransferView(
        id=row.id,
        version=row.version,
        person=people.get(row.person_id, NOBODY),
        from_unit=here.name,
        to_unit=there.name,
        title=row.title,
        effective_on=row.effective_on,
        basis=row.basis,
        decided_by=people.get(row.decided_by_id, NOBODY),
        decided_at=row.decided_at,
        tasks=tuple(LeftTaskView(task.id, task.name, TaskState(task.state), task.due) for task in left if settles),
        open_tasks=len(left),
        colleagues=tuple(colleagues_for(tx, viewer, at_old)) if settles and left and person else (),
        received_by=people.get(row.received_by_id) if row.received_by_id else None,
        received_at=row.received_at,
        effective=effective,
        may_receive=receives and effective and row.received_at is None,
    )
