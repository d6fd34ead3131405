"""The ledger is append-only in the database itself."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from stage.clock import StandingClock
from stage.ward import AN, Ward

from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import ledger_months
from hanoiwork_plugin.services.transaction import Plugin

STRAY = (
    "INSERT INTO ledger_entry (id, at, recorded_at, act, subject_type, subject_id, reason, before, after, cause) "
    "VALUES (gen_random_uuid(), '2028-06-10 00:00+00', now(), 'task.accepted', 'task', "
    "gen_random_uuid(), '', '{}', '{}', '')"
)


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


def test_room_is_made_a_year_ahead_and_guarded_alike(plugin: Plugin, clock: StandingClock) -> None:
    with plugin.engine.begin() as connection:
        connection.execute(text(STRAY))
    clock.set("2027-12-31T20:00:00+07:00")
    ledger_months.make_room(plugin)
    ledger_months.make_room(plugin)
    with plugin.engine.connect() as connection:
        made = set(connection.scalars(text("SELECT relid::text FROM pg_partition_tree('ledger_entry') WHERE isleaf")))
    assert {"ledger_entry_2028_01", "ledger_entry_2028_12"} <= made
    assert "ledger_entry_2028_06" not in made  # its first entries lie in the partition of the others, never moved
    assert "ledger_entry_2029_01" not in made
    clock.set("2028-03-01T08:00:00+07:00")
    entry_id = new_id()
    with plugin.transaction(cause="test") as tx:
        tx.record("task.accepted", "task", entry_id, None)
        tx.record("task.accepted", "task", entry_id, None, at=datetime(2028, 6, 20, tzinfo=UTC))
    with plugin.engine.connect() as connection:
        where = "FROM ledger_entry WHERE subject_id = :id ORDER BY at"
        found = connection.scalars(text(f"SELECT tableoid::regclass::text {where}"), {"id": entry_id}).all()
        assert found == ["ledger_entry_2028_03", "ledger_entry_other"]
        for statement in ("DELETE FROM ledger_entry_2028_03", "TRUNCATE ledger_entry_2028_03"):
            connection.rollback()
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text(statement))
