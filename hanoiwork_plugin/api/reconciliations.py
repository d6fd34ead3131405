"""Đối chiếu tổ chức – tài khoản: opened, settled difference by difference, confirmed (STORY 1)."""

from uuid import UUID

from marshmallow import Schema, fields, validate

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.fields import Text
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.domain.accounts.reconciliation import Settlement
from hanoiwork_plugin.domain.accounts.reconciliation_views import ReconciliationView
from hanoiwork_plugin.services.accounts import reconciliation
from hanoiwork_plugin.store.reconciliation import ReconciliationRow
from hanoiwork_plugin.wire.fields import Choice


class SettlementGiven(Schema):
    """How one difference is settled; what a settlement needs is named when it is missing."""

    difference = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{16}$"))
    settlement = Choice(Settlement, required=True)
    account = Text(255, load_default="")
    phone = Text(30, load_default="")
    unit = Text(36, load_default="")
    reason = Text(2000, load_default="")


def seen_reconciliation(call: Call, reconciliation_id: UUID) -> ReconciliationRow:
    """The reconciliation, for the admin of its agency."""
    return reconciliation.visible_reconciliation(call.tx, call.actor, reconciliation_id)


def shown(call: Call, row: ReconciliationRow) -> ReconciliationView:
    """The reconciliation as it is now."""
    call.tx.settle()
    return reconciliation.reconciliation_view(call.tx, row)


def located(body: dict[str, object]) -> str:
    """The address of a reconciliation."""
    return f"{PREFIX}/reconciliations/{body['id']}"


def room(desk: Desk) -> Room:
    """``/reconciliations``."""
    routes = desk.room("reconciliations", "The unit's list of people compared with the directory of accounts")
    shape = shape_of(ReconciliationView)

    @routes.write("/reconciliations", shape, status=201, at=located)
    def open_reconciliation(call: Call) -> object:
        """The own agency's reconciliation: the open one, or a new one; for the unit admin"""
        return shown(call, reconciliation.reconciliation_of(call.tx, call.actor))

    @routes.read("/reconciliations/<uuid:reconciliation_id>", shape)
    def read_reconciliation(call: Call, reconciliation_id: UUID) -> object:
        """What differs as of now"""
        return shown(call, seen_reconciliation(call, reconciliation_id))

    @routes.write(
        "/reconciliations/<uuid:reconciliation_id>/settlements", shape, body=SettlementGiven, look=seen_reconciliation
    )
    def settle_difference(call: Call, reconciliation_id: UUID) -> object:
        """Settle one difference"""
        seen_reconciliation(call, reconciliation_id)
        given = {name: call.given[name] for name in ("account", "phone", "unit", "reason")}
        code, settlement = call.given["difference"], call.given["settlement"]
        row = reconciliation.settle(call.tx, call.actor, reconciliation_id, code, settlement, given, call.version)
        call.tx.changed("reconciliation", row.id)
        return shown(call, row)

    @routes.write("/reconciliations/<uuid:reconciliation_id>/confirmation", shape, look=seen_reconciliation)
    def confirm_reconciliation(call: Call, reconciliation_id: UUID) -> object:
        """Confirm that both sides match; refused while a difference is open"""
        seen_reconciliation(call, reconciliation_id)
        return shown(call, reconciliation.confirm(call.tx, call.actor, reconciliation_id, call.version))

    return routes
