"""Buttons on cards of absences, delegations and transfers (STORY 12, 16, 24)."""

from hanoiwork_plugin.domain.changes.delegation import acts_of_scope
from hanoiwork_plugin.domain.changes.transfer import LeftTask
from hanoiwork_plugin.hooks.answers import toast
from hanoiwork_plugin.hooks.change_inputs import (
    AbsenceInputs,
    CancelLeftInputs,
    ChangeAbsenceInputs,
    CloseLeftInputs,
    DelegationInputs,
    EndDelegationInputs,
    HandOverInputs,
    LendInputs,
    PauseInputs,
    TransferInputs,
    WithdrawAbsenceInputs,
)
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.hooks.verb_schemas import NoInputs
from hanoiwork_plugin.services.changes import absence_changes, absences, delegations, transfers
from hanoiwork_plugin.services.presses import Answer


def report_absence(press: Pressed) -> Answer:
    """[Gửi báo nghỉ]."""
    given = press.inputs
    row = absences.report_absence(
        press.tx,
        press.actor,
        given["absence_person"],
        given["absence_kind"],
        given["absence_from"],
        given["absence_to"],
        given["absence_note"],
    )
    return press.show("absence", row.id, [toast(press.say("Đã gửi báo nghỉ."))])


def record_absence(press: Pressed) -> Answer:
    """[Ghi nhận nghỉ]."""
    absences.record_absence(press.tx, press.actor, press.subject_id, press.version)
    return press.show("absence", press.subject_id)


def lend_task(press: Pressed) -> Answer:
    """[Chuyển tạm]."""
    given = press.inputs
    absences.lend_task(press.tx, press.actor, press.subject_id, given["lend_task"], given["lend_to"], press.version)
    return press.show("absence", press.subject_id)


def pause_deadline(press: Pressed) -> Answer:
    """[Tạm dừng hạn]."""
    absences.pause_deadline(press.tx, press.actor, press.subject_id, press.inputs["pause_task"], press.version)
    return press.show("absence", press.subject_id)


def change_absence(press: Pressed) -> Answer:
    """[Đổi ngày nghỉ]."""
    given = press.inputs
    absence_changes.change_absence(
        press.tx, press.actor, press.subject_id, given["change_to"], given["change_reason"], press.version
    )
    return press.show("absence", press.subject_id)


def withdraw_absence(press: Pressed) -> Answer:
    """[Rút đợt nghỉ]."""
    reason = press.inputs["change_reason"]
    absence_changes.withdraw_absence(press.tx, press.actor, press.subject_id, reason, press.version)
    return press.show("absence", press.subject_id)


def delegate(press: Pressed) -> Answer:
    """[Ủy quyền], by the giver or by the one above."""
    given = press.inputs
    giver = delegations.known(press.tx, press.subject_id, "delegation_giver")
    row = delegations.delegate(
        press.tx,
        press.actor,
        giver.id,
        given["delegation_taker"],
        acts_of_scope(given["delegation_scope"], giver, delegations.units_in(press.tx, giver.unit)),
        given["delegation_from"],
        given["delegation_to"],
        given["delegation_basis"],
    )
    return press.show("delegation", row.id)


def end_delegation(press: Pressed) -> Answer:
    """[Chấm dứt ủy quyền]."""
    delegations.end_delegation(press.tx, press.actor, press.subject_id, press.inputs["end_reason"], press.version)
    return press.show("delegation", press.subject_id)


def decide_transfer(press: Pressed) -> Answer:
    """[Ghi nhận điều chuyển]."""
    given = press.inputs
    row = transfers.decide_transfer(
        press.tx,
        press.actor,
        given.get("transfer_person") or transfers.person_of_account(press.tx, given["transfer_account"]),
        given.get("transfer_unit") or transfers.unit_of_path(press.tx, given["transfer_unit_path"]),
        title=given["transfer_title"],
        position=given["transfer_position"],
        effective_on=given["transfer_on"],
        basis=given["transfer_basis"],
    )
    return press.show("transfer", row.id)


def hand_over(press: Pressed) -> Answer:
    """[Bàn giao]."""
    return _settle(press, LeftTask.HAND_OVER)


def close(press: Pressed) -> Answer:
    """[Chốt kết quả]."""
    return _settle(press, LeftTask.CLOSE)


def cancel(press: Pressed) -> Answer:
    """[Hủy nhiệm vụ]."""
    return _settle(press, LeftTask.CANCEL)


def _settle(press: Pressed, decision: LeftTask) -> Answer:
    given = press.inputs
    transfers.settle_left_task(
        press.tx,
        press.actor,
        press.subject_id,
        given[f"{decision}_task"],
        decision,
        reason=given[f"{decision}_reason"],
        to_id=given.get("hand_over_to"),
        version=press.version,
    )
    return press.show("transfer", press.subject_id)


def receive(press: Pressed) -> Answer:
    """[Tiếp nhận]."""
    transfers.receive_transfer(press.tx, press.actor, press.subject_id, press.version)
    return press.show("transfer", press.subject_id)


VERBS: dict[str, Verb] = {
    "absence.report": Verb(AbsenceInputs, report_absence),
    "absence.record": Verb(NoInputs, record_absence),
    "absence.lend": Verb(LendInputs, lend_task),
    "absence.pause": Verb(PauseInputs, pause_deadline),
    "absence.change": Verb(ChangeAbsenceInputs, change_absence),
    "absence.withdraw": Verb(WithdrawAbsenceInputs, withdraw_absence),
    "delegation.make": Verb(DelegationInputs, delegate),
    "delegation.end": Verb(EndDelegationInputs, end_delegation),
    "transfer.decide": Verb(TransferInputs, decide_transfer),
    "transfer.hand_over": Verb(HandOverInputs, hand_over),
    "transfer.close": Verb(CloseLeftInputs, close),
    "transfer.cancel": Verb(CancelLeftInputs, cancel),
    "transfer.receive": Verb(NoInputs, receive),
}
