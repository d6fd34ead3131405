"""What the pages show, and to whom."""

import re
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from oidc_provider import SignIn
from sqlalchemy import select
from stage.play import JUNE, Play, marks
from stage.ward import AN, DUNG, HA, MAI, MINH, NGOC, PHUONG

from hanoiwork_plugin.domain.calendar import due_instant
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct
from hanoiwork_plugin.domain.tasks import ObjectionGround
from hanoiwork_plugin.services.assigning import assignment, part_shares, parts
from hanoiwork_plugin.services.assigning.parts import NewPart
from hanoiwork_plugin.services.doing import task_work
from hanoiwork_plugin.services.doing.task_work import FileGiven
from hanoiwork_plugin.services.rating import evaluations
from hanoiwork_plugin.store.evidence import EvidenceRow
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.people import PersonRow
from hanoiwork_plugin.store.tasks import TaskRow
from hanoiwork_plugin.workspace.storage import received, storage_for

NAME = "Kiểm tra <b>trật tự</b> đô thị {tháng} & vỉa hè"


@pytest.fixture
def returned(play: Play) -> UUID:
    """Returned once, handed in again and accepted late."""
    task = play.given(NAME, "2026-06-12", 4)
    play.at("2026-06-10T09:00+07:00")
    play.hand_in(task)
    play.send_back(task)
    play.at("2026-06-15T09:00+07:00")
    play.hand_in(task)
    play.accept(task)
    return task


def evidence(play: Play, task: UUID, name: str, data: bytes, content_type: str, fault: str = "") -> UUID:
    """A file that was read and kept."""
    storage = storage_for(play.plugin.settings)
    with received([data], storage) as stored:
        storage.keep(stored)
    given = FileGiven(id=f"file-{name}", name=name, size=len(data))

    def add(tx, actor):  # type: ignore[no-untyped-def]
        (row,) = task_work.add_evidence(tx, actor, task, [given], installation_id=None)
        row.read_at, row.sha256, row.content_type, row.fault = tx.now, stored.sha256, content_type, fault
        return row.id

    found: UUID = play.act(AN, add)
    return found


