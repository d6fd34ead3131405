"""Whether a host can be reached, as its calls show: told to the record of outages, without a query for every call."""

import time
from collections.abc import Callable
from threading import Lock

from hanoiwork_plugin.logs import logger
from hanoiwork_plugin.services.timing import outages
from hanoiwork_plugin.services.transaction import Plugin

TOLD_AGAIN_AFTER = 5.0
"""Seconds for which a host that stays as it is is not told of again by this process."""


class Contact:
    """What this process last told of each installation's host."""

    def __init__(self, plugin: Plugin, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._plugin = plugin
        self._timer = timer
        self._lock = Lock()
        self._told: dict[str, tuple[bool, float]] = {}

    def heard(self, installation_id: str, reached: bool) -> None:
        """A call was answered, or could not be made; an error here is no fault of the call."""
        now = self._timer()
        with self._lock:
            last = self._told.get(installation_id)
            if last is not None and last[0] is reached and now - last[1] < TOLD_AGAIN_AFTER:
                return
            self._told[installation_id] = (reached, now)
        try:
            with self._plugin.transaction(cause="outage") as tx:
                if reached:
                    outages.host_heard(tx, installation_id)
                else:
                    outages.call_failed(tx, installation_id)
        except Exception as failure:
            logger().error("outage_not_noted", exc_info=failure)
