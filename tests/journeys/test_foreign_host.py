"""A host that this project did not write installs the plugin and plays a month with other people and numbers.

Every press is one of a button found on a card that was really sent; every figure was computed by hand.
"""

import json
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import another_office as office
import pytest
import requests
import zxingcpp
from another_office import BAO, CHI, DONG, HANH, HOANG, KHANH, LAM, LOAN, MAY, NHAT, VINH
from foreign_host.card_reading import images_of, words_of
from foreign_host.host import SENTENCE, running_host
from office_month import ACCEPT, ASK_APPROVAL, FULL_MARKS, GOOD, RETURN, SUBMIT, Month
from PIL import Image
from plugin_processes import PluginProcesses

pytestmark = pytest.mark.journey

DE_AN, HO_SO, BAO_CAO, THANG_BAY = "Đề án khởi nghiệp số", "Thẩm định sáng kiến quý II", "Báo cáo AI", "Công văn 25/6"
VAN_BAN, HUONG_DAN, VAN_THU = "Hai văn bản hạn chót", "Hướng dẫn nhóm ABC", "Ghi biên bản giao ban"


@pytest.fixture
def month(tmp_path: Path) -> Iterator[Month]:
    """Host and plugin, started apart; people and catalogue come by the commands."""
    with running_host(office.ACCOUNTS) as host:
        plugin = PluginProcesses(tmp_path / "home", host.identity.issuer)
        try:
            plugin.start("serve")
            plugin.wait_until_served()
            plugin.start("worker")
            _import_tables(plugin, tmp_path)
            played = Month(host, plugin)
            played.clock("2026-06-02T08:30+07:00")
            host.install(plugin.manifest_url)
            yield played
            assert plugin.stop() == {"serve": 0, "worker": 0}
            assert plugin.database_stopped()
        finally:
            plugin.stop()
            plugin.stop_database()


def _import_tables(plugin: PluginProcesses, folder: Path) -> None:
    people = office.people_file(folder)
    assert "thêm 11 người" in plugin.command("people", "import", str(people))
    assert "thêm 0 người, sửa 0 người, thêm 0 đơn vị" in plugin.command("people", "import", str(people))
    catalogue = str(office.catalogue_file(folder))
    printed = plugin.command("catalogue", "import", catalogue, "--unit", office.AGENCY, "--from", "2026-06-01")
    assert "7 mục, phiên bản 1, áp dụng từ 01/06/2026" in printed


def test_a_month_in_another_workspace(month: Month) -> None:
    _a_key_task_through_the_gate(month)
    _other_tasks_and_objections(month)
    _help_and_a_catalogue_by_message(month)
    _work_and_returns(month)
    _a_deadline_missed_by_the_clock_alone(month)
    _the_score_and_its_receipt(month)
    _qr(month)
    _self_evaluations_around_midnight(month)
    _rating_approval_publication(month)
    assert not month.host.reused_keys


def _a_key_task_through_the_gate(month: Month) -> None:
    """Step 2: the gate names exactly what is missing; a key task goes to the deputy in charge of the field."""
    month.host.give_task(
        HOANG,
        title=DE_AN,
        content="Theo chương trình công tác năm",
        assignees=[BAO],
        kind="Trọng tâm",
        product="Đề án",
        quantity=1,
        leadUnit=office.INNOVATION,
        priority="cao",
        due="2026-06-19T17:00:00+07:00",
    )
    gate = month.card(HOANG, DE_AN, "Cần bổ sung: Căn cứ giao việc, Người chịu trách nhiệm, Ngày bắt đầu")
    said = month.refused(400, HOANG, gate, ASK_APPROVAL, {"Căn cứ": "17/CTr", "Ngày ban hành": "2026-05-20"})
    assert said == "Chưa trình được, còn thiếu: Căn cứ giao việc, Tiêu chí chất lượng, Điểm."
    month.follow(HOANG, gate, "Tìm", {"Tìm sản phẩm": "he sinh thai"})
    assert "ĐMST-01" in gate.words
    assert "150 điểm · 1 × hệ số 6 = 6" in gate.words  # 150 ÷ 25 = 6
    written = {
        "Chọn sản phẩm": "ĐMST-01",
        "Người chịu trách nhiệm": "Lương Gia Bảo",
        "Tiêu chí chất lượng": "Được Hội đồng thông qua, đủ dự toán",
        "Căn cứ": "17/CTr-SSTM",
        "Ngày ban hành": "2026-05-20",
        "Cơ quan ban hành": "Sở Sáng Tạo Mẫu",
        "Ngày bắt đầu": "2026-06-02",
    }
    month.follow(HOANG, gate, ASK_APPROVAL, written)
    assert "chờ phê duyệt" in gate.words
    assert "Đào Thị Loan" in gate.words
    to_approve = month.card(LOAN, DE_AN, button="Phê duyệt giao việc")
    for stranger in (CHI, HANH, KHANH):
        month.refused(404, stranger, to_approve, "Phê duyệt giao việc")
    month.refused(403, HOANG, to_approve, "Phê duyệt giao việc")
    month.follow(LOAN, to_approve, "Phê duyệt giao việc")
    month.changes(gate, "đã giao")
    month.do(BAO, DE_AN, ACCEPT)
    month.changes(gate, "đang thực hiện")
    month.changes(to_approve, "đang thực hiện")
    mirrored = next(task for task in month.host.memory.tasks.values() if task["title"] == DE_AN)
    month.eventually(lambda: mirrored.get("mirrored", {}).get("state") == "in_progress", "the host's own task")


