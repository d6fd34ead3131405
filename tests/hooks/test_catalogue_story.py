"""STORY 3 and 10 from the outside: files sent to the bot, signed presses, what each person reads."""

from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from played_host import Json, PlayedHost, answered
from scenes import Scenes
from sqlalchemy import select
from stage.catalogue_files import ward_catalogue
from stage.ward import AN, HA, HUNG, KHOI, MINH, TIEN

from hanoiwork_plugin.jobs.files import import_catalogue
from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.screens.draw import context_for, draw
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services import timers
from hanoiwork_plugin.store.catalogue import CatalogueVersionRow
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.tasks import TaskRow


class OneFile:
    """The workspace, which holds one file."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def client(self, installation_id: str) -> "OneFile":
        return self

    def read_file(self, file_id: str, *, max_bytes: int) -> Iterator[bytes]:
        yield self._content


def sent_file(host: PlayedHost, who: str, content: bytes) -> None:
    """A file sent to the bot: the event, then what the worker does with it."""
    number = str(uuid4())
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"id": number, "name": "danh-muc.xlsx", "size": 1, "sha256": "", "contentType": xlsx}
    data = {"id": number, "conversationId": "dm", "conversationType": "direct", "text": "", "sender": who}
    event = host.event("message.created", {**data, "attachments": [file]}, subject=f"messages/{number}")
    assert host.deliver(event) == "applied"
    reader = cast(Hosts, OneFile(content))
    import_catalogue(host.plugin, reader, host.installation, who, number, file["name"], number)


def newest(host: PlayedHost, scenes: Scenes, who: str) -> tuple[str, UUID | None, Json]:
    """The newest card sent to a person: its kind, what it is about, and how it looks now."""
    with host.plugin.transaction() as tx:
        query = select(NoticeRow).where(NoticeRow.person_id == scenes.ward.id_of(who)).order_by(NoticeRow.id.desc())
        notice = tx.session.scalars(query.limit(1)).one()
        screen = Screen(notice.kind, scenes.ward.actor(tx, who), notice.subject_id, notice.params)
        return notice.kind, notice.subject_id, draw(tx, screen, context_for(tx, host.installation, "vi"))


def press(host: PlayedHost, who: str, verb: str, subject: str, **inputs: Any) -> Json:
    kind, subject_id = subject.split("/")
    with host.plugin.transaction() as tx:
        table: Any = CatalogueVersionRow if kind == "catalogue" else TaskRow
        version = tx.session.get_one(table, UUID(subject_id)).version
    return answered(host.press(who, host.press_of(verb, subject, version, **inputs)))


def test_a_flat_list_is_questioned_and_returned_the_corrected_one_approved(host: PlayedHost, scenes: Scenes) -> None:
    sent_file(host, TIEN, ward_catalogue(flat=True))
    kind, version_id, card = newest(host, scenes, TIEN)
    subject = f"catalogue/{version_id}"
    assert kind == "catalogue_version"
    assert "Tất cả 41 sản phẩm đều có hệ số 1" in str(card)
    sent = press(host, TIEN, "catalogue.submit", subject)
    assert sent["value"]["speak"].endswith("bản đề xuất 2 · Chờ duyệt")
    assert "Tất cả 41 sản phẩm" in str(newest(host, scenes, MINH)[2])
    assert press(host, HA, "catalogue.return", subject, catalogue_return_reason="Sai")["statusCode"] == 403
    press(host, MINH, "catalogue.return", subject, catalogue_return_reason="Mọi hệ số bằng nhau")
    assert "Mọi hệ số bằng nhau" in str(newest(host, scenes, TIEN)[2])

    sent_file(host, TIEN, ward_catalogue({"ĐT.01": 500}))
    kind, _, card = newest(host, scenes, TIEN)
    assert kind == "catalogue_refused"
    assert "PL IV - Riêng từng phòng!I5" in str(card)
    assert "nằm ngoài khung 11–50" in str(card)

    sent_file(host, TIEN, ward_catalogue({"ĐT.01": 30}, without=["ĐT.02"]))
    assert "bỏ 1 · đổi điểm, hệ số 1" in str(newest(host, scenes, TIEN)[2])
    press(host, TIEN, "catalogue.submit", subject)
    past = press(host, MINH, "catalogue.approve", subject, catalogue_from="2026-05-01")
    assert (past["statusCode"], past["value"]["message"][:4]) == (400, "Ngày")
    approved = press(host, MINH, "catalogue.approve", subject, catalogue_from="2026-06-01")
    assert approved["value"]["speak"].endswith("bản 2 · Đang áp dụng")
    while timers.fire_next(host.plugin):
        pass
    kind, _, card = newest(host, scenes, AN)
    assert kind == "catalogue_announced"
    assert "việc đã giao giữ nguyên hệ số" in str(card)
    denied = press(host, AN, "catalogue.propose_item", subject, item_owner="shared", item_group="N2", item_points="20")
    assert denied["statusCode"] == 403


def test_who_may_not_send_a_catalogue(host: PlayedHost, scenes: Scenes) -> None:
    data = {"id": "m-1", "conversationId": "dm", "conversationType": "direct", "text": "", "sender": KHOI}
    file = {"id": "f-1", "name": "danh-muc.xlsx", "size": 1, "sha256": "", "contentType": "application/zip"}
    event = host.event("message.created", {**data, "attachments": [file]}, subject="messages/m-1")
    assert host.deliver(event) == "refused"


@pytest.mark.usefixtures("scenes")
def test_arising_work_outside_the_catalogue_on_cards(host: PlayedHost, scenes: Scenes) -> None:
    task_id = scenes.draft()
    subject = f"task/{task_id}"
    form = {
        "kind": "arising",
        "accountable": str(scenes.ward.id_of(AN)),
        "outside_product": "Bản đồ điểm ngập úng",
        "quality_criteria": "Đủ 12 điểm ngập",
        "basis_number": "12/KH-UBND",
        "basis_date": "2026-05-28",
        "basis_issuer": "UBND phường Mẫu",
        "start": "2026-06-01",
    }
    lacking = press(host, HA, "task.gate.submit", subject, **form)
    assert lacking["statusCode"] == 400
    assert "còn thiếu: Điểm" in lacking["value"]["message"]
    outside = press(host, HA, "task.gate.submit", subject, **form, outside_points="500")
    assert "N2: 11–50" in outside["value"]["message"]
    given = press(host, HA, "task.gate.submit", subject, **form, outside_points="20")
    assert given["statusCode"] == 200, given
    assert "hệ số tạm tính" in str(given["value"])
    kind, _, card = newest(host, scenes, HUNG)
    assert (kind, "20 điểm, hệ số 4" in str(card)) == ("coefficient", True)
    assert press(host, KHOI, "coefficient.confirm", subject)["statusCode"] == 403
    refused = press(host, HUNG, "coefficient.change", subject, coefficient_points="30")
    assert refused["statusCode"] == 400
    done = press(host, HUNG, "coefficient.confirm", subject)
    assert "Trần Văn Hùng đã duyệt" in str(done["value"])
    assert "actions" not in done["value"] or done["value"]["actions"] == []
    assert press(host, MINH, "coefficient.confirm", subject)["statusCode"] == 409
