"""Wrong data disputed: verified by its source, put right by whoever is competent, old and new value kept (STORY 20)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select, update
from stage.goals import objective
from stage.play import JUNE, Play
from stage.queries import counted_queries
from stage.ward import AN, HA, HUNG, KHOI, MINH, NGOC, PHUONG, QUAN, TIEN

from hanoiwork_plugin.domain.disputes.data_report_views import DataReportView
from hanoiwork_plugin.domain.disputes.data_reports import DatumKind, ReportAct, ReportState, disputed_words
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.rating.evaluation import EvaluationState
from hanoiwork_plugin.domain.rating.receipt import ReceiptStep, receipt
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.services.disputes import data_reports
from hanoiwork_plugin.services.disputes.data_report_views import report_view, reports_for
from hanoiwork_plugin.services.disputes.data_reports import Verification
from hanoiwork_plugin.services.disputes.reported_data import reportable
from hanoiwork_plugin.services.goals import kpi_values, objective_entries, objectives
from hanoiwork_plugin.services.goals.kpi_values import SCOPE, ValueGiven
from hanoiwork_plugin.services.goals.objective_sets import visible_set
from hanoiwork_plugin.services.goals.objective_views import set_view
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.data_reports import DataReportRow
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import entries_of_many
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.people import PostingRow
from hanoiwork_plugin.store.tasks import TaskRow

pytestmark = pytest.mark.usefixtures("installation")
BY = Verification("Hệ thống một cửa", date(2026, 6, 19), "Phòng Văn hóa – Xã hội")


def report(play: Play, kind: DatumKind, datum_id: UUID, account: str = AN, wanted: str = "Của phòng khác") -> UUID:
    return play.act(
        account, lambda tx, x: data_reports.report_datum(tx, x, kind, datum_id, wanted, "Một cửa chuyển nhầm").id
    )


def verify(play: Play, report_id: UUID, by: Verification = BY, account: str = TIEN) -> ReportState:
    return ReportState(play.act(account, lambda tx, x: data_reports.verify_datum(tx, x, report_id, by).state))


def correct(play: Play, report_id: UUID, account: str) -> DataReportRow:
    return play.act(account, lambda tx, x: data_reports.correct_datum(tx, x, report_id))


def seen(play: Play, report_id: UUID, account: str) -> DataReportView:
    return play.act(account, lambda tx, x: report_view(tx, data_reports.visible_report(tx, x, report_id), x))


def told(play: Play, report_id: UUID) -> list[tuple[str, UUID | None]]:
    with play.plugin.transaction() as tx:
        rows = tx.session.scalars(select(NoticeRow).where(NoticeRow.subject_id == report_id))
        return sorted((row.kind, row.person_id) for row in rows)


def steps(found: tuple[ReceiptStep, ...] | list[ReceiptStep]) -> list[ReceiptStep]:
    return [each for step in found for each in (step, *steps(step.children))]


def department_set(play: Play) -> UUID:
    """The department's objectives of June, approved."""

    def written(tx: Tx, actor: Actor, unit: Unit, parent_id: UUID | None) -> UUID:
        row = objective_entries.open_set(tx, actor, unit, None, JUNE)
        objective_entries.write_objectives(tx, actor, row.id, [objective(parent_id=parent_id)])
        objectives.submit(tx, actor, row.id)
        return row.id

    def of_ward(tx: Tx, quan: Actor) -> UUID:
        made = written(tx, quan, organisation.unit(tx.session, quan.unit.agency_id), None)
        return set_view(tx, visible_set(tx, quan, made), quan).objectives[0].id

    parent = play.act(QUAN, of_ward)
    made = play.act(HA, lambda tx, ha: written(tx, ha, ha.unit, parent))
    play.act(HUNG, lambda tx, hung: objectives.approve(tx, hung, made))
    return made


