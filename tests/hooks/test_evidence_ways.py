"""Evidence comes in by every way, is read once, and the same file for two products is asked about (STORY 13)."""

import io
import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from played_host import Json, PlayedHost, answered
from scenes import Scenes
from sqlalchemy import select
from stage.play import JUNE, marks
from stage.ward import AN, HA, NGOC
from test_examples import post_card

from hanoiwork_plugin.domain.doing.decisions import Doubt
from hanoiwork_plugin.domain.doing.evidence import FileFault
from hanoiwork_plugin.jobs.files import read_evidence
from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.services.doing import decisions
from hanoiwork_plugin.services.doing.task_views import task_view, visible_task
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.store.evidence import EvidenceIntakeRow, EvidenceRow
from hanoiwork_plugin.store.ledger import entries_of
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.tasks import TaskRow
from hanoiwork_plugin.workspace.client import FileTooLarge
from hanoiwork_plugin.workspace.storage import storage_for

PDF = b"%PDF-1.7\nbien ban\n%%EOF"


def with_macros() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in ("word/document.xml", "word/vbaProject.bin"):
            file.writestr(name, "x" * 6000)
    return made.getvalue()


class Files(Hosts):
    """The workspace's files, read piece by piece."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.reads: list[str] = []

    def client(self, installation_id: str) -> Any:
        return self

    def read_file(self, file_id: str, *, max_bytes: int) -> Iterator[bytes]:
        self.reads.append(file_id)
        data = self.kept[file_id]
        for start in range(0, len(data), 7):
            if start > max_bytes:
                raise FileTooLarge
            yield data[start : start + 7]

    def file(self, file_id: str, name: str, data: bytes, **announced: Any) -> Json:
        """A file that the workspace announces."""
        self.kept[file_id] = data
        content = {"size": len(data), "sha256": sha256(data).hexdigest(), "contentType": "application/pdf"}
        return {"id": file_id, "name": name, **content, **announced}


@pytest.fixture
def files() -> Files:
    return Files()


def message(host: PlayedHost, number: int, sender: str, **data: Any) -> str:
    body = {"id": f"msg-{number}", "conversationId": f"dm-{sender}", "conversationType": "direct", "threadId": None}
    body |= {"replyTo": None, "text": "", "mentions": [], "sender": sender, "attachments": [], **data}
    return host.deliver(host.event("message.created", body, subject=f"messages/msg-{number}", actorid=sender))


def read_all(host: PlayedHost, files: Files) -> None:
    """What the worker does with every file that is not read yet, twice as after a crash."""
    with host.plugin.transaction() as tx:
        waiting = tx.session.scalars(select(EvidenceRow.id).where(EvidenceRow.read_at.is_(None))).all()
    for each in (*waiting, *waiting):
        read_evidence(host.plugin, files, each)


def evidence(host: PlayedHost, task_id: UUID) -> dict[str, EvidenceRow]:
    with host.plugin.transaction() as tx:
        rows = tx.session.scalars(select(EvidenceRow).where(EvidenceRow.task_id == task_id)).all()
        tx.session.expunge_all()
    return {row.name: row for row in rows}


def notices(host: PlayedHost, kind: str) -> list[NoticeRow]:
    with host.plugin.transaction() as tx:
        rows = list(tx.session.scalars(select(NoticeRow).where(NoticeRow.kind == kind).order_by(NoticeRow.id)))
        tx.session.expunge_all()
    return rows


def press(host: PlayedHost, account: str, verb: str, subject: str, version: int = 0, **inputs: Any) -> Json:
    given = {"attachments": inputs.pop("attachments", [])}
    return answered(host.press(account, {**host.press_of(verb, subject, version, **inputs), **given}))


def test_every_way_in_a_chat(host: PlayedHost, scenes: Scenes, files: Files) -> None:
    task, other = scenes.accepted(HA, AN), scenes.accepted(HA, AN)
    post_card(host, task, "card-1")
    sent = [
        files.file("f-1", "bien-ban.pdf", PDF),
        files.file("f-2", "bao-cao.pdf.exe", b"MZ"),
        files.file("f-3", "to-trinh.docx", with_macros()),
        files.file("f-4", "anh.pdf", b"MZ\x90\x00 not a picture"),
        files.file("f-5", "phim.mp4", b"", size=50_000_000),
    ]
    caption = "Biên bản họp tổ dân phố số 5"
    assert message(host, 1, AN, attachments=sent, text=caption) == "applied"
    (asked,) = notices(host, "evidence_intake")
    intake = f"evidence_intake/{asked.subject_id}"
    assert press(host, NGOC, "evidence.choose", intake, 1, evidence_task=str(task))["statusCode"] == 404
    done = press(host, AN, "evidence.choose", intake, 1, evidence_task=str(task))
    assert "Đã nộp cho nhiệm vụ" in json.dumps(done, ensure_ascii=False)
    assert press(host, AN, "evidence.choose", intake, 1, evidence_task=str(other))["statusCode"] == 409
    assert set(evidence(host, task)) == {"bien-ban.pdf", "to-trinh.docx", "anh.pdf"}
    refused = {each.params["params"]["name"]: each.params["detail"] for each in notices(host, "refusal")}
    assert refused == {"bao-cao.pdf.exe": FileFault.PROGRAM.label, "phim.mp4": FileFault.TOO_LARGE.label}
    read_all(host, files)
    assert sorted(files.reads) == ["f-1", "f-3", "f-4"], "each once, what is refused not at all"
    found = evidence(host, task)
    assert {row.about["text"] for row in found.values()} == {caption}, "the words that came with the files"
    assert {name: row.fault for name, row in found.items()} == {
        "bien-ban.pdf": "",
        "to-trinh.docx": FileFault.MACROS.value,
        "anh.pdf": FileFault.PROGRAM.value,
    }
    storage = storage_for(host.plugin.settings)
    with storage.open(sha256(PDF).hexdigest()) as kept:
        assert kept.read() == PDF
    for harmful in ("f-3", "f-4"):
        with pytest.raises(FileNotFoundError):
            storage.open(sha256(files.kept[harmful]).hexdigest())

    in_thread = {"threadId": "card-1", "replyTo": "somebody-s-message"}
    assert message(host, 2, AN, attachments=[files.file("f-6", "phu-luc.pdf", PDF + b"2")], **in_thread) == "applied"
    told = "Đã nhận đủ hồ sơ của 15 hộ, cảm ơn anh."
    assert message(host, 3, AN, text=told, **in_thread) == "applied"
    assert message(host, 4, AN, text="minh chứng: đã bàn giao mặt bằng ngõ 20") == "applied"
    assert message(host, 5, AN, text="Cảm ơn chị", **in_thread) == "applied"
    assert message(host, 6, AN, text="Kính gửi anh An, tổ dân phố 5 " * 2 + "đã ký đủ biên bản.") == "applied"
    assert message(host, 7, AN, text="Chào trợ lý") == "applied"
    cards = notices(host, "evidence_intake")[1:]
    assert len(cards) == 3, "a word or two prove nothing and are not asked about"
    assert len(notices(host, "menu")) == 2
    dropped = cards.pop()
    drop = press(host, AN, "evidence.drop", f"evidence_intake/{dropped.subject_id}", 1)
    assert "không dùng làm minh chứng" in json.dumps(drop, ensure_ascii=False)
    assert len(notices(host, "menu")) == 3, "whoever meant to ask something gets the menu"
    with host.plugin.transaction() as tx:
        assert tx.session.get_one(EvidenceIntakeRow, cards[0].subject_id).task_id == task, "the thread's own task first"
    for each in cards:
        press(host, AN, "evidence.choose", f"evidence_intake/{each.subject_id}", 1, evidence_task=str(task))
    subject = f"task/{task}"

    def version() -> int:
        return scenes.version("task", task)

    document = {"document_number": "15/TTr", "document_date": "2026-05-29", "document_issuer": "UBND phường"}
    named = press(host, AN, "evidence.document", subject, version(), **document, document_secret="secret")
    assert named["statusCode"] == 200
    assert press(host, AN, "evidence.document", subject, version(), **document)["statusCode"] == 409
    assert press(host, AN, "evidence.link", subject, version(), link_address="http://a.vn/x")["statusCode"] == 400
    link = {"link_address": "https://dvc.hanoi.gov.vn/15"}
    assert press(host, AN, "evidence.link", subject, version(), **link)["statusCode"] == 200
    ways = {row.name: row.way for row in evidence(host, task).values() if not row.fault}
    assert ways == {
        "bien-ban.pdf": "forwarded",
        "phu-luc.pdf": "file",
        told: "message",
        "đã bàn giao mặt bằng ngõ 20": "message",
        "15/TTr": "document",
        "https://dvc.hanoi.gov.vn/15": "link",
    }
    with host.plugin.transaction() as tx:
        an = scenes.ward.actor(tx, AN)
        waiting = task_view(tx, visible_task(tx, an, task), an).evidence_waiting
    assert {each.name for each in waiting} == set(ways)


def test_a_file_for_two_products_is_held_and_moves_no_point(host: PlayedHost, scenes: Scenes, files: Files) -> None:
    first, second = scenes.accepted(HA, AN), scenes.accepted(HA, AN)
    for number, task in enumerate((first, second)):
        given = [files.file(f"f-{number}", f"bao-cao-{number}.pdf", PDF)]
        version = scenes.version("task", task)
        assert press(host, AN, "evidence.files", f"task/{task}", version, attachments=given)["statusCode"] == 200
    before = sheet(scenes)
    read_all(host, files)
    (held,) = notices(host, "evidence_held")
    assert held.person_id == scenes.ward.id_of(AN)
    name = "bao-cao-1.pdf"
    assert evidence(host, first)["bao-cao-0.pdf"].held_at is None
    assert evidence(host, second)[name].held_at is not None
    press(host, AN, "task.submit", f"task/{second}", scenes.version("task", second), submit_quantity="1")
    assert "chưa giải thích" in card(host, scenes, second)
    subject = f"evidence/{held.subject_id}"
    text = {"explain_text": "Một báo cáo chung cho hai việc"}
    assert press(host, NGOC, "evidence.explain", subject, **text)["statusCode"] == 404
    assert press(host, HA, "evidence.explain", subject, **text)["statusCode"] == 403
    assert press(host, AN, "evidence.explain", subject, **text)["statusCode"] == 200
    assert press(host, AN, "evidence.explain", subject, **text)["statusCode"] == 409
    assert "Một báo cáo chung cho hai việc" in card(host, scenes, second)
    too_much = press(host, AN, "evidence.share", subject, share_here="60", share_earlier="41")
    assert too_much["statusCode"] == 400
    assert press(host, AN, "evidence.share", subject, share_here="40")["statusCode"] == 200
    assert evidence(host, second)[name].held_at is not None, "the earlier product has no share yet"
    assert press(host, AN, "evidence.share", subject, share_here="40", share_earlier="60")["statusCode"] == 200
    assert evidence(host, second)[name].held_at is None
    assert "Tệp trùng" not in card(host, scenes, second)
    assert sheet(scenes) == before
    with host.plugin.transaction() as tx:
        acts = [each.act for each in entries_of(tx.session, second) if each.act.startswith("evidence.")]
    assert sorted(acts) == [
        "evidence.explained",
        "evidence.held",
        "evidence.released",
        "evidence.shared",
        "evidence.shared",
    ]


def sheet(scenes: Scenes) -> Any:
    """An's points, handing in aside."""
    with scenes.ward.plugin.transaction() as tx:
        found = scores.sheet_of(tx, scenes.ward.actor(tx, AN), JUNE, general=marks("28"))
        return found.total, found.task_part


