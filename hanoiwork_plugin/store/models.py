"""Every table, imported in one place for migrations and tests."""

from hanoiwork_plugin.store import catalogue, evaluations, hosts, ledger, messages, objectives, people, plans, tasks
from hanoiwork_plugin.store.base import Base

metadata = Base.metadata
__all__ = [
    "catalogue",
    "evaluations",
    "hosts",
    "ledger",
    "messages",
    "metadata",
    "objectives",
    "people",
    "plans",
    "tasks",
]
