"""The proposal on its way: sent, returned, approved from a day (trình duyệt, trả lại, duyệt; STORY 3)."""

from datetime import date
from uuid import UUID

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.catalogues.catalogue import CataloguePart
from hanoiwork_plugin.domain.catalogues.catalogue_differences import Differences, compare
from hanoiwork_plugin.domain.catalogues.catalogue_life import CatalogueAct, CatalogueState, check_begin, next_state
from hanoiwork_plugin.domain.errors import Fault, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.folding import tokens
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.catalogues.catalogue_drafts import departments_of
from hanoiwork_plugin.services.catalogues.catalogue_versions import SUBJECT, begin
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import CatalogueVersionRow, items_of, version_before, version_on


def compared_with(tx: Tx, row: CatalogueVersionRow) -> CatalogueVersionRow | None:
    """The version that ``row`` is compared with: the one in force, or for a dated one the one it replaced."""
    if row.in_force_from is None:
        return version_on(tx.session, row.unit_id, hanoi_date(tx.now))
    return version_before(tx.session, row)


def differences_of(tx: Tx, row: CatalogueVersionRow) -> Differences:
    """What the version changes; nothing when there is none before it."""
    base = compared_with(tx, row)
    if base is None:
        return Differences()
    standards = (base.standard_points, row.standard_points)
    return compare(items_of(tx.session, base.id), items_of(tx.session, row.id), standards=standards)


def may_submit(tx: Tx, actor: Actor, row: CatalogueVersionRow, differences: Differences) -> bool:
    """Whether the actor may send the proposal: they may propose all of it, or all that changes is their own part."""
    agency = organisation.unit(tx.session, row.unit_id)
    if authority.allowed(Act.PROPOSE_CATALOGUE, actor, Subject(agency)):
        return True
    own = {tokens(unit.name) for unit in departments_of(tx, actor, row.unit_id)}
    if not own:
        return False
    touched = [*differences.added, *differences.removed]
    touched += [item for change in differences.changed for item in (change.before, change.after)]
    if compared_with(tx, row) is None:
        touched = items_of(tx.session, row.id)
    return bool(touched) and all(
        item.part is CataloguePart.DEPARTMENT and tokens(item.department or "") in own for item in touched
    )


def _opened(tx: Tx, actor: Actor, version_id: UUID, version: int | None, act: CatalogueAct) -> CatalogueVersionRow:
    """Lock a version for ``act``: it is the actor's business, they may, the card is new enough, the state allows it."""
    row = tx.session.get(CatalogueVersionRow, version_id, with_for_update=True)
    if row is None:
        raise NotFound
    agency = organisation.unit(tx.session, row.unit_id)
    if act is CatalogueAct.SUBMIT:
        own = departments_of(tx, actor, row.unit_id)
        if own and may_submit(tx, actor, row, differences_of(tx, row)):
            tx.require(Act.PROPOSE_CATALOGUE_PART, actor, Subject(own[0]))
        else:
            tx.require(Act.PROPOSE_CATALOGUE, actor, Subject(agency))
    else:
        tx.require(Act.APPROVE_CATALOGUE, actor, Subject(agency, row.submitted_by_id))
    if version is not None and version != row.version:
        raise Stale
    return row


def submit_version(
    tx: Tx, actor: Actor, version_id: UUID, note: str = "", version: int | None = None
) -> CatalogueVersionRow:
    """Trình duyệt: the card goes to the head of the agency, with the questions and what is answered to them.

    Raises:
        Forbidden: when part of what changes is none of the actor's.
        Invalid: when nothing differs from what is in force.
    """
    row = _opened(tx, actor, version_id, version, CatalogueAct.SUBMIT)
    state = next_state(CatalogueState(row.state), CatalogueAct.SUBMIT)
    base = compared_with(tx, row)
    if base is not None and base.criteria == row.criteria and not differences_of(tx, row).any:
        raise Invalid("Bản đề xuất không khác danh mục đang áp dụng (bản {number}).", number=base.number)
    agency = organisation.unit(tx.session, row.unit_id)
    subject = Subject(agency, actor.id)
    approver = competence.nearest(tx, Act.APPROVE_CATALOGUE, subject, besides=actor.id)
    before = {"state": row.state}
    row.state, row.note, row.approver_id = state, note.strip(), approver.id
    row.submitted_by_id, row.submitted_at = actor.id, tx.now
    row.decided_by_id, row.decided_at, row.decision_reason = None, None, ""
    after = {"state": row.state, "approver": str(approver.id), "questions": len(row.questions)}
    tx.record(CatalogueAct.SUBMIT, SUBJECT, row.id, actor, reason=row.note, before=before, after=after)
    _told(tx, row, approver.id)
    return row


def return_version(
    tx: Tx, actor: Actor, version_id: UUID, reason: str, version: int | None = None
) -> CatalogueVersionRow:
    """Trả lại, with a reason; the proposal opens again.

    Raises:
        Invalid: when the reason is missing.
    """
    row = _opened(tx, actor, version_id, version, CatalogueAct.RETURN)
    state = next_state(CatalogueState(row.state), CatalogueAct.RETURN)
    if not reason.strip():
        raise Invalid("Còn thiếu lý do trả lại.", faults=[Fault("reason", "Còn thiếu lý do trả lại.")])
    before = {"state": row.state}
    row.state, row.decision_reason = state, reason.strip()
    row.decided_by_id, row.decided_at = actor.id, tx.now
    tx.record(
        CatalogueAct.RETURN,
        SUBJECT,
        row.id,
        actor,
        reason=row.decision_reason,
        before=before,
        after={"state": row.state},
    )
    _told(tx, row, row.submitted_by_id)
    return row


def approve_version(
    tx: Tx, actor: Actor, version_id: UUID, in_force_from: date | None, version: int | None = None
) -> CatalogueVersionRow:
    """Duyệt: the version is in force from a day, the one before it until then; it is never edited again.

    Raises:
        Invalid: without a day, or with one that has passed.
    """
    row = _opened(tx, actor, version_id, version, CatalogueAct.APPROVE)
    state = next_state(CatalogueState(row.state), CatalogueAct.APPROVE)
    begins = check_begin(in_force_from, hanoi_date(tx.now))
    before = {"state": row.state}
    row.state, row.decided_by_id, row.decided_at = state, actor.id, tx.now
    after = {"state": row.state, "number": row.number, "from": begins.isoformat()}
    tx.record(CatalogueAct.APPROVE, SUBJECT, row.id, actor, before=before, after=after)
    begin(tx, row, begins, announced=True)
    _told(tx, row, row.submitted_by_id)
    return row


def _told(tx: Tx, row: CatalogueVersionRow, person_id: UUID | None) -> None:
    tx.changed(SUBJECT, row.id)
    if person_id is not None:
        tx.notify(
            "catalogue_version",
            person_id=person_id,
            subject_type=SUBJECT,
            subject_id=row.id,
            dedup=f"catalogue:{row.id}:{row.state}:{tx.now.isoformat()}:{person_id}",
        )