def _other_tasks_and_objections(month: Month) -> None:
    """Step 3: taken at once, or objected to and answered in each of the three ways."""
    month.assign(BAO, HO_SO, "tham dinh", "ĐMST-02", kind="thường xuyên", quantity="5", due="2026-06-12")
    card = month.card(BAO, HO_SO, button=ACCEPT)
    month.refused(400, BAO, card, "Gửi phản hồi", {"Chưa rõ về": "Nguồn lực"})
    month.follow(BAO, card, "Gửi phản hồi", {"Chưa rõ về": "Nguồn lực", "Nội dung phản hồi": "Thiếu người đọc hồ sơ"})
    asked = month.card(HOANG, HO_SO, "Thiếu người đọc hồ sơ", button="Giữ nguyên")
    month.refused(404, CHI, asked, "Giữ nguyên", {"Lý do giữ nguyên": "tôi quyết"})
    month.follow(HOANG, asked, "Giữ nguyên", {"Lý do giữ nguyên": "Đông sẽ hỗ trợ văn thư"})
    month.do(BAO, HO_SO, ACCEPT)

    month.assign(CHI, VAN_BAN, "soan thao", "SHTT-01", kind="thường xuyên", quantity=3, due="2026-06-24T23:59:59+07:00")
    card = month.card(CHI, VAN_BAN, button=ACCEPT)
    month.follow(
        CHI, card, "Gửi phản hồi", {"Chưa rõ về": "Phạm vi", "Nội dung phản hồi": "Một văn bản thuộc phòng khác"}
    )
    answered = month.card(HOANG, VAN_BAN, "Một văn bản thuộc phòng khác", button="Lưu điều chỉnh")
    month.refused(400, HOANG, answered, "Lưu điều chỉnh", {"Trả lời": "Đồng ý"})
    month.follow(HOANG, answered, "Lưu điều chỉnh", {"Số lượng mới": "2", "Trả lời": "Còn hai văn bản"})
    month.do(CHI, VAN_BAN, ACCEPT)

    month.assign(DONG, VAN_THU, "bien ban", "SHTT-02", kind="thường xuyên", quantity=1, due="2026-06-30")
    card = month.card(DONG, VAN_THU, button=ACCEPT)
    month.follow(DONG, card, "Gửi phản hồi", {"Chưa rõ về": "Thẩm quyền", "Nội dung phản hồi": "Không được dự họp"})
    month.do(HOANG, VAN_THU, "Chuyển", Lý_do_chuyển="Cuộc họp do Sở chủ trì")
    month.do(LOAN, VAN_THU, "Giữ nguyên", Lý_do_giữ_nguyên="Đã có giấy mời")
    month.do(DONG, VAN_THU, ACCEPT)

    month.assign(BAO, BAO_CAO, "chuyen de", "SHTT-03", kind="thường xuyên", quantity=2, due="2026-06-18")
    month.assign(
        BAO, THANG_BAY, "soan thao", "SHTT-01", kind="thường xuyên", quantity=1, due="2026-06-25T00:00:00+07:00"
    )
    month.assign(CHI, HUONG_DAN, "huong dan", "ĐMST-03", kind="Phát sinh, đột xuất", quantity=1, due="2026-06-22")
    for who, task in ((BAO, BAO_CAO), (BAO, THANG_BAY), (CHI, HUONG_DAN)):
        month.do(who, task, ACCEPT)


