"""Evidence and QR codes of a task (CONTRACT 7)."""

from uuid import UUID

from marshmallow import Schema, fields

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.fields import Amount, Day, Text
from hanoiwork_plugin.api.shapes import list_of, shape_of
from hanoiwork_plugin.api.tasks import seen_task
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.evidence import DocumentNamed
from hanoiwork_plugin.domain.views import EvidenceView
from hanoiwork_plugin.reports.qr_image import qr_png, qr_svg
from hanoiwork_plugin.screens import paper
from hanoiwork_plugin.services.doing import evidence, evidence_holds, qr
from hanoiwork_plugin.services.doing.task_views import evidence_view, evidence_views
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evidence import EvidenceRow
from hanoiwork_plugin.workspace.links import qr_address


class DocumentNaming(Schema):
    """A document named as evidence: a reference and no file; the only way for a secret one."""

    number = Text(100, shortest=1, required=True)
    dated = Day(required=True)
    issuer = Text(300, shortest=1, required=True)
    secret = fields.Boolean(load_default=False)


class LinkNaming(Schema):
    """An https address named as evidence; it is never fetched."""

    address = Text(2000, shortest=1, required=True)
    title = Text(200, load_default="")


class Explanation(Schema):
    """Why the same file was given for two products."""

    text = Text(2000, required=True)


class Shares(Schema):
    """Percent of a file that belongs to this product, and to the caller's earlier one."""

    here = Amount(required=True)
    earlier = Amount()


def room(desk: Desk) -> Room:
    """``/tasks/<id>/evidence`` and ``/tasks/<id>/qr``."""
    routes = desk.room("evidence", "Evidence and QR codes of tasks")

    @routes.read("/tasks/<uuid:task_id>/evidence", list_of(EvidenceView))
    def list_evidence(call: Call, task_id: UUID) -> object:
        """Every file of a task, newest first"""
        return {"items": evidence_views(call.tx, seen_task(call, task_id).id)}

    evidence_shape = shape_of(EvidenceView)

    @routes.write(
        "/tasks/<uuid:task_id>/evidence/documents", evidence_shape, body=DocumentNaming, status=201, look=seen_task
    )
    def name_document(call: Call, task_id: UUID) -> object:
        """Name a document as evidence by number, date and issuer"""
        named = DocumentNamed(**call.given)
        return _shown(call, evidence.name_document(call.tx, call.actor, task_id, named, call.version))

    @routes.write("/tasks/<uuid:task_id>/evidence/links", evidence_shape, body=LinkNaming, status=201, look=seen_task)
    def name_link(call: Call, task_id: UUID) -> object:
        """Name an https address as evidence"""
        address, title = call.given["address"], call.given["title"]
        return _shown(call, evidence.name_link(call.tx, call.actor, task_id, address, title, call.version))

    @routes.write("/evidence/<uuid:evidence_id>/explanation", evidence_shape, body=Explanation)
    def explain_repeated_file(call: Call, evidence_id: UUID) -> object:
        """Explain why the same file was given for two products"""
        text = call.given["text"]
        return _shown(call, evidence_holds.explain_repeated(call.tx, call.actor, evidence_id, text))

    @routes.write("/evidence/<uuid:evidence_id>/shares", evidence_shape, body=Shares)
    def declare_shares(call: Call, evidence_id: UUID) -> object:
        """Declare how much of a file belongs to each of several products"""
        here, earlier = call.given["here"], call.given.get("earlier")
        return _shown(call, evidence_holds.declare_shares(call.tx, call.actor, evidence_id, here, earlier))

    def address(call: Call, task_id: UUID) -> str:
        return qr_address(desk.plugin.settings.base_url, qr.token_for(call.tx, call.actor, task_id))

    @routes.read("/tasks/<uuid:task_id>/qr.png", None, media="image/png")
    def read_qr_png(call: Call, task_id: UUID) -> object:
        """The task's QR code as a picture"""
        return qr_png(address(call, task_id))

    @routes.read("/tasks/<uuid:task_id>/qr.svg", None, media="image/svg+xml")
    def read_qr_svg(call: Call, task_id: UUID) -> object:
        """The task's QR code for paper"""
        return qr_svg(address(call, task_id))

    @routes.read("/tasks/<uuid:task_id>/sheet.pdf", None, media="application/pdf")
    def read_task_sheet(call: Call, task_id: UUID) -> object:
        """The assignment sheet with the task's code, on A5; making it is recorded"""
        return paper.task_sheet(call.tx, call.actor, task_id, call.locale)

    @routes.read("/units/<uuid:unit_id>/codes.pdf", None, media="application/pdf")
    def read_unit_codes(call: Call, unit_id: UUID) -> object:
        """Codes of a unit's running tasks as labels; printing them is recorded"""
        return paper.unit_codes(call.tx, call.actor, unit_id, call.locale)

    @routes.write("/tasks/<uuid:task_id>/qr", None, method="DELETE", status=204)
    def withdraw_qr(call: Call, task_id: UUID) -> object:
        """Withdraw every QR code of a task; the next one read is new"""
        qr.withdraw(call.tx, call.actor, task_id)
        return None

    return routes


def _shown(call: Call, row: EvidenceRow) -> EvidenceView:
    return evidence_view(row, organisation.references(call.tx.session, hanoi_date(call.tx.now), [row.added_by_id]))
