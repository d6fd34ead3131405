"""Every table, imported in one place for migrations and tests."""

from hanoiwork_plugin.store import (
    absences,
    arising,
    catalogue,
    decisions,
    delegations,
    directory,
    evaluations,
    hosts,
    ledger,
    messages,
    objectives,
    people,
    plans,
    practice,
    reconciliation,
    requests,
    tasks,
    transfers,
    working_groups,
)
from hanoiwork_plugin.store.base import Base

metadata = Base.metadata
__all__ = [
    "absences",
    "arising",
    "catalogue",
    "decisions",
    "delegations",
    "directory",
    "evaluations",
    "hosts",
    "ledger",
    "messages",
    "metadata",
    "objectives",
    "people",
    "plans",
    "practice",
    "reconciliation",
    "requests",
    "tasks",
    "transfers",
    "working_groups",
]
