"""[Báo sai lệch dữ liệu]: a person disputes a datum held about them, the source is verified, it is put right or stays.

Who verifies is the unit admin; putting right is for whoever is competent for that datum, so that a verification goes on
to them unless it is the same person (STORY 20; DOMAIN 1, 3, 5). Old and new value, source and people stay on the row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.disputes.data_reports import (
    ENTRIES,
    OF_DIRECTORY,
    DatumKind,
    ReportAct,
    ReportState,
    check_verified,
    step,
)
from hanoiwork_plugin.domain.errors import Conflict, Fault, Forbidden, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.assigning.assignment import needed_text
from hanoiwork_plugin.services.disputes import data_corrections, data_report_clock
from hanoiwork_plugin.services.disputes.data_corrections import SUBJECT, tell
from hanoiwork_plugin.services.disputes.reported_data import datum_about
from hanoiwork_plugin.services.doing.evidence_files import FileGiven
from hanoiwork_plugin.services.rating.score_facts import waived_entries
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.absences import absent_people
from hanoiwork_plugin.store.data_reports import DataReportRow
from hanoiwork_plugin.store.people import PersonRow


@dataclass(frozen=True)
class Verification:
    """What [Xác minh nguồn] says: the source, the day it was looked at, the right value, whose it is."""

    source: str
    checked_on: date
    right: str = ""
    owner_id: UUID | None = None


def report_datum(
    tx: Tx,
    actor: Actor,
    kind: DatumKind,
    datum_id: UUID,
    wanted: str,
    reason: str,
    *,
    files: Sequence[FileGiven] = (),
) -> DataReportRow:
    """[Gửi báo sai lệch]: the report goes to the unit admin, with the value as it is now.

    Raises:
        NotFound: when the datum is none about the actor.
        Invalid: without what it should be or why, or when nobody else can verify it.
        Conflict: while one about it waits, when it counts no more, or when the month's result is approved already.
    """
    tx.require(Act.REPORT_DATA, actor, Subject(actor.unit, actor.id))
    datum = datum_about(tx, actor, kind, datum_id)
    if kind in ENTRIES and datum.task is not None and datum_id in waived_entries(tx, [datum.task.id]):
        raise Conflict("Lần này đã được xác nhận không tính, không bị trừ điểm.")
    data_corrections.refuse_closed_month(tx, actor.id, datum.period)
    row = DataReportRow(
        id=new_id(),
        unit_id=actor.unit.id,
        reporter_id=actor.id,
        kind=kind,
        datum_id=datum_id,
        task_id=datum.task.id if datum.task else None,
        period=datum.period,
        name=datum.name,
        shown=datum.value,
        wanted=needed_text("data_wanted", wanted, "Đúng ra là"),
        reason=needed_text("data_reason", reason, "Lý do"),
        files=[{"id": file.id, "name": file.name, "sha256": file.sha256, "size": file.size} for file in files],
        state=ReportState.OPEN,
        reported_at=tx.now,
        respondent_id=_verifier(tx, actor, data_corrections.contested(datum)).id,
        source="",
        right_value="",
        answer_text="",
    )
    data_report_clock.start(tx, row)
    tx.session.flush()
    try:
        with tx.session.begin_nested():
            tx.session.add(row)
            tx.session.flush()
    except IntegrityError:
        raise Conflict("Dữ liệu này đã được báo sai lệch và đang chờ trả lời.") from None
    after = {"kind": kind, "datum": str(datum_id), "shown": row.shown, "wanted": row.wanted}
    tx.record(ReportAct.REPORT, SUBJECT, row.id, actor, reason=row.reason, after=after)
    tell(tx, row, row.respondent_id)
    return row


def _verifier(tx: Tx, reporter: Actor, contested: UUID | None) -> Actor:
    """The unit admin, else personnel, else the head of the agency; never the reporter nor who wrote what is disputed,
    and who is at work first."""
    subject, today = Subject(reporter.unit, reporter.id), hanoi_date(tx.now)
    held = [
        person
        for role in (Role.UNIT_ADMIN, Role.PERSONNEL)
        for person in organisation.holders(tx.session, [role], reporter.unit.agency_id, today)
    ]
    head = competence.nearest_or_none(tx, Act.VERIFY_DATA, subject, besides=reporter.id)
    others = [each for each in [*held, *([head] if head else [])] if each.id != contested]
    able = [each for each in others if authority.allowed(Act.VERIFY_DATA, each, subject)]
    away = absent_people(tx.session, today)
    found = next((each for each in able if each.id not in away), able[0] if able else None)
    if found is None:
        raise Invalid(
            "Ngoài người gửi, đơn vị chưa có ai xác minh được dữ liệu: cần có vai trò quản trị đơn vị, "
            "do tổ chức cán bộ của đơn vị hoặc Ban Tổ chức Thành ủy ghi nhận."
        )
    return found


def verify_datum(
    tx: Tx, actor: Actor, report_id: UUID, verified: Verification, version: int | None = None
) -> DataReportRow:
    """[Xác minh nguồn]: it is wrong, by this source. Who may put it right does so at once, another is asked to.

    Raises:
        Invalid: naming what is missing, or who is: nobody competent for the datum.
        Conflict: when it was answered before, or the month's result is approved already.
    """
    row, reporter = _opened(tx, actor, report_id, version)
    _require_verifying(tx, actor, row)
    kind = DatumKind(row.kind)
    at_source = kind in OF_DIRECTORY
    following = step(ReportState(row.state), ReportAct.VERIFY_DIRECTORY if at_source else ReportAct.VERIFY)
    owner = _owner(tx, row, verified.owner_id)
    check_verified(kind, verified.source, verified.checked_on, hanoi_date(tx.now), named=owner is not None)
    if owner is None or kind is not DatumKind.TASK_PERSON:
        named = owner is not None and kind in ENTRIES
        row.right_value = verified.right.strip() if named else needed_text("data_right", verified.right, "Giá trị đúng")
    data_corrections.check_right(row)
    _refuse_closed_month(tx, row)
    row.state, row.source, row.checked_on = following, verified.source.strip(), verified.checked_on
    row.owner_id = owner.id if owner else None
    row.verified_by_id, row.verified_at, row.answer_by = actor.id, tx.now, None
    row.respondent_id = actor.id
    after = {
        "source": row.source,
        "checked_on": verified.checked_on.isoformat(),
        "right": row.right_value,
        "owner": str(row.owner_id) if row.owner_id else None,
    }
    act = ReportAct.VERIFY_DIRECTORY if at_source else ReportAct.VERIFY
    tx.record(act, SUBJECT, row.id, actor, before={"shown": row.shown}, after=after)
    tx.changed(SUBJECT, row.id)
    if at_source:
        tell(tx, row, row.reporter_id)
    elif data_corrections.may_decide(tx, row, actor):
        _correct(tx, actor, reporter, row)
    else:
        row.respondent_id = data_corrections.decider(tx, row).id
        data_report_clock.start(tx, row)
        tell(tx, row, row.respondent_id)
    return row


def _owner(tx: Tx, row: DataReportRow, owner_id: UUID | None) -> PersonRow | None:
    """Whose the datum is: somebody else who works in the same agency."""
    if owner_id is None:
        return None
    agency_id = organisation.unit(tx.session, row.unit_id).agency_id
    person = organisation.actor_by_id(tx.session, owner_id, hanoi_date(tx.now))
    if person is None or person.id == row.reporter_id or person.unit.agency_id != agency_id:
        raise Invalid(
            "Người được chọn không phù hợp.",
            faults=[Fault("data_owner", "Mời chọn một người khác đang công tác tại cơ quan.")],
        )
    return tx.session.get(PersonRow, owner_id)


def refuse_report(tx: Tx, actor: Actor, report_id: UUID, reason: str, version: int | None = None) -> DataReportRow:
    """[Không sai] by who verifies, [Không đính chính] by who decides; both with a reason. The petition stays open.

    Raises:
        Invalid: without a reason.
        Conflict: when it was answered before.
    """
    row, _ = _opened(tx, actor, report_id, version)
    act = ReportAct.KEEP if row.state == ReportState.VERIFIED else ReportAct.FIND_RIGHT
    _require(tx, actor, row)
    following = step(ReportState(row.state), act)
    _answered(tx, actor, row, following, needed_text("data_refusal", reason, "Lý do"))
    tx.record(act, SUBJECT, row.id, actor, reason=row.answer_text, before={"shown": row.shown})
    _tell_both(tx, actor, row)
    return row


def correct_datum(tx: Tx, actor: Actor, report_id: UUID, version: int | None = None) -> DataReportRow:
    """[Đính chính] as verified; of what the directory keeps: [Đã cập nhật], once it says something else.

    Raises:
        Conflict: when it was answered before, the month's result is approved already, or the datum changed meanwhile.
    """
    row, reporter = _opened(tx, actor, report_id, version)
    step(ReportState(row.state), ReportAct.CORRECT)
    _require(tx, actor, row)
    _correct(tx, actor, reporter, row)
    return row


def _require(tx: Tx, actor: Actor, row: DataReportRow) -> None:
    """Whose turn it is by authority: who verifies, or of what was verified who is competent for that datum.

    Raises:
        Forbidden: for everybody else, and for whoever wrote what is disputed.
    """
    if row.state != ReportState.VERIFIED:
        _require_verifying(tx, actor, row)
        return
    act, subject = data_corrections.deciding(tx, row)
    tx.require(act, actor, subject)
    if not data_corrections.may_decide(tx, row, actor):
        raise Forbidden("Việc đính chính lần trả lại do người khác với người đã trả lại quyết định.")


def _require_verifying(tx: Tx, actor: Actor, row: DataReportRow) -> None:
    tx.require(Act.VERIFY_DATA, actor, data_corrections.subject_of_reporter(tx, row))
    if not data_corrections.may_verify(tx, row, actor):
        raise Forbidden("Lần trả lại này do chính anh/chị quyết định; mời để người khác có thẩm quyền xác minh.")


def _refuse_closed_month(tx: Tx, row: DataReportRow) -> None:
    """The month in which the datum counts now, where its deadline moved since it was reported."""
    row.period = data_corrections.datum_of(tx, row).period
    data_corrections.refuse_closed_month(tx, row.reporter_id, row.period)


def _correct(tx: Tx, actor: Actor, reporter: Actor, row: DataReportRow) -> None:
    if DatumKind(row.kind) in OF_DIRECTORY:
        data_corrections.check_updated(tx, row)
    else:
        _refuse_closed_month(tx, row)
        data_corrections.carry_out(tx, actor, reporter, row)
    following = step(ReportState(row.state), ReportAct.CORRECT)
    _answered(tx, actor, row, following, "")
    tx.record(
        ReportAct.CORRECT,
        SUBJECT,
        row.id,
        actor,
        before={"shown": row.shown},
        after={"right": row.right_value, "source": row.source, "correction": str(row.correction_id or "")},
    )
    _tell_both(tx, actor, row)
    if row.owner_id is not None and row.owner_id not in (actor.id, row.verified_by_id):
        tell(tx, row, row.owner_id, kind="data_report_owner")


def _answered(tx: Tx, actor: Actor, row: DataReportRow, state: ReportState, text: str) -> None:
    row.state, row.answer_text, row.answered_by_id, row.answered_at = state, text, actor.id, tx.now
    row.answer_by, row.respondent_id = None, actor.id
    tx.changed(SUBJECT, row.id)


def _tell_both(tx: Tx, actor: Actor, row: DataReportRow) -> None:
    """The reporter, and who verified where another decided; each once for this state."""
    for person_id in {row.reporter_id, row.verified_by_id or row.reporter_id} - {actor.id}:
        tell(tx, row, person_id)


def _opened(tx: Tx, actor: Actor, report_id: UUID, version: int | None) -> tuple[DataReportRow, Actor]:
    row = visible_report(tx, actor, report_id)
    tx.session.refresh(row, with_for_update=True)
    if version is not None and version != row.version:
        raise Stale
    reporter = organisation.actor_by_id(tx.session, row.reporter_id, hanoi_date(tx.now))
    if reporter is None:
        raise Conflict("Người báo sai lệch không còn công tác tại đơn vị.")
    return row, reporter


def visible_report(tx: Tx, actor: Actor, report_id: UUID) -> DataReportRow:
    """A report: for its reporter, for who verifies in the agency, once verified for who is competent to put it right.

    Raises:
        NotFound: for everyone else.
    """
    row = tx.session.get(DataReportRow, report_id)
    if row is None or not may_see(tx, row, actor):
        raise NotFound
    return row


def may_see(tx: Tx, row: DataReportRow, actor: Actor) -> bool:
    """Whether the report is the actor's business."""
    subject = data_corrections.subject_of_reporter(tx, row)
    if authority.allowed(Act.REPORT_DATA, actor, subject) or authority.allowed(Act.VERIFY_DATA, actor, subject):
        return True
    if row.verified_at is None or DatumKind(row.kind) in OF_DIRECTORY:
        return False
    act, about = data_corrections.deciding(tx, row)
    return authority.allowed(act, actor, about) is not None


def reports_of(tx: Tx, actor: Actor) -> tuple[Sequence[DataReportRow], Sequence[DataReportRow]]:
    """The actor's own reports, and those that wait for them; the newest first."""
    tx.require(Act.SEE_OWN, actor, Subject(actor.unit, actor.id))
    newest = select(DataReportRow).order_by(DataReportRow.id.desc()).limit(SHOWN)
    own = tx.session.scalars(newest.where(DataReportRow.reporter_id == actor.id)).all()
    waiting = [ReportState.OPEN, ReportState.VERIFIED, ReportState.AT_SOURCE]
    theirs = tx.session.scalars(
        newest.where(DataReportRow.respondent_id == actor.id, DataReportRow.state.in_(waiting))
    ).all()
    return own, theirs


SHOWN = 20