def test_an_overdue_that_is_somebody_elses_counts_no_more(play: Play) -> None:
    ids = {account: play.ward.id_of(account) for account in (AN, NGOC, HA, TIEN)}
    task = play.given("Hồ sơ 118", "2026-06-16", coefficient=2)
    other = play.given("Hồ sơ 119", "2026-06-16")
    play.at("2026-06-19T09:00+07:00")
    offered = play.act(AN, lambda tx, x: reportable(tx, x, period=JUNE.code))
    delays = {each.name: each.id for each in offered if each.kind is DatumKind.DELAY}
    assert set(delays) == {"Hồ sơ 118", "Hồ sơ 119"}
    made = report(play, DatumKind.DELAY, delays["Hồ sơ 118"])
    assert told(play, made) == [("data_report", ids[TIEN])]
    with pytest.raises(Conflict, match="đang chờ"):
        report(play, DatumKind.DELAY, delays["Hồ sơ 118"])
    for stranger in (NGOC, HA):
        with pytest.raises(NotFound):
            seen(play, made, stranger)
    with pytest.raises(NotFound):
        report(play, DatumKind.DELAY, delays["Hồ sơ 118"], account=NGOC)
    with pytest.raises(Invalid):
        verify(play, made, Verification(" ", date(2026, 6, 20), ""))
    with pytest.raises(Stale):
        play.act(TIEN, lambda tx, x: data_reports.refuse_report(tx, x, made, "Đúng", version=9))
    assert verify(play, made, Verification(BY.source, BY.checked_on, "", ids[NGOC])) is ReportState.VERIFIED
    assert play.sheet().task_part is not None, "a verification alone changes nothing"
    with pytest.raises(Forbidden):
        correct(play, made, TIEN)
    before = play.sheet().task_part
    play.hand_in(task)
    play.accept(task)
    assert play.sheet().task_part != before
    before = play.sheet().task_part
    correct(play, made, HA)
    (entry,) = play.act(AN, lambda tx, _: entries_of_many(tx.session, [task], [TaskAct.CORRECT_DATA]))
    view, sheet = seen(play, made, AN), play.sheet()
    assert (view.state, view.score_before, view.score_after) == (
        ReportState.CORRECTED,
        str(before),
        str(sheet.task_part),
    )
    assert before is not None
    assert sheet.task_part is not None
    assert sheet.task_part > before
    assert view.correction_id == entry.id
    assert view.verified_by is not None
    assert view.answered_by is not None
    people = (view.reporter.id, view.verified_by.id, view.answered_by.id)
    assert people == (ids[AN], ids[TIEN], ids[HA])
    assert (view.owner, seen(play, made, HA).score_after) == (None, None), "each side sees what is its own"
    corrected = [each for each in steps(receipt(sheet)) if each.code == "corrected"]
    assert {each.entry_id for each in corrected} == {entry.id}
    assert sorted(told(play, made)) == sorted(
        [
            *(("data_report", ids[each]) for each in (TIEN, HA, AN)),
            ("data_report", ids[TIEN]),
            ("data_report_owner", ids[NGOC]),
        ]
    )
    with pytest.raises(Conflict):
        correct(play, made, HA)
    with pytest.raises(Conflict, match="không tính"):
        report(play, DatumKind.DELAY, delays["Hồ sơ 118"])

    refused = report(play, DatumKind.DELAY, delays["Hồ sơ 119"])
    with pytest.raises(Invalid):
        play.act(TIEN, lambda tx, x: data_reports.refuse_report(tx, x, refused, " "))
    play.act(TIEN, lambda tx, x: data_reports.refuse_report(tx, x, refused, "Một cửa ghi đúng người"))
    assert seen(play, refused, AN).state is ReportState.NOT_WRONG
    evaluation = play.evaluation_id(AN)
    with play.plugin.transaction() as tx:
        tx.session.get_one(EvaluationRow, evaluation).state = EvaluationState.APPROVED
    with pytest.raises(Conflict, match="kiến nghị"):
        report(play, DatumKind.DELAY, delays["Hồ sơ 119"])
    assert play.view(other).delays == 1
    with play.plugin.transaction() as tx, counted_queries(play.plugin.engine) as queries:
        both = reports_for(tx, play.ward.actor(tx, AN))
        few = len(queries)
    assert len(both.own) == 2
    with play.plugin.transaction() as tx, counted_queries(play.plugin.engine) as queries:
        reports_for(tx, play.ward.actor(tx, NGOC))
    assert few <= len(queries) + 3


def test_the_clock_passes_it_up_and_nobody_answers_for_what_they_wrote(play: Play) -> None:
    ids = {account: play.ward.id_of(account) for account in (AN, HA, HUNG, MINH, TIEN)}
    task = play.given("Báo cáo", "2026-06-26", quantity="2")
    play.hand_in(task)
    play.send_back(task)
    with play.plugin.transaction() as tx:
        (returned,) = (row.id for row in entries_of_many(tx.session, [task], [TaskAct.RETURN]))
    made = report(play, DatumKind.RETURN, returned)
    assert seen(play, made, AN).respondent.id == ids[TIEN]
    play.at("2026-06-04T00:00:00+07:00")
    assert seen(play, made, AN).respondent.id == ids[MINH], "two working days, then one level up"
    verify(play, made, Verification("Phiếu gửi", date(2026, 6, 2), "Sản phẩm của Ngọc"))
    view = seen(play, made, AN)
    assert (view.state, view.respondent.id) == (ReportState.VERIFIED, ids[HUNG])
    with pytest.raises(Forbidden):
        correct(play, made, HA)
    play.at("2026-06-06T00:00:00+07:00")
    assert seen(play, made, AN).respondent.id == ids[MINH]
    play.act(HUNG, lambda tx, x: data_reports.refuse_report(tx, x, made, "Phiếu gửi ghi tên An"))
    assert seen(play, made, AN).state is ReportState.NOT_CORRECTED
    lapses = play.act(AN, lambda tx, _: entries_of_many(tx.session, [made], [ReportAct.LAPSE]))
    assert [(each.before["respondent"], each.after["respondent"]) for each in lapses] == [
        (str(ids[TIEN]), str(ids[MINH])),
        (str(ids[HUNG]), str(ids[MINH])),
    ]
    play.at("2026-06-09T09:00+07:00")
    assert seen(play, made, AN).respondent.id == ids[HUNG], "an answered one goes nowhere"

    play.hand_in(task)
    play.send_back(task, account=MINH)
    with play.plugin.transaction() as tx:
        returned = max(row.id for row in entries_of_many(tx.session, [task], [TaskAct.RETURN]))
    made = report(play, DatumKind.RETURN, returned)
    play.at("2026-06-12T00:00:00+07:00")
    assert seen(play, made, AN).respondent.id == ids[TIEN], "the head wrote it: it does not go up to the head"
    assert not seen(play, made, MINH).may_verify
    with pytest.raises(Forbidden):
        play.act(MINH, lambda tx, x: data_reports.refuse_report(tx, x, made, "Đúng"))
    with pytest.raises(Forbidden):
        verify(play, made, account=MINH)


