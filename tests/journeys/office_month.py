"""What people of the other office do in a month, by pressing the buttons of the cards they were really sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import sleep

from another_office import HOANG
from foreign_host.host import CARD, ERROR, ForeignHost
from foreign_host.memory import File, Message
from plugin_processes import PluginProcesses

ACCEPT, ASSIGN, ASK_APPROVAL = "Nhận việc", "Giao việc", "Trình duyệt"
SUBMIT, RETURN, GOOD = "Gửi", "Trả lại sản phẩm", "Đạt"

CRITERIA = ("I.1", "I.2", "II.1", "II.2", "II.3", "II.4", "III.1", "III.2", "III.3", "III.4")
FULL_MARKS = {code: "5" if code.startswith("I.") else "2,5" for code in CRITERIA}


@dataclass
class Month:
    """The host and the plugin it carries."""

    host: ForeignHost
    plugin: PluginProcesses
    ahead: timedelta = timedelta()
    """How far business time stands from real time."""

    def clock(self, instant: str) -> None:
        """Move business time; both processes look for it twice a second."""
        printed = self.plugin.command("clock", "set", instant)
        self.ahead = datetime.fromisoformat(printed.strip()) - datetime.now(UTC)
        sleep(0.6)

    def card(self, place: str, *parts: str, button: str = "") -> Message:
        """The newest fitting card of a person or group."""
        return self.host.memory.card(place, *parts, button=button)

    def do(self, person: str, task: str, title: str, files: Sequence[File] = (), /, **written: str) -> Message:
        """Press a button of the newest card of a task; it must be followed. Labels with spaces: ``_``."""
        card = self.card(person, task, button=title)
        self.follow(person, card, title, {label.replace("_", " "): text for label, text in written.items()}, files)
        return card

    def follow(
        self, person: str, card: Message, title: str, written: dict[str, str] | None = None, files: Sequence[File] = ()
    ) -> None:
        """Press, and see the card change at once; on an old card, go on in the new one shown beside it."""
        answer = self.host.press(person, card, title, written, files=files)
        if answer.status == 409 and answer.effects:
            answer = self.host.press(person, answer.dialog, title, written, files=files, beside=card)
        assert answer.kind == CARD, answer

    def refused(
        self, status: int, person: str, card: Message, title: str, written: dict[str, str] | None = None
    ) -> str:
        """Press what must be refused, past the card's own checks; the words of the refusal."""
        before = card.card
        answer = self.host.press(person, card, title, written, careless=True)
        assert (answer.status, answer.kind) == (status, ERROR), answer
        assert card.card == before
        return answer.message

    def assign(self, to: str, title: str, search: str, item: str, **form: object) -> None:
        """Hoàng gives a task in the host's form, completes it on the card and assigns it."""
        self.host.give_task(HOANG, title=title, assignees=[to], **form)
        card = self.card(HOANG, title, button="Tìm")
        self.follow(HOANG, card, "Tìm", {"Tìm sản phẩm": search})
        self.follow(
            HOANG,
            card,
            ASSIGN,
            {
                "Chọn sản phẩm": item,
                "Tiêu chí chất lượng": "Đúng mẫu, đủ số liệu",
                "Căn cứ": "17/CTr-SSTM",
                "Ngày ban hành": "2026-05-20",
                "Cơ quan ban hành": "Sở Sáng Tạo Mẫu",
            },
        )
        assert "đã giao" in card.words

    def deliver(self, doer: str, task: str, quantity: str = "") -> None:
        """Hand a product in with a note naming it and a file chosen in the host's picker."""
        file = self.host.put_file(f"{task}.txt", f"kết quả của {task}".encode(), "text/plain")
        card = self.card(doer, task, button=SUBMIT)
        written = {"Ghi chú": "Số 31/BC-ĐMST"} | ({"Số lượng gửi": quantity} if quantity else {})
        self.follow(doer, card, SUBMIT, written, [file])
        assert "chờ duyệt sản phẩm" in card.words

    def changes(self, card: Message, *parts: str) -> None:
        """Wait until a card that stands already shows something new, by PATCH."""
        self.host.memory.wait(
            lambda: card.replaced and all(part in card.words for part in parts), f"{parts} on:\n{card.words}"
        )

    def eventually(self, look: Callable[[], object], what: str) -> None:
        """Wait for something at the host."""
        self.host.memory.wait(look, what)
