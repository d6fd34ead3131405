"""Every table, imported in one place for migrations and tests."""

from hanoiwork_plugin.store import (
    catalogue,
    directory,
    evaluations,
    hosts,
    ledger,
    messages,
    objectives,
    people,
    plans,
    reconciliation,
    tasks,
)
from hanoiwork_plugin.store.base import Base

metadata = Base.metadata
__all__ = [
    "catalogue",
    "directory",
    "evaluations",
    "hosts",
    "ledger",
    "messages",
    "metadata",
    "objectives",
    "people",
    "plans",
    "reconciliation",
    "tasks",
]
