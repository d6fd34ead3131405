"""Events and presses stream in while server and worker are killed with SIGKILL in turn; then everything is counted.

By hand, for longer: ``python tests/journeys/killed.py --minutes 5``.

What is proved after the restart: nothing that was accepted (2xx) is lost, nothing has two effects, and every card
that was due is at the host, once.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))  # run by hand as well as by pytest

import another_office as office
import psycopg
import requests
from another_office import BAO, CHI, DONG, HOANG
from foreign_host.host import CARD, ForeignHost, PressAnswer, running_host
from foreign_host.memory import Message
from plugin_processes import PluginProcesses

DOERS = (BAO, CHI, DONG)
PAUSE_BETWEEN_KILLS = 4.0


@dataclass
class Stream:
    """People at work: each task is given, completed, taken, progressed and handed in, whatever happens in between."""

    host: ForeignHost
    stop: threading.Event = field(default_factory=threading.Event)
    accepted_events: dict[str, int] = field(default_factory=dict)
    """Event id → how often it got a 2xx."""
    accepted_tasks: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    effects: Counter[str] = field(default_factory=Counter)
    """What followed presses were answered with a card, by verb."""
    answers: dict[str, set[bytes]] = field(default_factory=dict)
    """Press → the different bytes that came back."""
    faults: list[str] = field(default_factory=list)
    sent: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def deliver(self, kind: str, subject: str, data: dict[str, object], actor: str) -> None:
        """As a real host: again and again until a 2xx; sometimes once more although it was accepted."""
        event_id, body = self.host.event(kind, subject, data, actor=actor)
        again = random.random() < 0.2
        while True:
            self.sent += 1
            try:
                status = self.host.deliver(event_id, body).status_code
            except requests.RequestException:
                time.sleep(0.2)
                continue
            if status >= 500:
                self.faults.append(f"{status} for an event")
            if 200 <= status < 300:
                with self.lock:
                    self.accepted_events[event_id] = self.accepted_events.get(event_id, 0) + 1
                if not again:
                    return
                again = False

    def press(self, person: str, message: Message, title: str, written: dict[str, str]) -> PressAnswer:
        """The same press until it is answered; sometimes a double click."""
        button = message.button(title)
        files = [self.host.put_file("kết quả.txt", title.encode(), "text/plain")] if button.wants_files else []
        body = self.host.press_body(button, message, written, files=files)
        verb = body["value"]["action"]["verb"]
        clicks = 2 if random.random() < 0.2 else 1
        answer: PressAnswer | None = None
        while clicks:
            self.sent += 1
            try:
                answer = self.host.send_press(person, body)
            except requests.HTTPError as error:
                self.faults.append(f"{verb}: {error}")
                time.sleep(0.3)
                continue
            except requests.RequestException:
                time.sleep(0.2)
                continue
            clicks -= 1
            with self.lock:
                self.answers.setdefault(body["actionId"], set()).add(answer.raw)
        assert answer is not None
        if answer.kind == CARD and answer.status == 200:
            with self.lock:
                self.effects[verb] += 1
        self.host.show(message, answer)
        return answer

    def until_followed(self, person: str, task: str, title: str, written: dict[str, str]) -> None:
        """Press the newest card of a task until the press is followed; an old card is answered with 409."""
        for _ in range(20):
            message = self.host.memory.card(person, task, button=title, seconds=120)
            answer = self.press(person, message, title, written)
            if answer.kind == CARD:
                return
            if answer.status != 409:
                self.faults.append(f"{title}: {answer}")
                return
            time.sleep(0.3)
        self.faults.append(f"{title} on {task}: old cards only")

    def one_task(self, number: int, name: str) -> None:
        """The life of one task, with two cards of people on the way."""
        doer, task = DOERS[number % len(DOERS)], f"Việc {name}-{number}."
        form = {
            "id": f"host-{name}-{number}",
            "title": task,
            "createdBy": HOANG,
            "assignees": [doer],
            "kind": "thường xuyên",
            "product": "Biên bản",
            "quantity": 1,
            "due": "2026-06-18",
        }
        self.host.memory.tasks[form["id"]] = form
        self.deliver("task.created", f"tasks/{form['id']}", form, HOANG)
        with self.lock:
            self.accepted_tasks.append(task)
        gate = {
            "Chọn sản phẩm": "SHTT-02",
            "Tiêu chí chất lượng": "Đủ chữ ký",
            "Căn cứ": "1/CV",
            "Ngày ban hành": "2026-05-20",
            "Cơ quan ban hành": "Sở",
        }
        self.until_followed(HOANG, task, "Giao việc", gate)
        self.until_followed(doer, task, "Nhận việc", {})
        self.until_followed(doer, task, "Lưu tiến độ", {"Tiến độ": "50", "Việc đã làm": "Xong dự thảo"})
        self.until_followed(doer, task, "Gửi", {"Ghi chú": "Số 9/BB"})
        self.until_followed(HOANG, task, "Đạt", {})
        if number % 3 == 0:
            message_id = f"hỏi-{name}-{number}"
            data = {
                "id": message_id,
                "conversationId": self.host.support_group,
                "conversationType": "group",
                "text": f"Câu hỏi {message_id}",
                "sender": doer,
            }
            self.deliver("message.created", f"messages/{message_id}", data, doer)
            with self.lock:
                self.questions.append(f"Câu hỏi {message_id}")

    def run(self, name: str) -> None:
        """Task after task until told to stop; the one begun is finished."""
        number = 0
        while not self.stop.is_set():
            try:
                self.one_task(number, name)
            except AssertionError as error:
                self.faults.append(f"{name}-{number}: {error}"[:1500])
            number += 1


def kills(plugin: PluginProcesses) -> Iterator[tuple[str, Callable[[], None]]]:
    """What is killed, in turn: the worker, the whole server, a part of it, all at once."""

    def restart(*names: str) -> None:
        for name in names:
            plugin.kill(name)
        for name in names:
            plugin.start(name)
        if "serve" in names:
            plugin.wait_until_served()

    def kill_parent() -> None:
        plugin.kill_parent_alone("serve")
        plugin.start("serve")
        plugin.wait_until_served()

    while True:
        yield "worker", lambda: restart("worker")
        yield "server", lambda: restart("serve")
        yield "one server process", lambda: plugin.kill_one_child("serve")
        yield "server's parent alone", kill_parent
        yield "server and worker", lambda: restart("serve", "worker")


@contextmanager
def office_at_work(home: Path) -> Iterator[tuple[ForeignHost, PluginProcesses]]:
    """Host and plugin with people and a catalogue; every process is gone at the end."""
    with running_host(office.ACCOUNTS, loses_answers=True) as host:
        plugin = PluginProcesses(home, host.identity.issuer)
        try:
            plugin.start("serve")
            plugin.wait_until_served()
            plugin.command("people", "import", str(office.people_file(home)))
            plugin.command(
                "catalogue", "import", str(office.catalogue_file(home)), "--unit", office.AGENCY, "--from", "2026-06-01"
            )
            plugin.command("clock", "set", "2026-06-02T08:30+07:00")
            plugin.start("worker")
            host.install(plugin.manifest_url)
            yield host, plugin
        finally:
            for name in list(plugin.running):
                plugin.kill(name)
            plugin.stop_database()


@dataclass
class Outcome:
    """What was found after the last restart."""

    killed: Counter[str]
    stream: Stream
    found: dict[str, list[tuple[object, ...]]]
    cards: Counter[str]
    """Notice → how many messages at the host carry it."""
    reused_keys: int
    seconds: float


LEAST_KILLS = 4


def play(home: Path, seconds: float, workers: int = 3) -> Outcome:
    """Stream and kill for ``seconds``, longer where a start takes long, let everything settle, and look."""
    with office_at_work(home) as (host, plugin):
        stream = Stream(host)
        threads = [threading.Thread(target=stream.run, args=(f"{number}",), daemon=True) for number in range(workers)]
        started = time.monotonic()
        for thread in threads:
            thread.start()
        killed: Counter[str] = Counter()
        for what, kill in kills(plugin):
            time.sleep(PAUSE_BETWEEN_KILLS + random.random())
            if time.monotonic() - started > seconds and killed.total() >= LEAST_KILLS:
                break
            kill()
            killed[what] += 1
        stream.stop.set()
        for thread in threads:
            thread.join(180)
            assert not thread.is_alive(), "a task was never finished"
        _settle(plugin)
        posted = Counter(
            call.key
            for call in host.memory.calls
            if call.method == "POST" and call.status in (0, 201) and call.path.endswith("/messages")
        )
        cards = Counter({key: 1 for key in posted if key in host.answered})
        found = {name: _asked(plugin, query) for name, query in QUESTIONS.items()}
        return Outcome(killed, stream, found, cards, len(host.reused_keys), time.monotonic() - started)


def _settle(plugin: PluginProcesses, seconds: float = 90.0) -> None:
    """Until no job is left that is due now."""
    until = time.monotonic() + seconds
    while _asked(plugin, "SELECT 1 FROM procrastinate_jobs WHERE status IN ('todo', 'doing') LIMIT 1"):
        assert time.monotonic() < until, _asked(
            plugin, "SELECT task_name, status, attempts, scheduled_at, lock FROM procrastinate_jobs LIMIT 20"
        )
        time.sleep(0.5)


def _asked(plugin: PluginProcesses, query: str) -> list[tuple[object, ...]]:
    socket_folder = str(plugin.home / "postgres")
    lines = (plugin.home / "postgres" / "postmaster.pid").read_text().splitlines()
    host = lines[4] or lines[5] or socket_folder
    with psycopg.connect(host=host, port=lines[3], user="postgres", dbname="postgres") as connection:
        return connection.execute(query).fetchall()


QUESTIONS = {
    "deliveries": "SELECT webhook_id, state FROM delivery",
    "tasks": "SELECT name, state FROM task",
    "twice from the host": "SELECT host_id, count(*) FROM task GROUP BY host_id HAVING count(*) > 1",
    "same act twice": (
        "SELECT cause, act, subject_id, count(*) FROM ledger_entry WHERE cause <> '' AND cause <> 'cli' "
        "GROUP BY cause, act, subject_id HAVING count(*) > 1"
    ),
    "acts": "SELECT act, count(*) FROM ledger_entry WHERE subject_type = 'task' GROUP BY act",
    "notices": "SELECT id::text, kind, state, fault FROM notice",
    "posted": "SELECT message_id, count(*) FROM posted_card GROUP BY message_id HAVING count(*) > 1",
    "support": "SELECT text, count(*) FROM support_request GROUP BY text",
    "failed jobs": "SELECT task_name, attempts FROM procrastinate_jobs WHERE status = 'failed'",
    "unanswered presses": "SELECT action_id FROM press WHERE status = 0",
}


def check(outcome: Outcome) -> list[str]:
    """Everything that is not as promised, in words."""
    stream, found = outcome.stream, outcome.found
    wrong = list(stream.faults)
    if outcome.reused_keys:
        wrong.append(f"{outcome.reused_keys} idempotency keys were used again for another request")
    states = dict(found["deliveries"])
    lost = [event for event in stream.accepted_events if states.get(event) not in ("applied", "skipped")]
    wrong += [f"accepted, but {states.get(event, 'lost')}: {event}" for event in lost]
    names = Counter(name for name, _ in found["tasks"])
    wrong += [f"task {task}: {names[task]} times" for task in stream.accepted_tasks if names[task] != 1]
    wrong += [f"task {name} rests as {state}" for name, state in found["tasks"] if state != "done"]
    wrong += [f"{what}: {row}" for what in QUESTIONS if what in NEVER for row in found[what]]
    acts = dict(found["acts"])
    for verb, act in ACT_OF_VERB.items():
        if acts.get(act, 0) != stream.effects[verb]:
            wrong.append(f"{verb} followed {stream.effects[verb]} times, recorded {acts.get(act, 0)} times")
    wrong += [f"press {press}: {len(raw)} different answers" for press, raw in stream.answers.items() if len(raw) > 1]
    asked = dict(found["support"])
    wrong += [
        f"{question}: {asked.get(question, 0)} requests" for question in stream.questions if asked.get(question) != 1
    ]
    for notice, kind, state, fault in found["notices"]:
        if state not in ("sent", "void"):
            wrong.append(f"notice {kind} rests as {state}: {fault}")
        if state == "sent" and outcome.cards[str(notice)] != 1:
            wrong.append(f"notice {kind}: {outcome.cards[str(notice)]} messages at the host")
    return wrong


NEVER = ("twice from the host", "same act twice", "posted", "failed jobs", "unanswered presses")
"""Questions whose answer must be nothing."""

ACT_OF_VERB = {
    "task.gate.submit": "task.assigned",
    "task.accept": "task.accepted",
    "task.progress": "task.progressed",
    "task.submit": "task.submitted",
    "submission.accept": "task.product_accepted",
}


def told(outcome: Outcome) -> str:
    """The run in a few lines."""
    notices = Counter(state for _, _, state, _ in outcome.found["notices"])
    stream = outcome.stream
    return "\n".join(
        (
            f"{outcome.seconds:.0f} s, killed: {', '.join(f'{what} {n}×' for what, n in outcome.killed.items())}",
            f"calls sent {stream.sent}, events accepted {len(stream.accepted_events)}",
            f"presses answered {len(stream.answers)}, tasks done {len(stream.accepted_tasks)}",
            f"notices: {dict(notices)}",
        )
    )


def main() -> int:
    """Run by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="killed-") as folder:
        outcome = play(Path(folder) / "home", chosen.minutes * 60)
    wrong = check(outcome)
    print(told(outcome))
    print("\n".join(wrong) or "Nothing lost, nothing twice.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
