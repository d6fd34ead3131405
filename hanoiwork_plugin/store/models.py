"""Every table, imported in one place for migrations and tests."""

from hanoiwork_plugin.store import (
    absences,
    catalogue,
    delegations,
    evaluations,
    hosts,
    ledger,
    messages,
    people,
    tasks,
    transfers,
)
from hanoiwork_plugin.store.base import Base

metadata = Base.metadata
__all__ = [
    "absences",
    "catalogue",
    "delegations",
    "evaluations",
    "hosts",
    "ledger",
    "messages",
    "metadata",
    "people",
    "tasks",
    "transfers",
]
