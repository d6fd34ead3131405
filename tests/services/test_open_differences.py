"""The differences of many agencies at once are those that each finds for itself."""

from datetime import date
from random import Random
from uuid import UUID, uuid4

from sqlalchemy import select
from stage.play import Play
from stage.queries import counted_queries
from stage.ward import AN, DUNG, MINH, SON, TIEN

from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.accounts.open_differences import open_differences
from hanoiwork_plugin.services.accounts.reconciliation_facts import sides
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.directory import DirectoryGroupRow, DirectoryMemberRow, DirectoryUserRow, ListedPersonRow
from hanoiwork_plugin.store.people import PersonRow, PostingRow
from hanoiwork_plugin.store.reconciliation import AwaitedPersonRow, DecisionRow


def test_differences_counted_for_all_are_those_found_for_one(play: Play) -> None:
    """Two hundred people in two agencies, each placed at random by list, directory, groups and posting."""
    chance = Random(335)
    with play.plugin.transaction(cause="test") as tx:
        units = [play.ward.actor(tx, each).unit for each in (MINH, AN, DUNG, SON)]
        units = [*units, organisation.unit(tx.session, units[3].agency_id)]
        groups = {}
        for unit in units:
            found = tx.session.scalar(select(DirectoryGroupRow).where(DirectoryGroupRow.unit_id == unit.id))
            groups[unit.id] = found or DirectoryGroupRow(
                id=uuid4(), display_name=unit.name, unit_id=unit.id, **_stamps(tx)
            )
            tx.session.add(groups[unit.id])
        tx.session.flush()
        for number in range(200):
            _place_at_random(tx, chance, number, [unit.id for unit in units], groups)
        waiting = {"title": "", "position": "", "staff_group": "official", "roles": [], "fields": []}
        tx.session.add(
            AwaitedPersonRow(id=uuid4(), unit_id=units[0].id, name="Chờ", phone="09", listed_at=tx.now, **waiting)
        )
        agencies = {unit.agency_id for unit in units}
        for agency in agencies:
            for line in sides(tx, agency).lines[::3]:
                decided = {"settlement": "keep", "reason": "x", "decided_by_id": play.ward.id_of(TIEN)}
                tx.session.add(DecisionRow(id=uuid4(), unit_id=agency, line_key=line.key, decided_at=tx.now, **decided))
    with play.plugin.transaction() as tx:
        expected = {agency: len(sides(tx, agency).lines) for agency in agencies}
        assert min(expected.values()) > 5
        with counted_queries(play.plugin.engine) as asked:
            assert open_differences(tx, agencies) == expected
        assert len(asked) <= 7


def _stamps(tx: Tx) -> dict[str, object]:
    return {"created_at": tx.now, "modified_at": tx.now}


def _place_at_random(
    tx: Tx, chance: Random, number: int, units: list[UUID], groups: dict[UUID, DirectoryGroupRow]
) -> None:
    person = uuid4()
    phone = chance.choice(["", "0912000000", "0912000000"])
    tx.session.add(
        PersonRow(id=person, account=f"q{number}", name=f"Người {number}", phone=phone, staff_group="official")
    )
    tx.session.flush()
    posted, listed, stated = (chance.choice(units) for _ in range(3))
    if chance.random() < 0.6:
        listed = stated = posted
    common = {"person_id": person, "unit_id": posted, "valid_from": date(2026, 1, 1)}
    tx.session.add(PostingRow(id=uuid4(), title="", position="", is_primary=True, **common))
    if chance.random() < 0.8:
        tx.session.add(ListedPersonRow(person_id=person, unit_id=listed, listed_at=tx.now))
    if chance.random() < 0.8:
        gone = tx.now if chance.random() < 0.1 else None
        named = stated if chance.random() < 0.9 else None
        known = {"document": {}, "external_id": None, "unit_id": named, "deleted_at": gone}
        tx.session.add(DirectoryUserRow(person_id=person, **known, **_stamps(tx)))
    for unit in chance.sample(units, chance.choice([0, 0, 1, 1, 2])):
        tx.session.add(DirectoryMemberRow(id=new_id(), group_id=groups[unit].id, person_id=person))
    tx.session.flush()
