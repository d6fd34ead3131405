"""Evidence files (minh chứng), for those who may see their task."""

from uuid import UUID

from flask import Response, send_file

from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.services.task_views import visible_task
from hanoiwork_plugin.store.tasks import EvidenceRow
from hanoiwork_plugin.web.page import Door, Shown, Visit
from hanoiwork_plugin.workspace.files import FileStore, may_show_inline

CONTENT_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"
"""A file shown in place may draw itself and do nothing else."""


def evidence_routes(door: Door) -> None:
    """``/app/evidence``."""

    @door.page("/app/evidence/<uuid:evidence_id>")
    def evidence(visit: Visit, evidence_id: UUID) -> Shown:
        row = visit.tx.session.get(EvidenceRow, evidence_id)
        if row is None:
            raise NotFound
        visible_task(visit.tx, visit.actor, row.task_id)
        if row.read_at is None or row.fault:
            raise NotFound
        return _file(row, FileStore(visit.tx.plugin.settings.files))


def _file(row: EvidenceRow, files: FileStore) -> Response:
    try:
        with files.open(row.sha256) as kept:
            path = kept.name
    except FileNotFoundError:
        raise NotFound from None
    answer = send_file(
        path,
        mimetype=row.content_type,
        as_attachment=not may_show_inline(row.content_type),
        download_name=row.name,
        etag=row.sha256,
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = CONTENT_POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
