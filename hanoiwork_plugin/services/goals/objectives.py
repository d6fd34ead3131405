"""Objectives on their way to approval: justified, sent, approved, sent back (DOMAIN 3; STORY 5)."""

from uuid import UUID

from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.goals import objectives
from hanoiwork_plugin.domain.goals.objective_checks import SHORTEST_JUSTIFICATION, check
from hanoiwork_plugin.domain.goals.objectives import ObjectiveAct, SheetState
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.goals.objective_sets import SUBJECT, approval_act, as_set, opened, snapshot, subject_of
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.objectives import ObjectiveSetRow


def justify(tx: Tx, actor: Actor, set_id: UUID, text: str, version: int | None = None) -> ObjectiveSetRow:
    """Giải trình trọng số: stored, and shown to the approver.

    Raises:
        Invalid: when it explains nothing.
    """
    row = opened(tx, actor, set_id, version, ObjectiveAct.JUSTIFY)
    if len(text.strip()) < SHORTEST_JUSTIFICATION:
        raise Invalid(
            "Giải trình quá ngắn: nêu vì sao trọng số không theo hệ số.",
            faults=[Fault("justification", "Giải trình quá ngắn: nêu vì sao trọng số không theo hệ số.")],
        )
    row.justification, row.justified_by_id, row.justified_at = text.strip(), actor.id, tx.now
    tx.record(ObjectiveAct.JUSTIFY, SUBJECT, row.id, actor, reason=row.justification)
    tx.changed(SUBJECT, row.id)
    return row


def submit(tx: Tx, actor: Actor, set_id: UUID, version: int | None = None) -> ObjectiveSetRow:
    """Gửi duyệt: let the set through only when every rule is satisfied; its card goes to the approver.

    Raises:
        Invalid: with everything that is wrong, at once.
    """
    row = opened(tx, actor, set_id, version, ObjectiveAct.SUBMIT)
    check(as_set(tx, row))
    row.submitted_by_id, row.submitted_at = actor.id, tx.now
    row.decided_by_id, row.decided_at, row.decision_reason = None, None, ""
    approver = competence.nearest(tx, approval_act(row), subject_of(tx, row, deciding=True), besides=actor.id)
    row.approver_id = approver.id
    row.state = SheetState.SUBMITTED
    tx.record(
        ObjectiveAct.SUBMIT,
        SUBJECT,
        row.id,
        actor,
        reason=row.justification,
        after={"state": row.state, "approver": str(approver.id), "objectives": snapshot(tx, row)},
    )
    tx.changed(SUBJECT, row.id)
    tx.notify(
        SUBJECT,
        person_id=approver.id,
        subject_type=SUBJECT,
        subject_id=row.id,
        dedup=f"objectives:{row.id}:{tx.now.isoformat()}:{approver.id}",
    )
    return row


def approve(tx: Tx, actor: Actor, set_id: UUID, version: int | None = None) -> ObjectiveSetRow:
    """Duyệt."""
    return _decide(tx, actor, set_id, version, ObjectiveAct.APPROVE, "")


def send_back(tx: Tx, actor: Actor, set_id: UUID, reason: str, version: int | None = None) -> ObjectiveSetRow:
    """Trả lại, with a reason."""
    return _decide(tx, actor, set_id, version, ObjectiveAct.RETURN, _reason(reason))


def reopen(tx: Tx, actor: Actor, set_id: UUID, reason: str, version: int | None = None) -> ObjectiveSetRow:
    """Let an approved set be adjusted; it is approved anew afterwards."""
    return _decide(tx, actor, set_id, version, ObjectiveAct.REOPEN, _reason(reason))


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid("Còn thiếu lý do trả lại.", faults=[Fault("reason", "Còn thiếu lý do trả lại.")])
    return reason.strip()


def _decide(tx: Tx, actor: Actor, set_id: UUID, version: int | None, act: ObjectiveAct, reason: str) -> ObjectiveSetRow:
    row = opened(tx, actor, set_id, version, act)
    before = row.state
    row.state = objectives.next_state(SheetState(before), act)
    row.decided_by_id, row.decided_at, row.decision_reason = actor.id, tx.now, reason
    tx.record(act, SUBJECT, row.id, actor, reason=reason, before={"state": before}, after={"state": row.state})
    tx.changed(SUBJECT, row.id)
    if row.unit_id == row.agency_id and row.person_id is None:
        tx.changed("readiness", row.agency_id)
    if row.submitted_by_id:
        tx.notify(
            SUBJECT,
            person_id=row.submitted_by_id,
            subject_type=SUBJECT,
            subject_id=row.id,
            dedup=f"objectives:{row.id}:{tx.now.isoformat()}:{row.submitted_by_id}",
        )
    return row
