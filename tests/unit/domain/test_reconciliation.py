"""What differs between a unit's list and the directory, and what a settlement needs."""

from uuid import UUID

import pytest

from hanoiwork_plugin.domain.accounts.reconciliation import (
    CHOICES,
    REASONED,
    Awaited,
    Difference,
    Line,
    PersonFacts,
    Settlement,
    check_settlement,
    counts,
    differences,
    require_matched,
)
from hanoiwork_plugin.domain.errors import Invalid

HERE, THERE, ELSEWHERE = UUID(int=1), UUID(int=2), UUID(int=3)


def person(number: int = 10, **changed: object) -> PersonFacts:
    facts: dict[str, object] = {
        "person_id": UUID(int=number),
        "account": f"p{number}",
        "name": f"Người {number}",
        "phone": "0912000001",
        "in_directory": True,
        "listed_unit": HERE,
        "stated_unit": HERE,
    }
    return PersonFacts(**{**facts, **changed})  # type: ignore[arg-type]


def kinds(*people: PersonFacts, awaited: tuple[Awaited, ...] = (), feed: bool = True, own: bool = True) -> list[str]:
    return [line.kind.value for line in differences(people, awaited, feed=feed, own_list=own)]


def test_two_sides_that_agree_have_no_difference() -> None:
    assert kinds(person()) == []


def test_each_difference_is_found() -> None:
    waiting = Awaited(UUID(int=20), "Hoàng Thị Lan", "", HERE)
    assert kinds(awaited=(waiting,)) == ["no_account"]
    assert kinds(person(in_directory=False, stated_unit=None)) == ["no_account"]
    assert kinds(person(listed_unit=None)) == ["no_person"]
    assert kinds(person(phone="")) == ["no_phone"]
    assert kinds(person(stated_unit=THERE)) == ["unit_differs"]
    assert kinds(person(other_units=(THERE,))) == ["two_units"]


def test_without_a_feed_or_a_list_the_other_side_is_no_question() -> None:
    assert kinds(person(in_directory=False, stated_unit=None), feed=False) == []
    assert kinds(person(listed_unit=None), own=False) == []


def test_differences_come_by_kind_and_name_and_are_counted() -> None:
    lines = differences(
        [person(12, phone=""), person(11, phone=""), person(13, listed_unit=None)], [], feed=True, own_list=True
    )
    assert [line.name for line in lines] == ["Người 13", "Người 11", "Người 12"]
    assert counts(lines) == {Difference.NO_PERSON: 1, Difference.NO_PHONE: 2}
    with pytest.raises(Invalid) as refusal:
        require_matched(lines)
    assert [(fault.place, fault.params["count"]) for fault in refusal.value.faults] == [
        ("no_person", 1),
        ("no_phone", 2),
    ]
    require_matched([])


def test_a_decision_is_about_both_sides_as_they_were() -> None:
    before, after = (
        differences([person(stated_unit=unit)], [], feed=True, own_list=True)[0] for unit in (THERE, ELSEWHERE)
    )
    assert before.key != after.key


def line(kind: Difference) -> Line:
    return Line(kind, UUID(int=10), "Lan", "lan", (HERE, THERE))


def test_every_settlement_of_every_difference() -> None:
    given = {"account": "lan", "phone": "0912 345 678", "unit": str(THERE), "reason": "Đã kiểm tra"}
    for kind in Difference:
        for settlement in Settlement:
            if settlement in CHOICES[kind]:
                check_settlement(line(kind), settlement, given)
            else:
                with pytest.raises(Invalid):
                    check_settlement(line(kind), settlement, given)


def test_what_a_settlement_lacks_is_named() -> None:
    lacking = {
        (Difference.NO_ACCOUNT, Settlement.ATTACH): "settle_account",
        (Difference.NO_PHONE, Settlement.PHONE): "settle_phone",
        (Difference.TWO_UNITS, Settlement.MAIN_UNIT): "settle_unit",
        **{(kind, each): "settle_reason" for kind in Difference for each in CHOICES[kind] if each in REASONED},
    }
    for (kind, settlement), place in lacking.items():
        with pytest.raises(Invalid) as refusal:
            check_settlement(line(kind), settlement, {"unit": str(ELSEWHERE), "phone": "12"})
        assert [fault.place for fault in refusal.value.faults] == [place]
