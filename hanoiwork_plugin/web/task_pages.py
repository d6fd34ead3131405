"""Tasks (nhiệm vụ): my open work, lists, one task with everything known of it, its QR and its sheet of paper."""

from uuid import UUID

from flask import Response, request

from hanoiwork_plugin.domain.assigning.provisional import CoefficientAct
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.evidence import EvidenceAct
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import CLOSED, ReturnType, TaskAct, TaskState
from hanoiwork_plugin.domain.views import EvidenceView, HistoryEntry, SubmissionView, TaskLineView, TaskView
from hanoiwork_plugin.reports.qr_image import qr_png, qr_svg
from hanoiwork_plugin.screens import paper
from hanoiwork_plugin.services.doing import qr
from hanoiwork_plugin.services.doing.task_lists import TaskFilter, open_tasks, page_of_tasks
from hanoiwork_plugin.services.doing.task_views import (
    evidence_view,
    history,
    submission_view,
    task_view,
    visible_task,
)
from hanoiwork_plugin.services.rating.evaluation_views import score_preview
from hanoiwork_plugin.services.rating.scores import current_period
from hanoiwork_plugin.settings import APP_ID
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evidence import evidence_of
from hanoiwork_plugin.store.tasks import submissions_of
from hanoiwork_plugin.web.page import Door, Reader, Shown, Visit
from hanoiwork_plugin.web.receipt import show_sheet
from hanoiwork_plugin.workspace.links import qr_address, task_link

HOME_LENGTH = 50
PAGE_LENGTH = 50
HISTORY_LENGTH = 300


class ListRole(LabelledEnum):
    """Danh sách nhiệm vụ: which tasks a list holds, as ``TaskFilter.role`` names them."""

    MINE = "mine", "việc của tôi"
    GIVEN = "given", "việc tôi giao"
    TO_APPROVE = "to_approve", "chờ tôi phê duyệt"
    VISIBLE = "visible", "việc tôi được xem"


OTHER_ACTS = {"qr.made": "tạo mã QR", "qr.withdrawn": "thu hồi mã QR", "qr.sheet_printed": "in phiếu giao nhiệm vụ"}
_STATE_STYLES = {
    TaskState.DONE: "good",
    TaskState.RETURNED: "attention",
    TaskState.OBJECTED: "warning",
    TaskState.CANCELLED: "default",
}


def task_routes(door: Door) -> None:
    """``/app/`` and ``/app/tasks``."""

    @door.page("/app/")
    def home(visit: Visit) -> Shown:
        period = current_period(visit.tx.now)
        preview = score_preview(visit.tx, visit.actor, period)
        reader = visit.reader
        return visit.show(
            "home.html",
            tasks=open_tasks(visit.tx, visit.actor, limit=HOME_LENGTH),
            line=Line(reader),
            period=period.code,
            due=show_sheet(reader.say("Phần đã đến hạn"), preview.due, reader),
            whole=show_sheet(reader.say("Cả kỳ"), preview.whole, reader),
        )

    @door.page("/app/tasks")
    def task_list(visit: Visit) -> Shown:
        asked = request.args.get("role", ListRole.MINE.value)
        role = ListRole(asked) if asked in list(ListRole) else ListRole.MINE
        after = _id(request.args.get("after"))
        found = page_of_tasks(visit.tx, visit.actor, TaskFilter(role, after=after), PAGE_LENGTH + 1)
        return visit.show(
            "tasks.html",
            role=role,
            roles=list(ListRole),
            tasks=found[:PAGE_LENGTH],
            more=found[PAGE_LENGTH - 1].id if len(found) > PAGE_LENGTH else None,
            line=Line(visit.reader),
        )

    @door.page("/app/tasks/<uuid:task_id>")
    def task(visit: Visit, task_id: UUID) -> Shown:
        row = visible_task(visit.tx, visit.actor, task_id)
        entries = history(visit.tx, task_id, limit=HISTORY_LENGTH)
        return visit.show(
            "task.html",
            task=task_view(visit.tx, row, visit.actor),
            submissions=_submissions(visit, task_id),
            unsent=_unsent(visit, task_id),
            history=[(entry, _act(entry, visit.reader), _details(entry, visit.reader)) for entry in entries],
            line=Line(visit.reader),
            card_address=task_link(visit.tx.plugin.settings.workspace_url, APP_ID, task_id),
        )

    @door.page("/app/tasks/<uuid:task_id>/sheet.pdf")
    def task_sheet(visit: Visit, task_id: UUID) -> Shown:
        return pdf(paper.task_sheet(visit.tx, visit.actor, task_id, visit.reader.locale), f"phieu-{task_id}.pdf")

    @door.page("/app/tasks/<uuid:task_id>/qr.png")
    def task_qr_png(visit: Visit, task_id: UUID) -> Shown:
        return _image(qr_png(_qr_address(visit, task_id)), "image/png")

    @door.page("/app/tasks/<uuid:task_id>/qr.svg")
    def task_qr_svg(visit: Visit, task_id: UUID) -> Shown:
        return _image(qr_svg(_qr_address(visit, task_id)), "image/svg+xml")


