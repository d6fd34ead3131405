"""The ledger is append-only in the database itself."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from stage.ward import AN, Ward

from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.transaction import Plugin


@pytest.fixture
def entry(plugin: Plugin, ward: Ward) -> None:
    with plugin.transaction(cause="test") as tx:
        tx.record("task.accepted", "task", new_id(), ward.actor(tx, AN))


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET reason = 'khác'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "UPDATE ledger_entry_2026_06 SET reason = 'khác'",
        "DELETE FROM ledger_entry_2026_06",
        "TRUNCATE ledger_entry_2026_06",
        "TRUNCATE ledger_entry_other",
    ],
)
def test_a_change_fails_in_the_database(plugin: Plugin, statement: str) -> None:
    with plugin.engine.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(statement))
        connection.rollback()
        assert connection.scalar(text("SELECT count(*) FROM ledger_entry WHERE act = 'task.accepted'")) == 1


@pytest.mark.usefixtures("ward")
def test_an_entry_lands_in_the_partition_of_its_month(plugin: Plugin, ward: Ward) -> None:
    with plugin.transaction(cause="test") as tx:
        tx.record("task.accepted", "task", new_id(), ward.actor(tx, AN))
    with plugin.engine.connect() as connection:
        found = connection.scalar(text("SELECT tableoid::regclass::text FROM ledger_entry WHERE act = 'task.accepted'"))
    assert found == "ledger_entry_2026_06"
