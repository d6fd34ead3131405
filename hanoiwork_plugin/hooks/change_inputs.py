"""The inputs of buttons on cards of absences, delegations and transfers."""

from marshmallow import fields, validate

from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.changes.absence import AbsenceKind
from hanoiwork_plugin.domain.changes.delegation import DelegationScope
from hanoiwork_plugin.hooks.inputs import LONG, Inputs
from hanoiwork_plugin.wire.fields import Choice

SHORT = validate.Length(max=200)


class AbsenceInputs(Inputs):
    """``absence.report``."""

    absence_person = fields.UUID(required=True)
    absence_kind = Choice(AbsenceKind, required=True)
    absence_from = fields.Date(required=True)
    absence_to = fields.Date(required=True)
    absence_note = fields.String(load_default="", validate=LONG)


class LendInputs(Inputs):
    """``absence.lend``."""

    lend_task = fields.UUID(required=True)
    lend_to = fields.UUID(required=True)


class PauseInputs(Inputs):
    """``absence.pause``."""

    pause_task = fields.UUID(required=True)


class ChangeAbsenceInputs(Inputs):
    """``absence.change``."""

    change_to = fields.Date(required=True)
    change_reason = fields.String(load_default="", validate=LONG)


class WithdrawAbsenceInputs(Inputs):
    """``absence.withdraw``; the day on the same form is for the other button."""

    change_to = fields.Date()
    change_reason = fields.String(load_default="", validate=LONG)


class DelegationInputs(Inputs):
    """``delegation.make``."""

    delegation_taker = fields.UUID(required=True)
    delegation_scope = Choice(DelegationScope, required=True)
    delegation_from = fields.Date(required=True)
    delegation_to = fields.Date(required=True)
    delegation_basis = fields.String(load_default="", validate=LONG)


class EndDelegationInputs(Inputs):
    """``delegation.end``."""

    end_reason = fields.String(load_default="", validate=LONG)


class TransferInputs(Inputs):
    """``transfer.decide``: chosen from lists within an agency, written by account and path between agencies."""

    transfer_person = fields.UUID()
    transfer_unit = fields.UUID()
    transfer_account = fields.String(load_default="", validate=validate.Length(max=255))
    transfer_unit_path = fields.String(load_default="", validate=validate.Length(max=500))
    transfer_title = fields.String(load_default="", validate=SHORT)
    transfer_position = fields.String(load_default="", validate=SHORT)
    transfer_on = fields.Date(required=True)
    transfer_basis = fields.String(load_default="", validate=LONG)


class HandOverInputs(Inputs):
    """``transfer.hand_over``."""

    hand_over_task = fields.UUID(required=True)
    hand_over_to = fields.UUID(required=True)
    hand_over_reason = fields.String(load_default="", validate=LONG)


class CloseLeftInputs(Inputs):
    """``transfer.close``."""

    close_task = fields.UUID(required=True)
    close_reason = fields.String(load_default="", validate=LONG)


class CancelLeftInputs(Inputs):
    """``transfer.cancel``."""

    cancel_task = fields.UUID(required=True)
    cancel_reason = fields.String(load_default="", validate=LONG)


class CompetentInputs(Inputs):
    """``instant.competent``: which act on which task, and when."""

    who_task = fields.UUID(required=True)
    who_act = Choice(Act, required=True)
    who_day = fields.Date(required=True)
    who_hour = fields.Time()


class StandingInputs(Inputs):
    """``instant.standing``: who, and when."""

    stood_person = fields.UUID(required=True)
    stood_day = fields.Date(required=True)
    stood_hour = fields.Time()
