"""Room in the ledger (sổ sự kiện) for the months to come: its partitions are made a year ahead."""

from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store import ledger

AHEAD = 13
"""Months, the running one among them."""


def make_room(plugin: Plugin) -> None:
    """Make the missing partitions from the running month on; the worker calls this every hour."""
    with plugin.transaction() as tx:
        ledger.add_months(tx.session, hanoi_date(tx.now).replace(day=1), AHEAD)
