"""What is seen of reports of wrong data, drawn alike by card and REST answer; the queries do not grow with them."""

from collections.abc import Sequence

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.disputes.data_report_views import DataReportList, DataReportView
from hanoiwork_plugin.domain.disputes.data_reports import ENTRIES, OF_DIRECTORY, WAITING, DatumKind, ReportState
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.services.disputes import data_corrections, data_reports
from hanoiwork_plugin.services.disputes.reported_data import data_named
from hanoiwork_plugin.services.doing.task_views import NOBODY
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.data_reports import DataReportRow


def report_view(tx: Tx, row: DataReportRow, viewer: Actor) -> DataReportView:
    """The report as ``viewer`` sees it; the caller has checked that they may."""
    state = ReportState(row.state)
    subject = data_corrections.subject_of_reporter(tx, row)
    verifies = authority.allowed(Act.VERIFY_DATA, viewer, subject) is not None
    may_verify = state is ReportState.OPEN and data_corrections.may_verify(tx, row, viewer)
    colleagues: tuple[PersonRef, ...] = ()
    if may_verify and DatumKind(row.kind) not in OF_DIRECTORY | {DatumKind.KPI_VALUE, DatumKind.TASK_QUANTITY}:
        members = organisation.members(tx.session, subject.unit.agency_id, hanoi_date(tx.now))
        colleagues = tuple(
            PersonRef(each.id, each.account, each.name, each.title) for each in members if each.id != row.reporter_id
        )
    return _views(
        tx,
        [row],
        viewer,
        may_verify=may_verify,
        may_decide=state is ReportState.VERIFIED and data_corrections.may_decide(tx, row, viewer),
        may_update=verifies and state is ReportState.AT_SOURCE,
        colleagues=colleagues,
    )[0]


def reports_for(tx: Tx, actor: Actor) -> DataReportList:
    """The actor's own reports and those that wait for them, to be opened one by one for an answer."""
    own, theirs = data_reports.reports_of(tx, actor)
    return DataReportList(tuple(_views(tx, own, actor)), tuple(_views(tx, theirs, actor)))


def _views(
    tx: Tx,
    rows: Sequence[DataReportRow],
    viewer: Actor,
    *,
    may_verify: bool = False,
    may_decide: bool = False,
    may_update: bool = False,
    colleagues: tuple[PersonRef, ...] = (),
) -> list[DataReportView]:
    now = data_named(tx, {(DatumKind(row.kind), row.datum_id) for row in rows})
    involved = {
        person_id
        for row in rows
        for person_id in (row.reporter_id, row.respondent_id, row.owner_id, row.verified_by_id, row.answered_by_id)
    }
    people = organisation.references(tx.session, hanoi_date(tx.now), involved)
    found = []
    for row in rows:
        own, kind, state = row.reporter_id == viewer.id, DatumKind(row.kind), ReportState(row.state)
        datum = now.get((kind, row.datum_id))
        found.append(
            DataReportView(
                id=row.id,
                version=row.version,
                kind=kind,
                state=state,
                datum_id=row.datum_id,
                task_id=row.task_id,
                name=row.name,
                shown=row.shown,
                now=datum.value if datum is not None and kind not in ENTRIES else "",
                wanted=row.wanted,
                reason=row.reason,
                files=tuple(each["name"] for each in row.files),
                reporter=people.get(row.reporter_id, NOBODY),
                reported_at=row.reported_at,
                respondent=people.get(row.respondent_id, NOBODY),
                answer_by=row.answer_by if state in WAITING else None,
                source=row.source,
                checked_on=row.checked_on,
                right=row.right_value,
                owner=people.get(row.owner_id) if row.owner_id and not own else None,
                verified_by=people.get(row.verified_by_id) if row.verified_by_id else None,
                verified_at=row.verified_at,
                answered_by=people.get(row.answered_by_id) if row.answered_by_id else None,
                answered_at=row.answered_at,
                answer_text=row.answer_text,
                correction_id=row.correction_id,
                score_before=row.score_before if own else None,
                score_after=row.score_after if own else None,
                period=row.period,
                may_verify=may_verify,
                may_decide=may_decide,
                may_update=may_update,
                colleagues=colleagues,
            )
        )
    return found
