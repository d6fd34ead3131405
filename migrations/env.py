"""Alembic runs inside the caller's transaction: ``store.database.migrate`` hands its connection over."""

from alembic import context

from hanoiwork_plugin.store import models


def _ours(name: str | None, kind: str, *_: object) -> bool:
    return not (name or "").startswith(("procrastinate", "ledger_entry_2", "ledger_entry_other"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=models.metadata,
    include_object=lambda _object, name, kind, _reflected, _compare: _ours(name, kind),
    compare_type=True,
)
context.run_migrations()
