"""The generator's city: everybody in their place, no two alike, the same for the same seed."""

from collections import Counter
from itertools import islice
from random import Random

import pytest

from hanoiwork_plugin.city import tables
from hanoiwork_plugin.city.catalogues import MOST_ITEMS, catalogue_file
from hanoiwork_plugin.city.places import BOARD, TECHNOLOGY
from hanoiwork_plugin.city.staff import LEAST, City, city
from hanoiwork_plugin.domain.accounts.people_sheet import read_people
from hanoiwork_plugin.domain.catalogues.catalogue_sheet import read_catalogue
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.tables.reader import read_long_table, read_table

PEOPLE = 6_000
"""More rows than one stretch of a long table."""


@pytest.fixture(scope="module")
def made() -> City:
    return city(PEOPLE, seed=7)


def test_126_communes_and_wards_each_with_4_to_8_offices(made: City) -> None:
    kinds = Counter(each.name.split()[0] for each in made.organisations)
    assert (kinds["Phường"], kinds["Xã"]) == (51, 75)
    assert len({each.name for each in made.organisations}) == len(made.organisations)
    assert {len(each.offices) for each in made.organisations} <= set(range(4, 9))
    assert len(city(150_000, seed=1).organisations) == 1_000


def test_the_table_is_read_back_whole(made: City) -> None:
    staff = list(made.staff())
    data = tables.people_table(made, lambda _so_far: None)
    read = read_people(*read_long_table(tables.PEOPLE_FILE, data))
    assert [(each.account, each.name, each.phone, each.unit_path, each.roles, each.fields) for each in read] == [
        (each.account, each.name, each.phone, each.unit, each.roles, each.fields) for each in staff
    ]
    assert [each.row for each in read] == list(range(2, PEOPLE + 2))
    spoilt = data.decode().splitlines()
    spoilt[5_500] = spoilt[5]
    with pytest.raises(Invalid) as refusal:
        read_people(*read_long_table(tables.PEOPLE_FILE, "\n".join(spoilt).encode()))
    assert [fault.place for fault in refusal.value.faults] == ["Dòng 5501, cột Tài khoản HanoiWork"]


def test_everyone_is_somebody_of_their_own(made: City) -> None:
    staff = list(made.staff())
    phones = [each.phone for each in staff if each.phone]
    assert len(staff) == PEOPLE
    assert len({each.account for each in staff}) == PEOPLE
    assert len(set(phones)) == len(phones)
    assert {phone[:2] for phone in phones} == {"01"}, "no number of anybody"
    assert 0 < PEOPLE - len(phones) < PEOPLE / 50
    families = Counter(each.name.split()[0] for each in staff)
    assert families.most_common(1)[0][0] == "Nguyễn"
    assert 0.3 < families["Nguyễn"] / PEOPLE < 0.45
    assert not [each.name for each in staff if " Thị " in each.name and each.name.split()[-1] in ("Hùng", "Cường")]


def test_every_organisation_has_its_leaders_and_officers(made: City) -> None:
    for each in made.organisations:
        assert 4 <= len(each.offices) <= 8
    held = Counter((each.unit[0], role) for each in made.staff() for role in each.roles)
    for organisation in made.organisations:
        assert held[organisation.name, Role.HEAD] == 1
        assert held[organisation.name, Role.DEPARTMENT_HEAD] == len(organisation.offices)
        for role in (Role.UNIT_ADMIN, Role.MONITOR, Role.PERSONNEL):
            assert held[organisation.name, role] == 1
    assert held[BOARD, Role.CITY_BOARD]
    assert held[TECHNOLOGY, Role.SUPPORT]
    charges: dict[str, set[str]] = {}
    for person in made.staff():
        charges.setdefault(person.unit[0], set()).update(person.fields)
    assert all(charges[each.name] == set(each.offices) for each in made.organisations), "each office has its deputy"


def test_the_same_seed_gives_the_same_city(made: City) -> None:
    again, other = city(PEOPLE, seed=7), city(PEOPLE, seed=8)
    assert list(islice(made.staff(), 500)) == list(islice(again.staff(), 500))
    assert list(islice(made.staff(), 500)) != list(islice(other.staff(), 500))


def test_too_small_a_city_is_refused() -> None:
    assert sum(1 for _ in city(LEAST, seed=1).staff()) == LEAST
    with pytest.raises(Invalid):
        city(LEAST - 1, seed=1)


def test_a_catalogue_is_one_that_the_import_takes(made: City) -> None:
    organisation = made.organisations[60]
    draft = read_catalogue(read_table("danh-muc.xlsx", catalogue_file(Random(1), organisation, MOST_ITEMS)))
    assert len(draft.items) == MOST_ITEMS
    assert draft.questions == ()
    assert draft.standard_points == 5
    assert {item.department for item in draft.items} - {None} == set(organisation.offices)
