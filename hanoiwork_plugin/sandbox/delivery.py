"""The thread behind the pages: installs the plugin, delivers what waits, follows the plugin's clock."""

import threading
import time
from typing import Any

from hanoiwork_plugin import logs
from hanoiwork_plugin.sandbox.host import Host
from hanoiwork_plugin.sandbox.install import install
from hanoiwork_plugin.sandbox.webhooks import signed_headers

INSTALL_SECONDS = 1.0
CLOCK_SECONDS = 1.0
TICK_SECONDS = 0.1


class Courier:
    """Runs ``install``, ``deliver_due`` and the clock's ``refresh`` until it is stopped."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin; the plugin is installed as soon as it answers."""
        self._host.store.put("installed", "")
        self._thread.start()

    def stop(self) -> None:
        """Finish the call under way, then end."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        next_install = next_clock = 0.0
        while not self._stopping.wait(TICK_SECONDS):
            now = time.monotonic()
            try:
                if self._host.store.get("installed") != "yes":
                    if now >= next_install:
                        next_install = now + INSTALL_SECONDS
                        install(self._host)
                    continue
                if now >= next_clock:
                    next_clock = now + CLOCK_SECONDS
                    self._host.clock.refresh(self._host.installation.app_id)
                deliver_due(self._host)
            except Exception as error:
                logs.logger().error("courier_failed", error=type(error).__name__, detail=str(error))
                self._stopping.wait(INSTALL_SECONDS)


def deliver_due(host: Host) -> int:
    """Attempt every delivery whose time has come, as the chaos switches say; how many."""
    due = host.outbox.due(time.time())
    for delivery in due:
        chaos = host.outbox.chaos()
        if chaos["lose"] and delivery["attempts"] == 0:
            host.calls.record(
                "out",
                _name(delivery),
                "POST",
                host.installation.address("webhook", "/hanoiwork/events"),
                request=({}, delivery["body"]),
                status=None,
                answer=({}, "Cố ý làm mất, sẽ gửi lại".encode()),
                seconds=0,
            )
            host.outbox.attempted(delivery, delivered=False, answer="lost")
            continue
        delivered, answer = _attempt(host, delivery)
        if delivered and chaos["duplicate"]:
            _attempt(host, delivery)
        host.outbox.attempted(delivery, delivered, answer)
    return len(due)


def _attempt(host: Host, delivery: dict[str, Any]) -> tuple[bool, str]:
    headers = signed_headers(host.installation, delivery["id"], delivery["body"])
    answer = host.calls.send(
        _name(delivery),
        "POST",
        host.installation.address("webhook", "/hanoiwork/events"),
        headers=headers | {"Content-Type": "application/cloudevents+json"},
        body=delivery["body"],
        timeout=10,
    )
    return (False, "unreachable") if answer is None else (answer.ok, str(answer.status_code))


def _name(delivery: dict[str, Any]) -> str:
    """The event's type without what all of them share: ``task.created``."""
    return str(delivery["type"]).removeprefix("vn.hanoiwork.").removesuffix(".v1")
