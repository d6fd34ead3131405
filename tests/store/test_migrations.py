"""The migrations and the models say the same."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store import database, models


def test_models_equal_the_migrated_schema(plugin: Plugin) -> None:
    with plugin.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [
            each
            for each in compare_metadata(context, models.metadata)
            if not str(each).__contains__("procrastinate") and "ledger_entry_" not in str(each)
        ]
    assert differences == []


def test_migrating_again_changes_nothing(plugin: Plugin) -> None:
    database.migrate(plugin.engine)