def test_each_datum_goes_its_own_way(play: Play) -> None:
    ids = {account: play.ward.id_of(account) for account in (AN, NGOC, HA, HUNG, TIEN)}
    task = play.given("Khảo sát ngõ 35", "2026-06-26", quantity="2")
    moved = play.given("Hồ sơ vỉa hè", "2026-06-26")
    quantity = report(play, DatumKind.TASK_QUANTITY, task, wanted="3")
    with pytest.raises(Invalid):
        verify(play, quantity, Verification("QĐ 45", date(2026, 6, 1), "nhiều"))
    verify(play, quantity, Verification("QĐ 45", date(2026, 6, 1), "3"))
    correct(play, quantity, HA)
    person = report(play, DatumKind.TASK_PERSON, moved)
    with pytest.raises(Invalid):
        verify(play, person, Verification("QĐ 46", date(2026, 6, 1)))
    verify(play, person, Verification("QĐ 46", date(2026, 6, 1), owner_id=ids[NGOC]))
    given = correct(play, person, HA).correction_id
    with play.plugin.transaction() as tx:
        assert tx.session.get_one(TaskRow, task).quantity == 3
        assert given is not None
        assert tx.session.get_one(TaskRow, given).accountable_id == ids[NGOC]

    made = department_set(play)
    results = play.act(HA, lambda tx, ha: set_view(tx, visible_set(tx, ha, made), ha)).objectives[0].key_results
    kpi = next(each.id for each in results if each.kpi is not None)
    with play.plugin.transaction() as tx:
        noon = datetime(2026, 5, 31, 5, tzinfo=UTC)
        kpi_values.push_values(tx, "mot-cua", frozenset({SCOPE}), [ValueGiven(kpi, Decimal("41.5"), noon, "Một cửa")])
    (value,) = play.act(HA, lambda tx, ha: reportable(tx, ha, set_id=made))
    assert (value.kind, value.value) == (DatumKind.KPI_VALUE, "41.5")
    wrong = report(play, DatumKind.KPI_VALUE, value.id, account=HA, wanted="94,5")
    verify(play, wrong, Verification("Sổ một cửa", date(2026, 6, 1), "94,5"))
    with pytest.raises(Forbidden):
        correct(play, wrong, HA)
    correct(play, wrong, HUNG)
    old, new = sorted(
        play.act(HA, lambda tx, an: kpi_values.page_of_values(tx, an, kpi, None, 9)), key=lambda v: v.value
    )
    assert (old.value, old.replaced_by_id) == (Decimal("41.5"), new.id)
    assert new.entered_by is not None
    assert new.confirmed_by is not None
    assert (new.value, new.source) == (Decimal("94.5"), "Sổ một cửa")
    assert (new.entered_by.id, new.confirmed_by.id) == (ids[HA], ids[HUNG])
    assert (seen(play, wrong, HA).shown, seen(play, wrong, HA).now) == ("41.5", "94.5")

    title = report(play, DatumKind.TITLE, ids[AN], wanted="Chuyên viên chính")
    by = Verification("QĐ nâng ngạch", date(2026, 6, 1), "Chuyên viên chính")
    assert verify(play, title, by) is ReportState.AT_SOURCE
    with pytest.raises(Conflict, match="Danh bạ vẫn ghi"):
        correct(play, title, TIEN)
    with play.plugin.transaction() as tx:
        of_an = PostingRow.person_id == ids[AN]
        tx.session.execute(update(PostingRow).where(of_an).values(title="Chuyên viên chính"))
    correct(play, title, PHUONG)
    assert seen(play, title, AN).now == "Chuyên viên chính"
    assert seen(play, report(play, DatumKind.PLACE, ids[TIEN], account=TIEN), TIEN).respondent.id != ids[TIEN]
    with pytest.raises(NotFound):
        seen(play, title, KHOI)


def test_what_is_typed_to_the_bot() -> None:
    assert disputed_words("Báo sai lệch: lần quá hạn 17/6") == "lần quá hạn 17/6"
    assert disputed_words("báo sai lệch") == disputed_words("Báo cáo: xong") == ""
