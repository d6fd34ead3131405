"""The directory's records read as people and units."""

from uuid import UUID

from hanoiwork_plugin.domain.accounts.directory import (
    person_name,
    person_phone,
    same_name,
    staff_group,
    stated_units,
    tidy,
    unit_names,
)
from hanoiwork_plugin.domain.people import StaffGroup, Unit

WARD = Unit(UUID(int=1), "Phường Mẫu", (UUID(int=1),))
OFFICE = Unit(UUID(int=2), "Văn phòng", (UUID(int=1), UUID(int=2)))
CULTURE = Unit(UUID(int=3), "Phòng Văn hóa", (UUID(int=1), UUID(int=3)))


def test_unit_names_are_parts_or_paths() -> None:
    assert unit_names("Phường Mẫu", None, "Phòng  Kinh tế") == ("Phường Mẫu", "Phòng Kinh tế")
    assert unit_names("Phường Mẫu / Phòng Kinh tế") == ("Phường Mẫu", "Phòng Kinh tế")
    assert unit_names("Ban 1/2") == ("Ban 1/2",)
    assert unit_names(None, "", " / ") == ()


def test_names_are_the_same_but_for_spelling() -> None:
    assert same_name("Phòng Văn hóa – Xã hội", "PHONG VAN HOA - XA HOI")
    assert not same_name("Phòng Văn hóa", "Phòng Kinh tế")


def test_a_person_is_named_in_the_vietnamese_order() -> None:
    parts = {"familyName": "Nguyễn", "middleName": "Văn", "givenName": "An"}
    assert person_name({"name": parts}, "an") == "Nguyễn Văn An"
    assert person_name({"name": {**parts, "formatted": "Nguyễn Văn  An"}}, "an") == "Nguyễn Văn An"
    assert person_name({"displayName": "An"}, "an") == "An"
    assert person_name({}, "an") == "an"


def test_the_primary_usable_number_counts() -> None:
    numbers = [{"value": "nội bộ 12"}, {"value": "0912000001"}, {"value": "tel:+84-912-000-002", "primary": True}]
    assert person_phone({"phoneNumbers": numbers}) == "0912000002"
    assert person_phone({"phoneNumbers": numbers[:1]}) == ""
    assert person_phone({}) == ""


def test_the_group_is_read_from_its_term() -> None:
    assert staff_group({"userType": "Lao động hợp đồng"}) is StaffGroup.CONTRACT
    assert staff_group({"userType": "Employee"}) is None


def test_everything_is_brought_to_nfc() -> None:
    assert tidy({"a": ["Ha\u0300"], "b": {"c": True}}) == {"a": ["Hà"], "b": {"c": True}}


def test_a_unit_above_another_adds_nothing() -> None:
    assert stated_units(OFFICE, [WARD, OFFICE]) == stated_units(None, [OFFICE])
    both = stated_units(OFFICE, [CULTURE])
    assert (both.main, both.others) == (OFFICE, (CULTURE,))
    assert stated_units(None, []).main is None
