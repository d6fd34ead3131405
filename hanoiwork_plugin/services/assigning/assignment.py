"""Giving a task: the gate, the approval, the objection (DOMAIN 4; STORY 7 to 9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.assigning.gate import GateField, check_gate
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import add_working_days, due_instant, hanoi_date, is_overdue
from hanoiwork_plugin.domain.errors import Conflict, Fault, Forbidden, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rollout import practice
from hanoiwork_plugin.domain.tasks import CLOSED, ObjectionGround, TaskAct, TaskKind, TaskState, next_state
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.assigning import coefficients, objection_clock, part_shares, pattern_making
from hanoiwork_plugin.services.catalogues import catalogue
from hanoiwork_plugin.services.doing import cooperation_asking
from hanoiwork_plugin.services.doing.holds import close_requests, held_state, run_clock
from hanoiwork_plugin.services.doing.task_views import fields_of, subject_of
from hanoiwork_plugin.services.goals import plans
from hanoiwork_plugin.services.rating.score_facts import facts_changed
from hanoiwork_plugin.services.rollout import exercises
from hanoiwork_plugin.services.timing.deadlines import set_timers, settle_deadline
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.tasks import ObjectionRow, TaskRow, last_objection, locked_task, submissions_of

_SCORED = frozenset(
    {
        TaskAct.ASSIGN,
        TaskAct.APPROVE_PRODUCT,
        TaskAct.RETURN,
        TaskAct.OBJECT,
        TaskAct.ADJUST,
        TaskAct.KEEP,
        TaskAct.CANCEL,
        TaskAct.TAKE_WAIT,
        TaskAct.END_WAIT,
        TaskAct.SUSPEND,
        TaskAct.RESUME,
        TaskAct.GRANT_EXTENSION,
        TaskAct.CONFIRM_CAUSE,
        TaskAct.CORRECT_DATA,
    }
)
"""Acts after which the score of the accountable person's month may be another."""
REDO_WORKING_DAYS = 2
"""Days proposed for doing again, and given back when a deadline passed while an answer was owed."""


@dataclass(frozen=True)
class GateInput:
    """What the giver filled in on the gate card; None leaves a field as it is."""

    name: str | None = None
    basis_number: str | None = None
    basis_date: date | None = None
    basis_issuer: str | None = None
    kind: TaskKind | None = None
    accountable_id: UUID | None = None
    start: date | None = None
    due: datetime | None = None
    item_id: UUID | None = None
    quantity: Decimal | None = None
    quality_criteria: str | None = None
    outside_product: str | None = None
    """The product of arising work that the catalogue does not list."""
    outside_points: Decimal | None = None
    """Its provisional points (điểm tạm tính)."""
    share: Decimal | None = None
    """Of a part of big work: its percent of the whole."""


def open_task(tx: Tx, actor: Actor, task_id: UUID, version: int | None, act: TaskAct) -> tuple[TaskRow, Subject]:
    """Lock a task for ``act``: it exists for the actor, is as old as the card, and the actor may.

    Raises:
        NotFound: when it does not exist or the actor may not know of it.
        Stale: when the card or ETag shows an older version.
        Forbidden: when the actor has no authority for the act.
    """
    task = locked_task(tx.session, task_id)
    if task is None:
        raise NotFound
    subject = subject_of(tx, task)
    if authority.allowed(Act.SEE_TASK, actor, subject) is None:
        raise NotFound
    kind = TaskKind(task.kind) if task.kind else None
    needed = authority.authority_for(act, kind)
    if act is TaskAct.ASSIGN and task.state == TaskState.DRAFT:
        needed = Act.COMPLETE_TASK
    tx.require(needed, actor, subject)
    if version is not None and version != task.version:
        raise Stale
    if task.practice:
        practice.require_possible(act, task.progress)
    settle_deadline(tx, task)
    return task, subject