def _help_and_a_catalogue_by_message(month: Month) -> None:
    """Steps 8 and 3: a question in the support group is answered; a catalogue sent to the bot is approved."""
    host = month.host
    host.say(DONG, "Không mở được tệp đính kèm trên điện thoại", group=host.support_group)
    request = month.card(host.support_group, "Không mở được tệp", "Giáp Văn Đông", button="Tiếp nhận")
    month.refused(403, CHI, request, "Tiếp nhận")
    month.follow(NHAT, request, "Tiếp nhận")
    month.follow(NHAT, request, "Gửi trả lời", {"Câu trả lời": "Cập nhật ứng dụng lên bản mới"})
    month.card(DONG, "Cập nhật ứng dụng lên bản mới", "Phí Anh Nhật trả lời")

    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    spoilt = host.put_file("danh mục sửa.xlsx", office.catalogue_bytes(spoilt=True), xlsx)
    host.say(LAM, "Nhờ nhập giúp", files=[spoilt])
    words = month.card(LAM, "Chưa nhập được danh mục").words
    assert "4 lỗi" in words
    for fault in (
        "Dùng chung!F5: Điểm chấm “mười” không phải là số",
        "Dùng chung!F6: Điểm chấm 101 nằm ngoài khung 51–100",
        "Dùng chung!B7: Mã SHTT-01 đã có ở ô Dùng chung!B4",
        "Riêng của phòng!H4: Hệ số 5 mâu thuẫn với điểm chấm: 150 ÷ 25 = 6",
    ):
        assert fault in words
    more = ("SHTT-05", "Trực điện thoại", "Sổ trực", "Nhóm A", "1-10", 2, 0.08)
    host.say(LAM, "", files=[host.put_file("danh mục.xlsx", office.catalogue_bytes(extra=(more,)), xlsx)])
    proposed = month.card(LAM, "bản đề xuất 2", "Sở Sáng Tạo Mẫu", "thêm 1", button="Gửi trình duyệt")
    month.refused(403, CHI, proposed, "Gửi trình duyệt")
    month.follow(LAM, proposed, "Gửi trình duyệt")
    decided = month.card(VINH, "bản đề xuất 2", "Âu Dương Lâm trình", button="Duyệt danh mục")
    month.follow(VINH, decided, "Duyệt danh mục", {"Áp dụng từ ngày": "2026-07-01"})
    month.card(LAM, "bản 2", "Đã duyệt, chờ áp dụng")
    host.say(CHI, "", files=[spoilt])
    month.card(CHI, "Minh chứng của nhiệm vụ nào?", "danh mục sửa.xlsx", button="Không phải minh chứng")


def _work_and_returns(month: Month) -> None:
    """Steps 3 and 4, 10/6: progress, evidence, partial and whole submissions, returns of two types."""
    host = month.host
    month.clock("2026-06-10T09:00+07:00")
    month.card(BAO, "Việc hôm nay", "1 sắp đến hạn", HO_SO)
    card = month.do(BAO, DE_AN, "Lưu tiến độ", **{"Tiến độ": "60", "Việc đã làm": "Xong phần hiện trạng"})
    assert "60%" in card.words
    proof = host.put_file("phụ lục.pdf", b"%PDF-1.7 phu luc de an", "application/pdf")
    host.say(BAO, "", reply_to=card, files=[proof])
    month.changes(card, "phụ lục.pdf")
    month.eventually(
        lambda: any(call.path.endswith("/content") and call.status == 200 for call in host.memory.calls),
        "evidence read",
    )
    month.follow(BAO, card, SUBMIT, {"Ghi chú": "Dự thảo 1"})
    judged = month.card(HOANG, DE_AN, "phụ lục.pdf", button=GOOD)
    said = month.refused(400, HOANG, judged, RETURN, {"Loại trả lại": "Sai sót lớn về nội dung"})
    assert "Lý do trả lại" in said
    assert "Nội dung cần sửa" in said
    returned = {
        "Loại trả lại": "Sai sót lớn về nội dung",
        "Lý do": "Thiếu dự toán",
        "Nội dung cần sửa": "Bổ sung dự toán",
    }
    month.follow(HOANG, judged, RETURN, returned)
    month.card(BAO, DE_AN, "Thiếu dự toán", "Cần sửa: Bổ sung dự toán", button=SUBMIT)

    month.deliver(BAO, HO_SO, "3")
    month.do(HOANG, HO_SO, GOOD)
    month.card(BAO, HO_SO, "Đã duyệt: 3/5", button=SUBMIT)

    month.deliver(BAO, BAO_CAO, "2")
    judged = month.card(HOANG, BAO_CAO, button=GOOD)
    month.follow(HOANG, judged, RETURN, {**returned, "Số lượng phải làm lại": "1"})
    month.card(BAO, BAO_CAO, "Đã duyệt: 1/2", button=SUBMIT)

    for task in (VAN_BAN, HUONG_DAN):
        month.deliver(CHI, task)
        month.do(HOANG, task, GOOD)


