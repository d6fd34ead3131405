"""Evidence and QR codes of a task (CONTRACT 7)."""

from uuid import UUID

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.shapes import list_of
from hanoiwork_plugin.api.tasks import seen_task
from hanoiwork_plugin.domain.views import EvidenceView
from hanoiwork_plugin.reports.qr_image import qr_png, qr_svg
from hanoiwork_plugin.services import qr
from hanoiwork_plugin.services.task_views import evidence_views
from hanoiwork_plugin.workspace.links import qr_address


def room(desk: Desk) -> Room:
    """``/tasks/<id>/evidence`` and ``/tasks/<id>/qr``."""
    routes = desk.room("evidence", "Evidence and QR codes of tasks")

    @routes.read("/tasks/<uuid:task_id>/evidence", list_of(EvidenceView))
    def list_evidence(call: Call, task_id: UUID) -> object:
        """Every file of a task, newest first"""
        return {"items": evidence_views(call.tx, seen_task(call, task_id).id)}

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

    @routes.write("/tasks/<uuid:task_id>/qr", None, method="DELETE", status=204)
    def withdraw_qr(call: Call, task_id: UUID) -> object:
        """Withdraw every QR code of a task; the next one read is new"""
        qr.withdraw(call.tx, call.actor, task_id)
        return None

    return routes
