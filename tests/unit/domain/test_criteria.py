"""The general criteria: the official wording and the check of marks."""

from decimal import Decimal

import pytest

from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.rating.criteria import CRITERIA_GROUPS, DEFAULT_CRITERIA, total, validate

FULL = {criterion.code: criterion.maximum for criterion in DEFAULT_CRITERIA}


def test_ten_criteria_in_three_groups_make_thirty() -> None:
    assert [group.maximum for group in CRITERIA_GROUPS] == [10, 10, 10]
    assert len(DEFAULT_CRITERIA) == 10
    assert total(FULL) == Decimal("30.0")
    assert DEFAULT_CRITERIA[0].text == "Phẩm chất chính trị, phẩm chất đạo đức, văn hóa thực thi công vụ"


def test_full_marks_and_none_are_fine() -> None:
    validate(DEFAULT_CRITERIA, FULL)
    validate(DEFAULT_CRITERIA, {**dict.fromkeys(FULL, Decimal(0)), "II.1": Decimal("2.25")})


def test_every_fault_is_named_at_once() -> None:
    marks = {**FULL, "I.1": Decimal("5.01"), "I.2": Decimal("-1"), "II.1": Decimal("1.255"), "II.2": Decimal("NaN")}
    marks["IV.1"] = Decimal(1)
    del marks["III.4"]
    with pytest.raises(Invalid) as refusal:
        validate(DEFAULT_CRITERIA, marks)
    faults = refusal.value.faults
    assert [fault.place for fault in faults] == ["I.1", "I.2", "II.1", "II.2", "III.4", "IV.1"]
    assert faults[0].text.format(**faults[0].params) == "Điểm tiêu chí I.1 vượt mức tối đa 5."