def _a_deadline_missed_by_the_clock_alone(month: Month) -> None:
    """Step 4: on the 13th the task due on the 12th is late, and nobody had to say so."""
    month.clock("2026-06-13T08:00+07:00")
    late = month.card(BAO, HO_SO, "1 lần chậm hạn", "quá hạn", button=SUBMIT)
    month.changes(late, "1 lần chậm hạn")
    month.deliver(BAO, HO_SO, "2")
    month.do(HOANG, HO_SO, GOOD)
    month.deliver(BAO, DE_AN)
    judged = month.card(HOANG, DE_AN, button=GOOD)
    minor = {"Loại trả lại": "Chỉnh sửa nhỏ", "Lý do": "Lỗi chính tả", "Nội dung cần sửa": "Soát lại chính tả"}
    month.follow(HOANG, judged, RETURN, minor)
    month.deliver(BAO, DE_AN)
    month.do(HOANG, DE_AN, GOOD)
    month.card(BAO, DE_AN, "hoàn thành", "2 lần trả lại")


def _the_score_and_its_receipt(month: Month) -> None:
    """Step 5. Bảo's lines of June, converted: đề án 1 × 6, hồ sơ 5 × 1.6 = 8, báo cáo 2 × 2.4 = 4.8; together 18.8.

    done:    6 + 8 + 2.4 (one of two accepted)                             = 16.4
    quality: 6 × 0.75 (one costly return; the minor one is free) + 8 + 2.4 = 14.9
    on time: 6 + (3 + 2 × 0.75) × 1.6 + 2.4                                = 15.6
    a 87.23 %, b 79.26 %, c 82.98 %; (16.4 + 14.9 + 15.6) ÷ (3 × 18.8) × 70 = 46.9 ÷ 56.4 × 70 = 58.2092… → 58.21
    Fallen due on the 13th: hồ sơ alone, 100, 100 and 7.2 ÷ 8 = 90 %: 290 ÷ 300 × 70 = 67.666… → 67.67.
    Without the return 48.4 ÷ 56.4 × 70 = 60.07 (+1.86), without the delay 47.7 ÷ 56.4 × 70 = 59.20 (+0.99).
    """
    month.host.say(BAO, "điểm")
    score = month.card(BAO, "Điểm của tôi", "58,21", "67,67")
    for part in ("Phần đã đến hạn", "Cả kỳ", "87,23%", "79,26%", "82,98%", "trên 70 điểm"):
        assert part in score.words
    receipt = words_of(month.host.press(BAO, score, "Vì sao có điểm này?").dialog)
    for part in (
        "58,21",
        "hoàn thành 16,4 ÷ được giao 18,8 = 87,23%",
        "đạt chất lượng 14,9 ÷ được giao 18,8 = 79,26%",
        "đúng tiến độ 15,6 ÷ được giao 18,8 = 82,98%",
        "Tạ Minh Hoàng trả lại lúc",
        "trừ 25%; tổng điểm giảm 1,86",
        "Quá hạn từ",
        "trừ 25%; tổng điểm giảm 0,99",
        "không trừ điểm",
        "Lý do: Thiếu dự toán",
    ):
        assert part in receipt, f"{part!r} is missing in:\n{receipt}"
    assert THANG_BAY not in receipt
    month.refused(404, CHI, score, "Vì sao có điểm này?")
    june, july = (_sheet(month, BAO, code) for code in ("2026-06", "2026-07"))
    assert (june["task_part"], june["a"], june["b"], june["c"]) == ("58.21", "87.23", "79.26", "82.98")
    assert [line["name"] for line in july["lines"]] == [THANG_BAY]
    # Chi: (2 + 0.8 arising) ÷ 2 is capped at 100 % three times.
    assert _sheet(month, CHI, "2026-06")["task_part"] == "70.00"


