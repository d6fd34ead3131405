"""The provisional coefficient of arising work outside the catalogue: set, confirmed, changed, refused (DOMAIN 2, 4)."""

from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.assigning import provisional
from hanoiwork_plugin.domain.assigning.provisional import CoefficientAct, CoefficientState
from hanoiwork_plugin.domain.authority import Act, Relation, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.catalogues.catalogue import coefficient_of
from hanoiwork_plugin.domain.catalogues.catalogue_views import CoefficientView
from hanoiwork_plugin.domain.errors import Conflict, Fault, Forbidden, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import TaskKind, TaskState
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.catalogues.catalogue import version_in_force
from hanoiwork_plugin.services.catalogues.catalogue_proposals import needed_reason, note_repeat
from hanoiwork_plugin.services.doing.task_views import subject_of
from hanoiwork_plugin.services.rating.score_facts import facts_changed
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import TaskCoefficientRow, group_views, groups_in
from hanoiwork_plugin.store.tasks import TaskRow, locked_task

_NOT_GIVEN = (TaskState.DRAFT, TaskState.AWAITING_APPROVAL, TaskState.CANCELLED)


def put_outside(tx: Tx, task: TaskRow, product: str | None, points: Decimal | None) -> None:
    """Write a product of its own and provisional points into the draft instead of a catalogue item.

    Raises:
        Invalid: when the agency has no catalogue, or the points lie in none of its frames.
    """
    if product is not None and product.strip():
        task.product = product.strip()
        task.item_id = task.item_code = None
    if points is None:
        if task.item_id is None and tx.session.get(TaskCoefficientRow, task.id) is None:
            task.points = task.coefficient = None
        return
    coefficient = _coefficient(tx, task, points, "outside_points")
    task.item_id = task.item_code = None
    task.product = task.product or task.host_product or None
    task.points, task.coefficient = points, coefficient
    row = tx.session.get(TaskCoefficientRow, task.id)
    if row is None:
        agency = organisation.unit(tx.session, task.lead_unit_id).agency_id
        row = TaskCoefficientRow(task_id=task.id, agency_id=agency, product_key="", reason="")
        tx.session.add(row)
    row.state = CoefficientState.PROVISIONAL
    row.product_key = provisional.product_key(task.product or "")
    row.points, row.coefficient = points, coefficient
    row.set_by_id, row.set_at = task.assigner_id, tx.now
    row.decided_by_id, row.decided_at, row.reason = None, None, ""


def put_inside(tx: Tx, task: TaskRow) -> None:
    """A catalogue item was chosen after all: nothing about the task is provisional."""
    row = tx.session.get(TaskCoefficientRow, task.id)
    if row is not None:
        tx.session.delete(row)


def check_outside(tx: Tx, task: TaskRow) -> None:
    """Refuse provisional points on work that is not arising.

    Raises:
        Invalid: for planned work.
    """
    if tx.session.get(TaskCoefficientRow, task.id) is not None:
        provisional.check_kind(TaskKind(task.kind) if task.kind else None, "outside_points")


def _coefficient(tx: Tx, task: TaskRow, points: Decimal, place: str) -> Decimal:
    agency = organisation.unit(tx.session, task.lead_unit_id).agency_id
    version = version_in_force(tx, agency)
    if version is None:
        raise Invalid(
            "Đơn vị chưa có danh mục đang áp dụng nên chưa đặt được hệ số tạm tính.",
            faults=[Fault(place, "Đơn vị chưa có danh mục đang áp dụng nên chưa đặt được hệ số tạm tính.")],
        )
    provisional.check_points(points, groups_in(version), place)
    return coefficient_of(points, version.standard_points)


def ask_confirmation(tx: Tx, task: TaskRow) -> None:
    """The work is given: the competent person is asked, and the third work like it becomes a proposal."""
    row = tx.session.get(TaskCoefficientRow, task.id)
    if row is None or row.state != CoefficientState.PROVISIONAL:
        return
    row.product_key = provisional.product_key(task.product or "")
    asked = competence.nearest_or_none(tx, Act.CONFIRM_COEFFICIENT, subject_of(tx, task), besides=row.set_by_id)
    if asked is None:
        asked = competence.nearest_or_none(tx, Act.CONFIRM_COEFFICIENT, subject_of(tx, task), besides=None)
    row.asked_id = asked.id if asked else None
    after = {"points": str(row.points), "coefficient": str(row.coefficient), "product": task.product}
    after["set_by"] = str(row.set_by_id)
    tx.record(CoefficientAct.SET, "task", task.id, None, after=after)
    tx.session.flush()
    note_repeat(tx, task, row)
    _told(tx, task, row.asked_id)


