"""Business time as the plugin keeps it: read from it, and moved through it by the page's clock buttons."""

import json
from datetime import datetime, timedelta
from typing import Any

import requests

from hanoiwork_plugin.clock import Clock
from hanoiwork_plugin.sandbox.calls import Calls
from hanoiwork_plugin.sandbox.store import Store
from hanoiwork_plugin.sandbox.tokens import Tokens


class ClockRefused(Exception):
    """The plugin did not move its clock; the text is for the person at the page."""


class ClockPanel:
    """Asks and moves ``{plugin}/hanoiwork/clock``; remembers how far business time stands from real time."""

    def __init__(self, store: Store, calls: Calls, tokens: Tokens, plugin_url: str) -> None:
        self._store = store
        self._calls = calls
        self._tokens = tokens
        self._url = f"{plugin_url}/hanoiwork/clock"
        self._offset = timedelta(seconds=float(store.get("clock_offset", "0")))
        self.clock = Clock(lambda: self._offset)

    def times(self) -> tuple[datetime, datetime]:
        """(real now, business now)."""
        return self.clock.real_now(), self.clock.now()

    def shown(self) -> dict[str, Any]:
        """``{now, moved}`` for the page."""
        return {"now": self.clock.now().isoformat(), "moved": self._offset != timedelta()}

    def refresh(self, app_id: str) -> None:
        """Follow the plugin's clock, which its own command may have moved; silent while it does not answer."""
        answer = self._calls.send("clock", "GET", self._url, headers=self._headers(app_id), recorded=False)
        if answer is not None and answer.ok:
            self._follow(answer)

    def move(self, app_id: str, order: dict[str, Any]) -> dict[str, Any]:
        """Send ``{"set": iso}``, ``{"real": true}`` or ``{"advance": "hour"|"day"|"deadline"}``; the time after it.

        Raises:
            ClockRefused: when the plugin says no, or does not answer.
        """
        headers = self._headers(app_id) | {"Content-Type": "application/json"}
        body = json.dumps(order).encode()
        answer = self._calls.send("clock", "POST", self._url, headers=headers, body=body, timeout=30)
        if answer is None:
            raise ClockRefused("Ứng dụng chưa trả lời, đồng hồ giữ nguyên.")
        if not answer.ok or not self._follow(answer):
            raise ClockRefused("Ứng dụng không cho chỉnh đồng hồ theo cách này.")
        return self.shown()

    def _headers(self, app_id: str) -> dict[str, str]:
        issuer = self._tokens.issuer
        token = self._tokens.access(subject=issuer, audience=app_id, client=issuer, scope="app:clock")
        return {"Authorization": f"Bearer {token}"}

    def _follow(self, answer: requests.Response) -> bool:
        """Take over the time in ``answer``; False when it holds none."""
        try:
            said = answer.json()
            moved = datetime.fromisoformat(said["now"]) - self.clock.real_now()
            offset = moved if said["moved"] else timedelta()
        except (ValueError, KeyError, TypeError):
            return False
        if abs(offset - self._offset) > timedelta(seconds=1):
            self._offset = offset
            with self._store.write():
                self._store.put("clock_offset", str(offset.total_seconds()))
                self._store.changed()
        return True