def plain(text: str) -> str:
    """The page without markup and in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


def test_home(sign_in: SignIn, play: Play) -> None:
    play.given("Báo cáo tháng", "2026-06-19", 1)
    page = sign_in(AN).get("/app/")
    assert page.status_code == 200
    for text in ("Nguyễn Văn An", "Báo cáo tháng", "Việc đang mở", "Phần đã đến hạn", "Vì sao có điểm này?"):
        assert text in page.text, text


def test_home_of_somebody_without_work(sign_in: SignIn) -> None:
    page = sign_in(MAI).get("/app/")
    assert "Anh/chị không có việc nào đang mở." in page.text
    assert "Chưa đủ dữ liệu để tính điểm" in page.text


def test_every_page_is_private_and_framed_by_the_workspace_only(sign_in: SignIn, returned: UUID) -> None:
    client = sign_in(AN)
    for path in ("/app/", "/app/tasks", f"/app/tasks/{returned}", "/app/score/2026-06", "/app/nothing"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "script-src 'none'" in policy
        assert "frame-ancestors 'self' https://hanoiwork.example" in policy


def test_a_task_with_everything_known_of_it(sign_in: SignIn, returned: UUID) -> None:
    page = sign_in(AN).get(f"/app/tasks/{returned}")
    assert "<b>trật tự</b>" not in page.text
    text = plain(page.text)
    for said in (
        "12/KH-UBND ngày 28/5/2026, UBND phường Mẫu",
        "Phòng Kinh tế, Hạ tầng và Đô thị",
        "1 × hệ số 4 = 4",
        "Đúng thể thức, đủ phụ lục",
        "Thiếu phụ lục 2",
        "Bổ sung phụ lục 2",
        "sai sót lớn về nội dung",
        "Tờ trình 15/TTr",
        "Lê Thị Hà trả lại sản phẩm",
        "Hệ thống ghi nhận quá hạn",
    ):
        assert said in text, said
    assert f'href="https://hanoiwork.example/a/vn.hanoiwork.thucthi/o/task/{returned}"' in page.text


def test_big_work_and_its_part(sign_in: SignIn, play: Play) -> None:
    whole = play.given("Việc lớn", "2026-06-12", 4)
    given = NewPart("Phần đầu", play.ward.id_of(NGOC), Decimal(40), due_instant(date(2026, 6, 10)))
    part = play.act(HA, lambda tx, ha: parts.split_task(tx, ha, whole, given)).id
    shown = plain(sign_in(HA).get(f"/app/tasks/{whole}").text)
    assert "Các phần việc 1 Phần đầu" in shown
    assert "giữ 60%, quy đổi 2,4" in shown
    own = plain(sign_in(NGOC).get(f"/app/tasks/{part}").text)
    assert ("Phần của Việc lớn" in own, "40% của 4 = 1,6" in own) == (True, True)
    later = play.draft("Phần sau", "2026-06-10")
    with play.plugin.transaction() as tx:
        part_shares.link(tx, tx.session.get_one(TaskRow, later), tx.session.get_one(TaskRow, whole))
    assert "Phần của Việc lớn" in plain(sign_in(HA).get(f"/app/tasks/{later}").text), "its share is not said yet"


def test_an_objection_and_its_answer(sign_in: SignIn, play: Play) -> None:
    task = play.given("Rà soát", "2026-06-19", 1, taken=False)
    scope = ObjectionGround.SCOPE
    play.act(AN, lambda tx, actor: assignment.object_to_task(tx, actor, task, scope, "Chưa rõ tuyến phố"))
    client = sign_in(AN)
    assert "Đang chờ trả lời." in client.get(f"/app/tasks/{task}").text
    from hanoiwork_plugin.domain.tasks import TaskAct

    play.act(HA, lambda tx, actor: assignment.answer_objection(tx, actor, task, TaskAct.KEEP, "Theo kế hoạch 12"))
    assert "Theo kế hoạch 12" in client.get(f"/app/tasks/{task}").text


def test_a_draft_with_fields_missing(sign_in: SignIn, play: Play) -> None:
    task = play.draft("Việc mới", "2026-06-19")
    client = sign_in(HA)
    assert "chưa có" in client.get(f"/app/tasks/{task}").text
    assert client.get(f"/app/tasks/{task}/sheet.pdf").status_code == 200


def test_lists_are_paged(sign_in: SignIn, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hanoiwork_plugin.web.task_pages.PAGE_LENGTH", 2)
    for name in ("Việc một", "Việc hai", "Việc ba"):
        play.given(name, "2026-06-19", 1)
    client = sign_in(HA)
    first = client.get("/app/tasks?role=given").text
    assert "Việc hai" in first
    assert "Việc ba" not in first
    following = re.search(r'href="([^"]*after=[^"]*)"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).text
    assert "Việc ba" in second
    assert "Xem tiếp" not in second


@pytest.mark.parametrize("query", ["role=x", "after=x", "role=mine&after=", "lang=xx"])
def test_odd_queries_are_nothing_special(sign_in: SignIn, query: str) -> None:
    assert sign_in(AN).get(f"/app/tasks?{query}").status_code == 200


@pytest.mark.parametrize(
    ("name", "content_type", "shown"),
    [
        ("Ảnh hiện trường.png", "image/png", "inline"),
        ("Tờ trình 15.pdf", "application/pdf", "attachment"),
        ("Danh sách.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment"),
        ("ghi chú.csv", "text/csv", "attachment"),
    ],
)
def test_evidence(sign_in: SignIn, play: Play, name: str, content_type: str, shown: str) -> None:
    data = b"\x89PNG or anything else"
    task = play.given("Rà soát", "2026-06-19", 1)
    found = evidence(play, task, name, data, content_type)
    client = sign_in(HA)
    assert f"/app/evidence/{found}" in client.get(f"/app/tasks/{task}").text
    answer = client.get(f"/app/evidence/{found}", buffered=True)
    assert answer.data == data
    assert answer.headers["Content-Disposition"].startswith(shown)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; img-src 'self'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["ETag"] == f'"{sha256(data).hexdigest()}"'
    again = client.get(f"/app/evidence/{found}", headers={"If-None-Match": answer.headers["ETag"]}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")
    part = client.get(f"/app/evidence/{found}", headers={"Range": "bytes=1-3"}, buffered=True)
    assert (part.status_code, part.data) == (206, b"PNG")
    for stranger in (MAI, DUNG):
        assert sign_in(stranger).get(f"/app/evidence/{found}").status_code == 404


def test_evidence_that_is_harmful_lost_or_not_yet_read(sign_in: SignIn, play: Play) -> None:
    task = play.given("Rà soát", "2026-06-19", 1)
    client = sign_in(AN)
    harmful = evidence(play, task, "x.pdf", b"<script>", "text/html", fault="page")
    lost = evidence(play, task, "mất.pdf", b"%PDF-", "application/pdf")
    waiting = evidence(play, task, "chờ.pdf", b"%PDF-1", "application/pdf")
    with play.plugin.transaction() as tx:
        tx.session.get_one(EvidenceRow, lost).sha256 = "0" * 64
        tx.session.get_one(EvidenceRow, waiting).read_at = None
    for each in (harmful, lost, waiting, UUID(int=1)):
        assert client.get(f"/app/evidence/{each}").status_code == 404
    text = plain(client.get(f"/app/tasks/{task}").text)
    assert "không dùng được, cần gửi lại" in text
    assert "đang đọc tệp" in text


def test_the_receipt_down_to_the_ledger(sign_in: SignIn, play: Play, returned: UUID) -> None:
    client = sign_in(AN)
    page = client.get("/app/score/2026-06").text
    text = plain(page)
    sheet = play.sheet()
    assert sheet.task_part == Decimal("58.33")
    for said in (
        "58,33",
        "Kết quả nhiệm vụ 58,33 = 83,33% × 70",
        "Kết quả 83,33% = (a 100% + b 75% + c 75%) ÷ 3",
        "Lê Thị Hà trả lại lúc 9:00 thứ Tư 10/6 (sai sót lớn về nội dung)",
        "Lý do: Thiếu phụ lục 2",
        "Quá hạn từ 0:00 thứ Bảy 13/6",
    ):
        assert said in text, said
    entries = set(re.findall(rf'href="/app/tasks/{returned}#entry-([0-9a-f-]+)"', page))
    assert len(entries) == 2
    task = client.get(f"/app/tasks/{returned}").text
    for entry in entries:
        assert f'id="entry-{entry}"' in task


def looks(play: Play) -> list[UUID | None]:
    with play.plugin.transaction() as tx:
        return list(tx.session.scalars(select(LedgerEntryRow.actor_id).where(LedgerEntryRow.act == "score.seen")))


def test_a_look_at_somebody_elses_score_is_recorded(sign_in: SignIn, play: Play, returned: UUID) -> None:
    own = sign_in(AN)
    assert own.get("/app/score/2026-06").status_code == 200
    assert own.get(f"/app/score/2026-06/{AN}").status_code == 200
    assert looks(play) == []
    page = sign_in(HA).get(f"/app/score/2026-06/{AN}")
    assert "Điểm của Nguyễn Văn An" in page.text
    assert looks(play) == [play.ward.id_of(HA)]
    for stranger in (NGOC, MAI, DUNG):
        assert sign_in(stranger).get(f"/app/score/2026-06/{AN}").status_code == 404
    assert sign_in(HA).get("/app/score/2026-06/khong.co").status_code == 404
    assert len(looks(play)) == 1


@pytest.mark.parametrize(
    ("period", "status"), [("2026-05", 409), ("2026-Q2", 400), ("2026-13", 400), ("x", 400), ("2027-01", 200)]
)
def test_other_periods(sign_in: SignIn, period: str, status: int) -> None:
    assert sign_in(AN).get(f"/app/score/{period}").status_code == status


def test_the_score_now_is_that_of_the_running_window(sign_in: SignIn, play: Play) -> None:
    client = sign_in(AN)
    assert client.get("/app/score").headers["Location"] == "/app/score/2026-06"
    play.at("2026-06-25T09:00+07:00")
    assert client.get("/app/score").headers["Location"] == "/app/score/2026-07"


def figures(client: FlaskClient) -> str:
    return plain(client.get("/app/score/2026-06").text)


def test_before_publication_each_sees_their_own_part(sign_in: SignIn, play: Play, returned: UUID) -> None:
    play.at("2026-06-23T08:00+07:00")
    play.act(AN, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28")))
    evaluation = play.evaluation_id()
    an, ha, mai = sign_in(AN), sign_in(HA), sign_in(MAI)
    assert "86,33" in figures(an)
    play.at("2026-06-25T09:00+07:00")
    play.act(
        HA,
        lambda tx, actor: evaluations.review(
            tx, actor, evaluation, marks=marks("27"), reason="Hai lần sửa", comment="Cần kỹ hơn"
        ),
    )
    play.act(MINH, lambda tx, actor: evaluations.approve(tx, actor, evaluation, level=None))
    own = plain(an.get(f"/app/evaluations/{evaluation}").text)
    for hidden in ("Hai lần sửa", "Cần kỹ hơn", "85,33"):
        assert hidden not in own
        assert hidden not in figures(an)
    assert "86,33" in own
    of_manager = plain(ha.get(f"/app/evaluations/{evaluation}").text)
    for said in ("Hai lần sửa", "Cần kỹ hơn", "85,33", "Hoàn thành tốt nhiệm vụ"):
        assert said in of_manager, said
    assert mai.get(f"/app/evaluations/{evaluation}").status_code == 404
    assert an.get("/app/evaluations/2026-06").headers["Location"] == f"/app/evaluations/{evaluation}"
    assert str(evaluation) not in mai.get("/app/evaluations/2026-06").headers["Location"]

    play.at("2026-07-03T09:00+07:00")
    phuong = sign_in(PHUONG)
    assert "Chờ công khai" in phuong.get("/app/evaluations/2026-06").text
    agency = play.act(PHUONG, lambda tx, actor: actor.unit.agency_id)
    play.act(PHUONG, lambda tx, actor: evaluations.publish(tx, actor, agency, JUNE))
    assert "Trịnh Thu Phương đã công khai lúc" in phuong.get("/app/evaluations/2026-06").text
    assert "Cần kỹ hơn" in an.get(f"/app/evaluations/{evaluation}").text
    assert "85,33" in figures(an)
    assert EvaluationAct.PUBLISHED in play.act(AN, lambda tx, actor: _acts(tx, evaluation))


def _acts(tx, evaluation: UUID) -> list[str]:  # type: ignore[no-untyped-def]
    return list(tx.session.scalars(select(LedgerEntryRow.act).where(LedgerEntryRow.subject_id == evaluation)))


def test_the_language_is_the_persons_own_or_chosen(sign_in: SignIn, play: Play) -> None:
    client = sign_in(AN)
    assert 'lang="vi"' in client.get("/app/", headers={"Accept-Language": "en"}).text
    with play.plugin.transaction() as tx:
        tx.session.get_one(PersonRow, play.ward.id_of(AN)).locale = "en"
    assert '<html lang="en">' in client.get("/app/").text
    assert '<html lang="vi">' in client.get("/app/?lang=vi").text
    assert '<html lang="vi">' in client.get("/app/tasks").text
    assert '<html lang="vi">' in client.get("/app/nothing").text


def test_what_does_not_exist(sign_in: SignIn) -> None:
    client = sign_in(AN)
    for path in ("/app/nothing", "/app/tasks/x", f"/app/tasks/{UUID(int=1)}", "/app/evaluations/x/y"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Không có nội dung để hiển thị" in answer.text