def _told(tx: Tx, task: TaskRow, person_id: UUID | None) -> None:
    if person_id is not None:
        tx.notify(
            "coefficient",
            person_id=person_id,
            subject_type="task",
            subject_id=task.id,
            dedup=f"coefficient:{task.id}:{tx.now.isoformat()}:{person_id}",
            installation_id=task.installation_id,
        )


def _opened(
    tx: Tx, actor: Actor, task_id: UUID, version: int | None, needed: Act
) -> tuple[TaskRow, TaskCoefficientRow]:
    """Lock a task whose coefficient is to be decided or set again.

    Raises:
        NotFound: when there is no such task for the actor, or its coefficient is the catalogue's.
        Forbidden: when the actor has no authority, or set the coefficient themself and others are competent.
        Stale: when the card or ETag shows an older version.
        Conflict: when the task is not given, or given up.
    """
    task = locked_task(tx.session, task_id)
    row = tx.session.get(TaskCoefficientRow, task_id, with_for_update=True)
    if task is None or row is None or authority.allowed(Act.SEE_TASK, actor, subject_of(tx, task)) is None:
        raise NotFound
    found = tx.require(needed, actor, subject_of(tx, task))
    own = needed is Act.CONFIRM_COEFFICIENT and row.set_by_id in (actor.id, found.on_behalf_of)
    if own and found.relation is not Relation.AGENCY_HEAD:
        raise Forbidden("Người đặt hệ số tạm tính không tự duyệt hệ số đó.")
    if version is not None and version != task.version:
        raise Stale
    if TaskState(task.state) in _NOT_GIVEN:
        state = TaskState(task.state)
        raise Conflict("Nhiệm vụ đang ở trạng thái “{state}”, chưa duyệt được hệ số.", state=state.label)
    return task, row


def confirm_coefficient(
    tx: Tx,
    actor: Actor,
    task_id: UUID,
    *,
    points: Decimal | None = None,
    reason: str = "",
    version: int | None = None,
) -> TaskRow:
    """Duyệt hệ số: as it was set, or with other points and the reason for them.

    Raises:
        Invalid: when other points have no reason, or lie in no frame.
    """
    task, row = _opened(tx, actor, task_id, version, Act.CONFIRM_COEFFICIENT)
    act = CoefficientAct.CONFIRM if points in (None, task.points) else CoefficientAct.CHANGE
    state = provisional.next_state(CoefficientState(row.state), act)
    before = {"points": str(task.points), "coefficient": str(task.coefficient)}
    if act is CoefficientAct.CHANGE and points is not None:
        reason = needed_reason("coefficient_reason", reason)
        task.coefficient = _coefficient(tx, task, points, "coefficient_points")
        task.points = points
    _decide(tx, actor, task, row, state, reason.strip())
    after = {"points": str(task.points), "coefficient": str(task.coefficient)}
    tx.record(act, "task", task.id, actor, reason=row.reason, before=before, after=after)
    _settled(tx, actor, task)
    return task


def refuse_coefficient(tx: Tx, actor: Actor, task_id: UUID, reason: str, version: int | None = None) -> TaskRow:
    """Không duyệt: the work has no coefficient until its giver chooses one anew; until then it counts nothing.

    Raises:
        Invalid: when the reason is missing.
    """
    task, row = _opened(tx, actor, task_id, version, Act.CONFIRM_COEFFICIENT)
    state = provisional.next_state(CoefficientState(row.state), CoefficientAct.REFUSE)
    reason = needed_reason("refusal_reason", reason)
    before = {"points": str(task.points), "coefficient": str(task.coefficient)}
    task.points = task.coefficient = None
    _decide(tx, actor, task, row, state, reason)
    tx.record(CoefficientAct.REFUSE, "task", task.id, actor, reason=reason, before=before, after={})
    _settled(tx, actor, task)
    return task