def card(host: PlayedHost, scenes: Scenes, task_id: UUID) -> str:
    """What Hà sees of the task."""
    from hanoiwork_plugin.screens.draw import context_for, draw
    from hanoiwork_plugin.screens.screen import Screen

    with host.plugin.transaction() as tx:
        shown = draw(tx, Screen("task", scenes.ward.actor(tx, HA), task_id), context_for(tx, host.installation, "vi"))
    return json.dumps(shown, ensure_ascii=False)


def test_a_product_of_refused_files_alone_is_not_handed_in(host: PlayedHost, scenes: Scenes, files: Files) -> None:
    task = scenes.accepted(HA, AN)
    version = scenes.version("task", task)
    given = [files.file("f-1", "bao-cao.pdf.exe", b"MZ")]
    answer = press(host, AN, "task.submit", f"task/{task}", version, submit_quantity="1", attachments=given)
    assert answer["statusCode"] == 400
    with host.plugin.transaction() as tx:
        assert tx.session.get_one(TaskRow, task).state == "in_progress"
    given = [files.file("f-2", "bao-cao.pdf", b"MZ" * 99)]
    assert press(host, AN, "task.submit", f"task/{task}", version, attachments=given)["statusCode"] == 200
    read_all(host, files)
    assert "không dùng được" in card(host, scenes, task)
    with host.plugin.transaction() as tx:
        ha = scenes.ward.actor(tx, HA)
        view = decisions.decisions_view(tx, decisions.list_of_today(tx, ha))
        assert not view.clean
        assert view.doubtful[0].doubts == (Doubt.NO_FILE,)
    judged = press(host, HA, "submission.accept", f"task/{task}", scenes.version("task", task))
    assert judged["statusCode"] == 409
    assert "không dùng được" in judged["value"]["message"]
    given = [files.file("f-3", "phuluc.pdf", PDF, size=None)]
    assert message(host, 1, AN, attachments=given) == "applied"
    read_all(host, files)
    assert "phuluc" in card(host, scenes, task)
    judged = press(host, HA, "submission.accept", f"task/{task}", scenes.version("task", task))
    assert judged["statusCode"] == 200