class Line:
    """What the first line of a task says: kind, state and deadline, each with its style."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def kind(self, task: TaskView | TaskLineView) -> str:
        """Loại nhiệm vụ."""
        return self._reader.term(task.kind) or self._reader.say("Nhiệm vụ")

    def state_style(self, task: TaskView | TaskLineView) -> str:
        """Green when done, red only when returned."""
        return _STATE_STYLES.get(task.state, "accent")

    def deadline(self, task: TaskView | TaskLineView) -> str:
        """The deadline in people's words; for finished or handed-in work the deadline alone."""
        if task.due is not None and _settled(task):
            return self._reader.say("hạn {when}", when=self._reader.due(task.due))
        return self._reader.deadline(task.due)

    def deadline_style(self, task: TaskView | TaskLineView) -> str:
        """Amber near the deadline, red past it, nothing for work that is finished or handed in."""
        return "default" if _settled(task) else self._reader.urgency(task.due)


def _settled(task: TaskView | TaskLineView) -> bool:
    return task.state in CLOSED or (task.state is TaskState.SUBMITTED and not task.overdue)


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _submissions(visit: Visit, task_id: UUID) -> list[SubmissionView]:
    """Every submission, newest first, each with its evidence and the decision on it."""
    rows, evidence = submissions_of(visit.tx.session, task_id), evidence_of(visit.tx.session, task_id)
    ids = {row.submitted_by_id for row in rows} | {row.decided_by_id for row in rows}
    people = organisation.references(
        visit.tx.session,
        hanoi_date(visit.tx.now),
        ids | {row.added_by_id for row in evidence},
    )
    return [submission_view(row, evidence, people) for row in rows]


def _unsent(visit: Visit, task_id: UUID) -> list[EvidenceView]:
    """Evidence that is no part of a submission, what cannot serve included."""
    rows = [row for row in evidence_of(visit.tx.session, task_id) if not row.submission_id and not row.request_id]
    people = organisation.references(visit.tx.session, hanoi_date(visit.tx.now), {row.added_by_id for row in rows})
    return [evidence_view(row, people) for row in rows]


def _act(entry: HistoryEntry, reader: Reader) -> str:
    known = {act.value: act.label for act in (*TaskAct, *CoefficientAct, *EvidenceAct)} | OTHER_ACTS
    return reader.say(known.get(entry.act, "cập nhật"))


def _details(entry: HistoryEntry, reader: Reader) -> list[str]:
    """What an entry's data add to its reason."""
    after = entry.data.get("after")
    facts = after if isinstance(after, dict) else {}
    said = []
    if entry.act == TaskAct.PROGRESS:
        said.append(f"{facts.get('progress')}%")
    if entry.act == TaskAct.RETURN and facts.get("type") in list(ReturnType):
        said.append(reader.say(ReturnType(facts["type"]).label))
    if facts.get("units"):
        said.append(reader.say("số lượng {quantity}", quantity=str(facts["units"]).replace(".", ",")))
    if facts.get("requested_change"):
        said.append(reader.say("yêu cầu: {change}", change=facts["requested_change"]))
    files = facts.get("files")
    if isinstance(files, list) and files:
        said.append(reader.say("tệp: {names}", names=", ".join(map(str, files))))
    return said


def _qr_address(visit: Visit, task_id: UUID) -> str:
    return qr_address(visit.tx.plugin.settings.base_url, qr.token_for(visit.tx, visit.actor, task_id))


def pdf(data: bytes, name: str) -> Shown:
    """Paper to be printed, made anew each time."""
    answer = Response(data, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _image(data: bytes, content_type: str) -> Shown:
    answer = Response(data, content_type=content_type)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)