def _sheet(month: Month, account: str, period: str) -> dict[str, object]:
    printed: dict[str, object] = json.loads(month.plugin.command("score", account, period, "--json"))
    return printed


def _qr(month: Month) -> None:
    """Step 7: the code on the card opens the task's card for those who may see it, the neutral one for others."""
    host = month.host
    running = month.card(BAO, BAO_CAO, button="Mã QR")
    dialog = host.press(BAO, running, "Mã QR").dialog
    header, _, encoded = images_of(dialog)[0].partition(",")
    assert header == "data:image/png;base64"
    with Image.open(BytesIO(b64decode(encoded))) as picture:
        address = zxingcpp.read_barcodes(picture)[0].text
    assert address.startswith(f"{month.plugin.base_url}/q/")
    assert len(address) <= 120
    scanned = requests.get(address, allow_redirects=False, timeout=5)
    assert scanned.is_redirect
    link = requests.utils.urlparse(scanned.headers["Location"])
    assert f"{link.scheme}://{link.netloc}" == host.origin
    task_id = link.path.removeprefix(f"/a/{host.manifest['id']}/o/task/")
    token = address.rpartition("/")[2]
    nobody = [requests.get(f"{month.plugin.base_url}/q/{wrong}", timeout=5) for wrong in ("A" * 22, token[:-1] + "-")]
    assert {answer.status_code for answer in nobody} == {404}
    assert len({answer.text for answer in nobody}) == 1
    assert BAO_CAO not in nobody[0].text
    opened = {"objectType": "task", "objectId": task_id, "token": token, "conversationId": "direct"}
    known = {who: len(host.memory.to(who)) for who in (LOAN, KHANH)}
    for who in (LOAN, KHANH):
        host.emit("link.opened", f"links/{token}", opened, actor=who)
    month.eventually(lambda: len(host.memory.to(LOAN)) > known[LOAN], "the task for who may see it")
    assert BAO_CAO in host.memory.to(LOAN)[-1].words
    month.eventually(lambda: len(host.memory.to(KHANH)) > known[KHANH], "the neutral card for others")
    assert "Không có nội dung để hiển thị" in host.memory.to(KHANH)[-1].words


def _self_evaluations_around_midnight(month: Month) -> None:
    """Step 6: until the 24th 23:59:59 in time, from the 25th 00:00:00 late, with a reason."""
    month.clock("2026-06-23T09:00+07:00")
    month.host.say(BAO, "tự đánh giá")
    own = month.card(BAO, "Tự đánh giá tháng 6/2026", "58,21 trên 70", button="Gửi tự đánh giá")
    marks = {f"{code}.": mark for code, mark in FULL_MARKS.items()}
    said = month.refused(400, BAO, own, "Gửi tự đánh giá", {**marks, "III.4.": ""})
    assert "III.4" in said
    # 5 + 4.5 + 2.5 + 2 + 2.5 + 2 + 2.5 + 2 + 2.5 + 2 = 27.5; 58.21 + 27.5 = 85.71
    month.follow(
        BAO,
        own,
        "Gửi tự đánh giá",
        {**marks, "I.2.": "4,5"} | dict.fromkeys(("II.2.", "II.4.", "III.2.", "III.4."), "2"),
    )
    assert "85,71" in own.words
    month.card(HOANG, "Lương Gia Bảo", "85,71", button="Đồng ý gợi ý")

    month.clock("2026-06-24T23:58:00+07:00")
    for person in (KHANH, CHI):
        month.card(person, "Tự đánh giá tháng 6/2026", button="Gửi tự đánh giá")
    in_time = month.card(KHANH, "Tự đánh giá tháng 6/2026", button="Gửi tự đánh giá")
    month.follow(KHANH, in_time, "Gửi tự đánh giá", marks)
    assert "Lý do nộp muộn" not in in_time.words
    assert "chưa đủ dữ liệu" in in_time.words
    month.clock("2026-06-25T00:00:01+07:00")
    late = month.card(CHI, "Tự đánh giá tháng 6/2026", "Lý do nộp muộn", button="Nộp muộn")
    said = month.refused(400, CHI, late, "Nộp muộn", marks)
    assert "Lý do nộp muộn" in said
    month.follow(CHI, late, "Nộp muộn", {**marks, "Lý do nộp muộn": "Đi công tác không có mạng"})
    assert "Đi công tác không có mạng" in late.words
    assert "100,00" in late.words


