"""KPI values entered by hand, judged: they count once confirmed, and never when refused (DOMAIN 3, III.1)."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid, NotFound
from hanoiwork_plugin.domain.goals.objectives import ObjectiveAct
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.goals.kpi_values import key_result_with_set, recorded
from hanoiwork_plugin.services.goals.objective_sets import SUBJECT
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.objectives import KpiValueRow, ObjectiveSetRow


def confirm_value(tx: Tx, actor: Actor, value_id: UUID) -> KpiValueRow:
    """Xác nhận số liệu: a value entered by hand counts from now on.

    Raises:
        Forbidden: for the enterer, and for whoever is not competent.
        Conflict: when it was replaced, confirmed or refused already.
    """
    value, row = _waiting(tx, actor, value_id)
    value.confirmed_by_id, value.confirmed_at = actor.id, tx.now
    tx.record(ObjectiveAct.CONFIRM_VALUE, SUBJECT, row.id, actor, after=recorded(value))
    _changed(tx, value, row)
    return value


def refuse_value(tx: Tx, actor: Actor, value_id: UUID, reason: str) -> KpiValueRow:
    """Không xác nhận số liệu, with a reason: it never counts; the one it was to correct stands again.

    Raises:
        Forbidden: for the enterer, and for whoever is not competent.
        Invalid: without a reason.
        Conflict: when it was replaced, confirmed or refused already.
    """
    value, row = _waiting(tx, actor, value_id)
    if not reason.strip():
        fault = Fault("kpi_refusal", "Còn thiếu {name}.", {"name": "Lý do không xác nhận"})
        raise Invalid("Chưa ghi nhận được: không xác nhận số liệu cần nêu lý do.", faults=[fault])
    value.refused_by_id, value.refused_at, value.refusal_reason = actor.id, tx.now, reason.strip()
    tx.session.flush()
    for before in tx.session.scalars(select(KpiValueRow).where(KpiValueRow.replaced_by_id == value.id)):
        before.replaced_by_id = None
    tx.record(ObjectiveAct.REFUSE_VALUE, SUBJECT, row.id, actor, reason=reason.strip(), after=recorded(value))
    _changed(tx, value, row)
    tx.notify(
        "kpi_value",
        person_id=value.entered_by_id,
        subject_type="kpi_value",
        subject_id=value.id,
        dedup=f"kpi_value:{value.id}:refused",
    )
    return value


def correct_verified(
    tx: Tx, actor: Actor, value_id: UUID, right: Decimal, source: str, reason: str, reporter_id: UUID
) -> KpiValueRow:
    """Đính chính số liệu bị báo sai lệch, whose source was verified: the right value counts at once, the old one stays.

    Raises:
        Forbidden: for the reporter, and for whoever is not competent.
        Conflict: when the value was replaced or refused meanwhile.
    """
    before = tx.session.get(KpiValueRow, value_id, with_for_update=True)
    if before is None:
        raise NotFound
    _, row = key_result_with_set(tx, actor, before.key_result_id)
    tx.require(Act.CONFIRM_KPI_VALUE, actor, Subject(organisation.unit(tx.session, row.unit_id), reporter_id))
    if before.replaced_by_id is not None or before.refused_at is not None:
        raise Conflict("Số liệu này đã được đính chính, mời xem số liệu mới nhất.")
    made = KpiValueRow(
        id=new_id(),
        key_result_id=before.key_result_id,
        value=right,
        measured_at=before.measured_at,
        source=source,
        entered_by_id=reporter_id,
        evidence=reason,
        files=[],
        received_at=tx.now,
        confirmed_by_id=actor.id,
        confirmed_at=tx.now,
        correction_reason=reason,
    )
    before.replaced_by_id = made.id
    tx.session.flush()
    tx.session.add(made)
    tx.session.flush()
    act = ObjectiveAct.CORRECT_VALUE
    tx.record(act, SUBJECT, row.id, actor, reason=reason, before=recorded(before), after=recorded(made))
    tx.changed("kpi_value", before.id)
    _changed(tx, made, row)
    return made


def _waiting(tx: Tx, actor: Actor, value_id: UUID) -> tuple[KpiValueRow, ObjectiveSetRow]:
    value = tx.session.get(KpiValueRow, value_id, with_for_update=True)
    if value is None:
        raise NotFound
    _, row = key_result_with_set(tx, actor, value.key_result_id)
    unit = organisation.unit(tx.session, row.unit_id)
    tx.require(Act.CONFIRM_KPI_VALUE, actor, Subject(unit, value.entered_by_id))
    if not _waits(value):
        raise Conflict("Số liệu này không còn chờ xác nhận.")
    return value, row


def _waits(value: KpiValueRow) -> bool:
    settled = (value.client, value.confirmed_by_id, value.refused_by_id, value.replaced_by_id)
    return all(each is None for each in settled)


def _changed(tx: Tx, value: KpiValueRow, row: ObjectiveSetRow) -> None:
    tx.changed(SUBJECT, row.id)
    tx.changed("kpi_value", value.id)


def value_with_set(tx: Tx, actor: Actor, value_id: UUID) -> tuple[KpiValueRow, ObjectiveSetRow]:
    """A value and the set of objectives it belongs to.

    Raises:
        NotFound: when it is none of the actor's business.
    """
    value = tx.session.get(KpiValueRow, value_id)
    if value is None:
        raise NotFound
    return value, key_result_with_set(tx, actor, value.key_result_id)[1]


def may_confirm(tx: Tx, actor: Actor, value: KpiValueRow, row: ObjectiveSetRow) -> bool:
    """Whether the actor is competent to confirm or refuse a value that waits for it."""
    subject = Subject(organisation.unit(tx.session, row.unit_id), value.entered_by_id)
    return _waits(value) and authority.allowed(Act.CONFIRM_KPI_VALUE, actor, subject) is not None
