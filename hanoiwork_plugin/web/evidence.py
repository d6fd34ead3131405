"""Evidence files (minh chứng), for those who may see their task."""

from uuid import UUID

from flask import Response, request, send_file

from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.services.doing.task_views import visible_task
from hanoiwork_plugin.store.evidence import EvidenceRow
from hanoiwork_plugin.web.page import Door, Shown, Visit
from hanoiwork_plugin.workspace.files import may_show_inline
from hanoiwork_plugin.workspace.storage import Storage, storage_for

CONTENT_POLICY = "default-src 'none'; img-src 'self'; sandbox"
"""A picture shown in place draws itself and does nothing else; everything else is downloaded."""


def evidence_routes(door: Door) -> None:
    """``/app/evidence``."""

    @door.page("/app/evidence/<uuid:evidence_id>")
    def evidence(visit: Visit, evidence_id: UUID) -> Shown:
        row = visit.tx.session.get(EvidenceRow, evidence_id)
        if row is None:
            raise NotFound
        visible_task(visit.tx, visit.actor, row.task_id)
        if row.read_at is None or row.fault or row.host_file_id is None:
            raise NotFound
        return _file(row, storage_for(visit.tx.plugin.settings))


def _file(row: EvidenceRow, storage: Storage) -> Response:
    try:
        kept = storage.open(row.sha256)
    except FileNotFoundError:
        raise NotFound from None
    answer = send_file(
        kept,
        mimetype=row.content_type,
        as_attachment=not may_show_inline(row.content_type),
        download_name=row.name,
        conditional=False,
        etag=row.sha256,
    )
    answer.content_length = row.size
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = CONTENT_POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.make_conditional(request, accept_ranges=True, complete_length=row.size)
    return answer