def _rating_approval_publication(month: Month) -> None:
    """Step 6: another figure and another level need reasons; each sees what is theirs."""
    month.clock("2026-06-25T08:00+07:00")
    rating = month.card(HOANG, "Nhận xét, đánh giá: Lương Gia Bảo", button="Gửi nhận xét, đánh giá")
    for stranger in (CHI, HANH):
        month.refused(404, stranger, rating, "Đồng ý gợi ý")
    month.refused(403, BAO, rating, "Đồng ý gợi ý")
    said = month.refused(400, HOANG, rating, "Gửi nhận xét, đánh giá", {"II.1.": "1"})
    assert "Lý do" in said
    # 27.5 − 1.5 = 26; 58.21 + 26 = 84.21
    month.follow(
        HOANG,
        rating,
        "Gửi nhận xét, đánh giá",
        {"II.1.": "1", "Lý do chấm khác": "Một báo cáo phải làm lại", "Nhận xét": "Cần kỹ hơn về số liệu"},
    )
    assert "84,21" in rating.words
    agreed = month.card(HOANG, "Nhận xét, đánh giá: Mạc Thùy Chi", "Đi công tác không có mạng", button="Đồng ý gợi ý")
    month.follow(HOANG, agreed, "Đồng ý gợi ý")

    decision = month.card(VINH, "Phê duyệt đánh giá: Lương Gia Bảo", "84,21", button="Phê duyệt")
    assert "84,21 (nhiệm vụ 58,21 + tiêu chí chung 26)" in decision.words
    month.refused(403, LOAN, decision, "Phê duyệt")
    other = next(title for title in decision.buttons if title not in ("Phê duyệt", "Vì sao có điểm này?"))
    month.refused(400, VINH, decision, other, {"Mức xếp loại": "Hoàn thành nhiệm vụ"})
    month.follow(
        VINH, decision, other, {"Mức xếp loại": "Hoàn thành nhiệm vụ", "Lý do": "Báo cáo AI chưa xong phần hai"}
    )
    chis = month.card(VINH, "Phê duyệt đánh giá: Mạc Thùy Chi", "100,00", button="Phê duyệt")
    month.follow(VINH, chis, "Phê duyệt")
    assert not any("84,21" in card.words for card in month.host.memory.to(BAO)), "seen before publication"

    month.clock("2026-07-03T08:00+07:00")
    publication = month.card(MAY, "Công khai kết quả tháng 6/2026", button="Công khai")
    for part in ("Hoàn thành xuất sắc nhiệm vụ: 1", "Hoàn thành nhiệm vụ: 1", "Chưa phê duyệt: 8 người"):
        assert part in publication.words
    assert "84,21" not in publication.words
    month.refused(403, HOANG, publication, "Công khai")
    month.follow(MAY, publication, "Công khai")
    result = month.card(BAO, "Kết quả đánh giá tháng 6/2026", "84,21", button="Đã xem")
    for part in ("Mức xếp loại: Hoàn thành nhiệm vụ", "Tạ Minh Hoàng", "Cần kỹ hơn về số liệu", "Báo cáo AI chưa xong"):
        assert part in result.words
    for stranger in (CHI, DONG, HANH):
        month.refused(404, stranger, result, "Đã xem")
    month.follow(BAO, result, "Đã xem")
    month.card(CHI, "Kết quả đánh giá tháng 6/2026", "100,00", "Hoàn thành xuất sắc nhiệm vụ")
    assert not any("84,21" in card.words for card in month.host.memory.to(CHI))
    answer = month.host.press(BAO, result, "Vì sao có điểm này?")
    assert "58,21" in words_of(answer.dialog)
    assert answer.kind != SENTENCE or answer.message
