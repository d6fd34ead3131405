"""Transfers (điều chuyển): decided, each open task settled, received (DOMAIN 6; STORY 16)."""

from uuid import UUID

from marshmallow import Schema, fields

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.fields import Day, Text
from hanoiwork_plugin.api.named import person_named
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.domain.changes.change_views import TransferView
from hanoiwork_plugin.domain.changes.transfer import LeftTask
from hanoiwork_plugin.services.changes import transfers
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.transfers import TransferRow
from hanoiwork_plugin.wire.fields import Choice


class NewTransfer(Schema):
    """Who works in which unit from which day on, and on which basis."""

    account = Text(255, shortest=1, required=True)
    unit_id = fields.UUID(required=True)
    title = Text(200, shortest=1, required=True)
    position = Text(200, load_default="")
    effective_on = Day(required=True)
    basis = Text(2000, shortest=1, required=True)


class Settlement(Schema):
    """What becomes of one open task; a handing over names the taker."""

    task_id = fields.UUID(required=True)
    decision = Choice(LeftTask, required=True)
    account = Text(255, shortest=1)
    reason = Text(2000, shortest=1, required=True)


def seen_transfer(call: Call, transfer_id: UUID) -> TransferRow:
    """The transfer, for the person, both lines, and those who decide transfers there."""
    return transfers.visible_transfer(call.tx, call.actor, transfer_id)


def shown(call: Call, row: TransferRow) -> TransferView:
    """The transfer as it is now, for the caller."""
    call.tx.settle()
    return transfers.transfer_view(call.tx, row, call.actor)


def located(body: dict[str, object]) -> str:
    """The address of a transfer."""
    return f"{PREFIX}/transfers/{body['id']}"


def _taker(call: Call) -> UUID | None:
    """The id of the account named; None also for an unknown one, which is answered after authority."""
    account: str = call.given.get("account", "")
    return organisation.ids_of_accounts(call.tx.session, [account]).get(account)


def room(desk: Desk) -> Room:
    """``/transfers``."""
    routes = desk.room("transfers", "Transfers of people between units")
    transfer = shape_of(TransferView)

    @routes.write("/transfers", transfer, body=NewTransfer, status=201, at=located)
    def decide_transfer(call: Call) -> object:
        """Transfer a person on a date; both heads get their cards"""
        given = call.given
        row = transfers.decide_transfer(
            call.tx,
            call.actor,
            person_named(call, given["account"], "account"),
            given["unit_id"],
            title=given["title"],
            position=given["position"],
            effective_on=given["effective_on"],
            basis=given["basis"],
        )
        return shown(call, row)

    @routes.read("/transfers/<uuid:transfer_id>", transfer)
    def read_transfer(call: Call, transfer_id: UUID) -> object:
        """A transfer"""
        return shown(call, seen_transfer(call, transfer_id))

    @routes.write("/transfers/<uuid:transfer_id>/settlements", transfer, body=Settlement, look=seen_transfer)
    def settle_left_task(call: Call, transfer_id: UUID) -> object:
        """Close, hand over or cancel one open task of the person"""
        given = call.given
        row = transfers.settle_left_task(
            call.tx,
            call.actor,
            transfer_id,
            given["task_id"],
            given["decision"],
            reason=given["reason"],
            to_id=_taker(call),
            version=call.version,
        )
        return shown(call, row)

    @routes.write("/transfers/<uuid:transfer_id>/reception", transfer, look=seen_transfer)
    def receive_transfer(call: Call, transfer_id: UUID) -> object:
        """Receive the person in the new unit, from the effective date on"""
        return shown(call, transfers.receive_transfer(call.tx, call.actor, transfer_id, call.version))

    return routes
