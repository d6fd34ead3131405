"""Paper with codes: the A5 sheet and the labels of a department, read back as printed by two other decoders."""

import re
from io import BytesIO
from uuid import UUID

import cv2
import numpy
import pypdfium2
import pytest
import zxingcpp
from oidc_provider import SignIn
from PIL import Image, ImageEnhance, ImageFilter
from stage.play import Play
from stage.queries import counted_queries
from stage.ward import AN, HA, MAI

from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.tasks import TaskKind
from hanoiwork_plugin.reports.qr_image import qr_png
from hanoiwork_plugin.services.assigning.task_entry import HostTask, receive_task
from hanoiwork_plugin.services.doing import handover, qr
from hanoiwork_plugin.store.ledger import entries_of

NAME = "Kiểm tra, xử lý trật tự đô thị, lòng đường, vỉa hè #[eval] $x$ “Ẵ ễ ợ ữ ỵ”"
A5_POINTS = (420, 595)
PRINTED = 236
"""Pixels of 2 cm at 300 dots an inch."""


def drawn(pdf: bytes, page: int = 0, dpi: int = 300) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()


def words_of(pdf: bytes) -> tuple[int, str, tuple[int, ...]]:
    """Pages, the text of all, and the size of the first in points."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
        size = tuple(round(side) for side in document[0].get_size())
        return len(document), re.sub(r"\s+", " ", " ".join(texts)), size
    finally:
        document.close()


def by_opencv(picture: Image.Image) -> str:
    return str(cv2.QRCodeDetector().detectAndDecode(numpy.asarray(picture.convert("L")))[0])


def by_zxing(picture: Image.Image) -> set[str]:
    return {each.text for each in zxingcpp.read_barcodes(picture)}


def test_the_assignment_sheet_is_one_a5_page_and_its_making_is_recorded(sign_in: SignIn, play: Play) -> None:
    task = play.given(NAME, "2026-06-19", 4, kind=TaskKind.KEY)
    client = sign_in(AN)
    answer = client.get(f"/app/tasks/{task}/sheet.pdf")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    pages, text, size = words_of(answer.data)
    assert (pages, size) == (1, A5_POINTS)
    for said in (NAME, "12/KH-UBND ngày 28/5/2026, UBND phường Mẫu", "Nguyễn Văn An", "thứ Sáu 19/6/2026"):
        assert said in text, said
    assert "Đúng thể thức, đủ phụ lục" in text
    token = play.act(AN, lambda tx, an: qr.token_for(tx, an, task))
    address = f"{play.plugin.settings.base_url}/q/{token}"
    picture = drawn(answer.data)
    assert by_zxing(picture) == {address}
    assert by_opencv(picture) == address
    assert "TASK SHEET" in words_of(client.get(f"/app/tasks/{task}/sheet.pdf?lang=en").data)[1]
    with play.plugin.transaction() as tx:
        acts = [each.act for each in entries_of(tx.session, task) if each.act.startswith("qr.")]
    assert sorted(acts) == ["qr.made", "qr.sheet_printed", "qr.sheet_printed"]


def test_labels_of_a_department(sign_in: SignIn, play: Play) -> None:
    tasks = [play.given(f"Việc số {number} của phòng", "2026-06-19") for number in range(2)]
    unit = play.act(AN, lambda tx, an: an.unit.id)
    client = sign_in(HA)
    assert f"/app/units/{unit}/codes.pdf" in client.get("/app/units").text
    first = client.get(f"/app/units/{unit}/codes.pdf")
    with counted_queries(play.plugin.engine) as few:
        play.act(HA, lambda tx, ha: qr.codes_of_unit(tx, ha, unit))
    more = HostTask(id=None, title="Việc chưa giao", assignees=(AN,))
    play.act(HA, lambda tx, ha: receive_task(tx, ha, more, installation_id=None))
    for number in range(2, 5):
        tasks.append(play.given(f"Việc số {number} của phòng", "2026-06-19"))
    with counted_queries(play.plugin.engine) as many:
        _, codes, rest = play.act(HA, lambda tx, ha: qr.codes_of_unit(tx, ha, unit))
    assert (len(codes), rest) == (5, 0)
    assert len(many) <= len(few) + 2
    found = by_zxing(drawn(client.get(f"/app/units/{unit}/codes.pdf").data))
    assert found == {f"{play.plugin.settings.base_url}/q/{each.token}" for each in codes}
    assert len(by_zxing(drawn(first.data))) == 2
    assert f"/app/units/{unit}/codes.pdf" not in sign_in(AN).get("/app/units").text
    for stranger in (AN, MAI):
        assert sign_in(stranger).get(f"/app/units/{unit}/codes.pdf").status_code == 404


def test_codes_end_with_their_task(play: Play, sign_in: SignIn) -> None:
    def opens(token: str) -> bool:
        try:
            with play.plugin.transaction() as tx:
                qr.task_of_token(tx, token)
        except NotFound:
            return False
        return True

    done, cancelled, late = (play.given(name, "2026-06-19") for name in ("Xong", "Hủy", "Muộn"))
    codes: dict[UUID, str] = {
        each: play.act(HA, lambda tx, ha, task=each: qr.token_for(tx, ha, task)) for each in (done, cancelled, late)
    }
    assert all(map(opens, codes.values()))
    play.act(HA, lambda tx, ha: handover.cancel_task(tx, ha, cancelled, "Không cần nữa"))
    play.hand_in(done)
    play.accept(done)
    assert [opens(codes[each]) for each in (done, cancelled, late)] == [True, False, True]
    play.clock.set("2026-08-01T08:00+07:00")
    assert [opens(codes[each]) for each in (done, cancelled, late)] == [False, False, True]
    client = sign_in(AN)
    expired, unknown = client.get(f"/q/{codes[done]}"), client.get("/q/AAAAAAAAAAAAAAAAAAAAAA")
    assert (expired.status_code, expired.data) == (404, unknown.data)


HARM = {
    "as printed": lambda picture: picture,
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(1.6)),
    "turned": lambda picture: picture.rotate(17, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC),
    "pale": lambda picture: ImageEnhance.Contrast(picture).enhance(0.25),
    "dark, blurred and turned": lambda picture: (
        ImageEnhance.Brightness(ImageEnhance.Contrast(picture.rotate(-8, expand=True, fillcolor="white")).enhance(0.5))
        .enhance(0.6)
        .filter(ImageFilter.GaussianBlur(1.0))
    ),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_code_printed_at_two_centimetres_is_read_by_two_decoders(harm: str) -> None:
    address = "https://thucthi.phuongmau.hanoi.gov.vn/q/Zk3v9aQ2Tx0b5LrW8mYc1g"
    code = Image.open(BytesIO(qr_png(address))).convert("L").resize((PRINTED, PRINTED), Image.Resampling.LANCZOS)
    paper = Image.new("L", (PRINTED * 2, PRINTED * 2), "white")
    paper.paste(code, (PRINTED // 2, PRINTED // 2))
    photographed = HARM[harm](paper.convert("RGB"))
    assert by_zxing(photographed) == {address}
    assert by_opencv(photographed) == address