def set_coefficient(tx: Tx, actor: Actor, task_id: UUID, points: Decimal, version: int | None = None) -> TaskRow:
    """Đặt lại hệ số tạm tính: the giver sets other points, and they are asked about anew.

    Raises:
        Invalid: when the points lie in no frame.
        Conflict: when the coefficient is confirmed already.
    """
    task, row = _opened(tx, actor, task_id, version, Act.COMPLETE_TASK)
    row.state = provisional.next_state(CoefficientState(row.state), CoefficientAct.SET)
    put_outside(tx, task, None, points)
    tx.changed("task", task.id)
    facts_changed(tx, task)
    ask_confirmation(tx, task)
    return task


def _decide(tx: Tx, actor: Actor, task: TaskRow, row: TaskCoefficientRow, state: CoefficientState, reason: str) -> None:
    row.state, row.reason = state, reason
    row.decided_by_id, row.decided_at = actor.id, tx.now


def _settled(tx: Tx, actor: Actor, task: TaskRow) -> None:
    """Everyone whose card shows the coefficient sees what became of it; the giver is told."""
    tx.changed("task", task.id)
    facts_changed(tx, task)
    if task.assigner_id != actor.id:
        _told(tx, task, task.assigner_id)


def carry(tx: Tx, task: TaskRow, taken: TaskRow) -> None:
    """Work handed over keeps what was decided on its coefficient."""
    row = tx.session.get(TaskCoefficientRow, task.id)
    if row is None:
        return
    names = [each.name for each in TaskCoefficientRow.__table__.columns if each.name != "task_id"]
    tx.session.add(TaskCoefficientRow(task_id=taken.id, **{name: getattr(row, name) for name in names}))


def coefficient_view(tx: Tx, viewer: Actor, task_id: UUID) -> CoefficientView:
    """The coefficient of a task outside the catalogue, as the viewer may see and decide it.

    Raises:
        NotFound: when there is none, or the task is none of the viewer's business.
    """
    task, row = tx.session.get(TaskRow, task_id), tx.session.get(TaskCoefficientRow, task_id)
    if task is None or row is None:
        raise NotFound
    subject = subject_of(tx, task)
    if authority.allowed(Act.SEE_TASK, viewer, subject) is None:
        raise NotFound
    people = organisation.references(
        tx.session, hanoi_date(tx.now), {row.set_by_id, row.asked_id, row.decided_by_id, task.accountable_id}
    )
    version = version_in_force(tx, row.agency_id)
    decided = row.decided_at is not None
    return CoefficientView(
        task_id=task.id,
        version=task.version,
        name=task.name,
        product=task.product or "",
        unit=subject.unit.name,
        accountable=people.get(task.accountable_id) if task.accountable_id else None,
        state=CoefficientState(row.state),
        points=row.points,
        coefficient=row.coefficient,
        confirmed_points=task.points if decided else None,
        confirmed_coefficient=task.coefficient if decided else None,
        set_by=people.get(row.set_by_id),
        set_at=row.set_at,
        asked=people.get(row.asked_id) if row.asked_id else None,
        decided_by=people.get(row.decided_by_id) if row.decided_by_id else None,
        decided_at=row.decided_at,
        reason=row.reason,
        groups=group_views(version),
        allowed=_allowed(viewer, task, row, subject),
    )


def _allowed(viewer: Actor, task: TaskRow, row: TaskCoefficientRow, subject: Subject) -> frozenset[CoefficientAct]:
    if TaskState(task.state) in _NOT_GIVEN:
        return frozenset()
    found = authority.capacity(Act.CONFIRM_COEFFICIENT, viewer, subject)
    own = found is not None and row.set_by_id in (viewer.id, found.on_behalf_of)
    decides = found is not None and (not own or found.relation is Relation.AGENCY_HEAD)
    sets = authority.allowed(Act.COMPLETE_TASK, viewer, subject) is not None
    rights = {
        CoefficientAct.SET: sets and row.state == CoefficientState.REFUSED,
        CoefficientAct.CONFIRM: decides,
        CoefficientAct.CHANGE: decides,
        CoefficientAct.REFUSE: decides,
    }
    state = CoefficientState(row.state)
    return frozenset(act for act, may in rights.items() if may and (state, act) in provisional.TRANSITIONS)