def move(
    tx: Tx,
    actor: Actor | None,
    task: TaskRow,
    act: TaskAct,
    *,
    whole: bool = False,
    undecided: bool = False,
    reason: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> UUID:
    """Take the task through the state table and record the act; returns the ledger entry's id."""
    state = task.state
    resumed = TaskState(task.resume_state or TaskState.IN_PROGRESS)
    following = next_state(TaskState(task.state), act, whole=whole, undecided=undecided, resumed=resumed)
    task.state = held_state(task, following)
    if task.state in CLOSED and state not in CLOSED:
        run_clock(tx, task)
        close_requests(tx, task)
    tx.changed("task", task.id)
    if act in _SCORED:
        facts_changed(tx, task)
    entry_id = tx.record(
        act,
        "task",
        task.id,
        actor,
        reason=reason,
        before={"state": state, **(before or {})},
        after={"state": task.state, **(after or {})},
    )
    if task.practice:
        exercises.settle(tx, task)
    if task.part_of_id is not None and act is not TaskAct.HAND_OVER:
        part_shares.follow_part(tx, task, ended=task.state in CLOSED and state not in CLOSED)
    return entry_id


def complete_task(tx: Tx, actor: Actor, task_id: UUID, given: GateInput, version: int | None = None) -> TaskRow:
    """Fill in the gate and pass it: assigned at once where the giver is competent, else sent for approval.

    Raises:
        Invalid: naming exactly the fields still missing, or what contradicts.
        Forbidden: when the accountable person is outside the giver's authority.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.COMPLETE)
    pass_gate(tx, actor, task, given)
    return task


def pass_gate(tx: Tx, actor: Actor, task: TaskRow, given: GateInput) -> None:
    """Fill in the draft and take it through the gate; the caller has asked for the actor's authority.

    Raises:
        Invalid, Forbidden: as ``complete_task``.
    """
    before = _snapshot(task)
    fill(tx, task, given)
    if task.kind is None and plans.not_planned(tx, task):
        task.kind = TaskKind.ARISING
    coefficients.check_outside(tx, task)
    check_gate(fields_of(task, tx.now), due_day=hanoi_date(task.due) if task.due else None)
    part_shares.check_part(tx, task)
    part_shares.pass_on(tx, task)
    subject = _subject_with_accountable(tx, actor, task)
    act = Act.APPROVE_KEY_TASK if task.kind == TaskKind.KEY else Act.APPROVE_TASK
    if authority.allowed(act, actor, subject):
        task.approver_id = actor.id
        _assign(tx, actor, task, before)
        return
    approver = competence.nearest(tx, act, subject, besides=actor.id)
    task.approver_id = approver.id
    move(tx, actor, task, TaskAct.REQUEST_APPROVAL, before=before, after=_snapshot(task))
    tx.notify(
        "task", person_id=approver.id, subject_type="task", subject_id=task.id, installation_id=task.installation_id
    )


def fill(tx: Tx, task: TaskRow, given: GateInput) -> None:
    """Write what was given into the draft; the catalogue item brings product, points and coefficient."""
    if task.whole_quantity is not None and task.quantity is not None and given.quantity is not None:
        task.whole_quantity += given.quantity - task.quantity
    for name in ("name", "basis_number", "basis_date", "basis_issuer", "kind", "start", "quantity"):
        value = getattr(given, name)
        if value is not None:
            setattr(task, name, value)
    if given.quality_criteria is not None:
        task.quality_criteria = given.quality_criteria
    _fill_share(task, given)
    if given.accountable_id is not None:
        if given.accountable_id not in organisation.references(tx.session, hanoi_date(tx.now), [given.accountable_id]):
            raise Invalid(
                "Người chịu trách nhiệm không còn công tác, mời chọn người khác.",
                faults=[Fault(GateField.ACCOUNTABLE, "Người này không còn công tác.")],
            )
        task.accountable_id = given.accountable_id
    if given.due is not None:
        task.due = task.window_due = given.due
    if given.item_id is not None:
        item = catalogue.item_in_force(tx, task.lead_unit_id, given.item_id)
        task.item_id, task.item_code = item.id, item.code
        task.product, task.points, task.coefficient = item.product, item.points, item.coefficient
        coefficients.put_inside(tx, task)
    elif given.outside_product is not None or given.outside_points is not None:
        coefficients.put_outside(tx, task, given.outside_product, given.outside_points)


def _fill_share(task: TaskRow, given: GateInput) -> None:
    """The share of a part; its value is a share of the whole's, so that it has no points of its own."""
    if task.part_of_id is None and given.share is not None:
        raise Invalid(
            "Chỉ phần việc của nhiệm vụ lớn mới có tỷ lệ.",
            faults=[Fault(GateField.SHARE, "Nhiệm vụ này không phải phần việc.")],
        )
    if task.part_of_id is not None and given.outside_points is not None:
        raise Invalid(
            "Phần việc tính theo tỷ lệ của nhiệm vụ lớn, không đặt điểm riêng.",
            faults=[Fault("outside_points", "Phần việc không có điểm riêng.")],
        )
    if given.share is not None:
        task.share = given.share


def _snapshot(task: TaskRow) -> dict[str, object]:
    names = (
        "name basis_number basis_date basis_issuer kind accountable_id start due item_code product quantity points "
        "coefficient quality_criteria"
    )
    names += " share" if task.part_of_id is not None else ""
    return {name: None if (value := getattr(task, name)) is None else str(value) for name in names.split()}


def _subject_with_accountable(tx: Tx, actor: Actor, task: TaskRow) -> Subject:
    """The task with its accountable person, whom the giver must be allowed to give work to."""
    people = organisation.actors(tx.session, [task.accountable_id] if task.accountable_id else [], hanoi_date(tx.now))
    if not people:
        raise Invalid(
            "Người chịu trách nhiệm không còn công tác, mời chọn người khác.",
            faults=[Fault(GateField.ACCOUNTABLE, "Người này không còn công tác.")],
        )
    unit = people[0].unit
    if authority.allowed(Act.GIVE_TASK, actor, Subject(unit)) is None:
        raise Forbidden("Anh/chị không có thẩm quyền giao việc cho {name}.", name=people[0].name)
    return Subject(unit, people[0].id, task.assigner_id)


def _assign(tx: Tx, actor: Actor, task: TaskRow, before: dict[str, object]) -> None:
    move(tx, actor, task, TaskAct.ASSIGN, before=before, after=_snapshot(task))
    task.assigned_at = tx.now
    plans.note_assigned(tx, task)
    coefficients.ask_confirmation(tx, task)
    set_timers(tx, task)
    pattern_making.begin(tx, task)
    cooperation_asking.ask_co_operators(tx, task)
    tx.notify(
        "task",
        person_id=task.accountable_id,
        subject_type="task",
        subject_id=task.id,
        dedup=f"task:{task.id}:accountable:{task.accountable_id}",
        installation_id=task.installation_id,
    )


def approve_task(tx: Tx, actor: Actor, task_id: UUID, version: int | None = None) -> TaskRow:
    """Phê duyệt giao việc: the competent person lets the task be tracked."""
    task, _ = open_task(tx, actor, task_id, version, TaskAct.ASSIGN)
    if task.state != TaskState.AWAITING_APPROVAL:
        raise Conflict("Nhiệm vụ này không chờ phê duyệt.")
    if task.due and is_overdue(task.due, tx.now):
        raise Conflict("Thời hạn đã qua; mời trả lại người trình để đặt thời hạn mới.")
    part_shares.check_part(tx, task)
    _assign(tx, actor, task, {})
    return task


def send_back_task(tx: Tx, actor: Actor, task_id: UUID, reason: str, version: int | None = None) -> TaskRow:
    """Trả lại người trình, with a reason; the draft opens again for the giver."""
    task, _ = open_task(tx, actor, task_id, version, TaskAct.SEND_BACK)
    move(tx, actor, task, TaskAct.SEND_BACK, reason=needed_text("reason", reason, "Lý do trả lại"))
    return task


def accept_task(tx: Tx, actor: Actor, task_id: UUID, version: int | None = None) -> TaskRow:
    """Nhận việc."""
    task, _ = open_task(tx, actor, task_id, version, TaskAct.ACCEPT)
    move(tx, actor, task, TaskAct.ACCEPT)
    return task


def object_to_task(
    tx: Tx, actor: Actor, task_id: UUID, ground: ObjectionGround, text: str, version: int | None = None
) -> TaskRow:
    """Phản hồi chưa rõ: an objection that the giver must answer; it is not evasion (DOMAIN 4)."""
    task, _ = open_task(tx, actor, task_id, version, TaskAct.OBJECT)
    text = needed_text("text", text, "Nội dung phản hồi")
    move(tx, actor, task, TaskAct.OBJECT, reason=text, after={"ground": ground})
    objection = ObjectionRow(
        id=new_id(),
        task_id=task.id,
        ground=ground,
        text=text,
        raised_by_id=actor.id,
        raised_at=tx.now,
        respondent_id=task.assigner_id,
        answer_text="",
        level=0,
        changes={},
    )
    tx.session.add(objection)
    objection_clock.start(tx, objection)
    tx.notify(
        "task",
        person_id=task.assigner_id,
        subject_type="task",
        subject_id=task.id,
        installation_id=task.installation_id,
    )
    return task


def answer_objection(
    tx: Tx,
    actor: Actor,
    task_id: UUID,
    act: TaskAct,
    text: str,
    *,
    changes: GateInput | None = None,
    version: int | None = None,
) -> TaskRow:
    """Answer an objection: adjust (điều chỉnh), keep with a reason (giữ nguyên) or escalate (chuyển cấp trên).

    Raises:
        Invalid: when the reason is missing, or an adjustment changes nothing.
        Forbidden: when it went up to a level above the actor.
    """
    task, subject = open_task(tx, actor, task_id, version, act)
    objection = last_objection(tx.session, task.id)
    if objection is None or (objection.answer not in (None, TaskAct.ESCALATE)):
        raise Stale
    objection_clock.require_turn(actor, subject, objection)
    text = needed_text("text", text, "Lý do")
    before, counted = _snapshot(task), (task.quantity, task.coefficient)
    if act is TaskAct.ADJUST:
        changes = changes or GateInput()
        if changes.due is not None and is_overdue(changes.due, tx.now):
            raise Invalid("Thời hạn mới phải từ hôm nay trở đi.", faults=[Fault("adjust_due", "Ngày này đã qua.")])
        fill(tx, task, changes)
        part_shares.check_adjusted(tx, task, counted)
        _refuse_less_than_handed_in(tx, task)
        if _snapshot(task) == before:
            raise Invalid(
                "Chưa có nội dung nào được điều chỉnh.", faults=[Fault("changes", "Hãy sửa ít nhất một nội dung.")]
            )
    if act is TaskAct.ESCALATE:
        objection_clock.pass_up(tx, objection, actor, subject)
    elif task.due and is_overdue(task.due, tx.now):
        task.due = due_instant(add_working_days(hanoi_date(tx.now), REDO_WORKING_DAYS))
    if act is TaskAct.ADJUST:
        coefficients.check_outside(tx, task)
        check_gate(fields_of(task, tx.now), due_day=hanoi_date(task.due) if task.due else None)
    after = _snapshot(task)
    move(tx, actor, task, act, reason=text, before=before, after=after)
    if act is TaskAct.ADJUST:
        objection.changes = {
            name: {"before": before[name], "after": after[name]} for name in after if before[name] != after[name]
        }
        cooperation_asking.keep_within(tx, task)
    objection.answer, objection.answer_text = act, text
    objection.answered_by_id, objection.answered_at = actor.id, tx.now
    if act is not TaskAct.ESCALATE:
        set_timers(tx, task)
    told = objection.respondent_id if act is TaskAct.ESCALATE else objection.raised_by_id
    tx.notify("task", person_id=told, subject_type="task", subject_id=task.id, installation_id=task.installation_id)
    return task


def _refuse_less_than_handed_in(tx: Tx, task: TaskRow) -> None:
    """The quantity cannot fall below what was handed in at one time, or the ledger would not add up."""
    floor = accepted = Decimal(0)
    for submission in reversed(submissions_of(tx.session, task.id)):
        floor = max(floor, accepted + submission.quantity)
        accepted += submission.accepted_quantity
    if task.quantity is not None and task.quantity < floor:
        raise Invalid(
            "Đã gửi {floor} sản phẩm, không điều chỉnh số lượng xuống thấp hơn được.",
            faults=[Fault("adjust_quantity", "Số lượng phải từ {floor} trở lên.", {"floor": floor})],
            floor=floor,
        )


def needed_text(place: str, text: str, label: str) -> str:
    """``text`` without surrounding space; refused when nothing is left."""
    if not text.strip():
        raise Invalid("Còn thiếu {name}.", faults=[Fault(place, "Còn thiếu {name}.", {"name": label})], name=label)
    return text.strip()
