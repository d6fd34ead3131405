"""The receipt: every step from the total to each event, from the sheet alone."""

from collections.abc import Iterator
from decimal import Decimal

from hanoiwork_plugin.domain.rating.lots import LineEventKind
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode, ReceiptStep, receipt
from hanoiwork_plugin.domain.rating.scoring import LeaderMarks
from hanoiwork_plugin.domain.tasks import ReturnType

from .builders import an_lines, line, sheet

C = ReceiptCode


def walk(steps: tuple[ReceiptStep, ...]) -> Iterator[ReceiptStep]:
    for step in steps:
        yield step
        yield from walk(step.children)


def said(step: ReceiptStep) -> str:
    return step.text.format(**step.params)


def only(steps: tuple[ReceiptStep, ...], code: ReceiptCode) -> ReceiptStep:
    (found,) = [step for step in walk(steps) if step.code is code]
    return found


def test_ans_receipt() -> None:
    steps = receipt(sheet(an_lines(), "27"))
    assert [step.code for step in steps] == [C.TOTAL, C.LEVEL, C.POLICY]
    assert said(steps[0]) == "Tổng điểm 94.67 = tiêu chí chung 27.0 + kết quả nhiệm vụ 67.67"
    assert said(only(steps, C.RESULT)) == "Kết quả 96.67% = (a 100.00% + b 90.00% + c 100.00%) ÷ 3"
    assert said(only(steps, C.A_CAPPED)) == "a – Số lượng: hoàn thành 11 ÷ được giao 10 = 110.00%, tính 100.00%"
    assert only(steps, C.B).params["percent"] == Decimal("90.00")
    assert only(steps, C.C_CAPPED).params["uncapped"] == Decimal("105.00")
    assert said(steps[2]) == ("Cách tính theo Nghị định 335/2025/NĐ-CP, bản 1 (tham khảo, chưa đối chiếu với 11-QĐ/TU)")


def test_both_returns_and_the_delay_lead_to_their_entries() -> None:
    lines = an_lines()
    steps = receipt(sheet(lines, "28"))
    returns = [step for step in walk(steps) if step.code is C.RETURN]
    marked = [each.entry_id for each in lines[0].events if each.kind is LineEventKind.RETURNED]
    assert [step.entry_id for step in returns] == marked
    assert returns[0].task_id == lines[0].task_id
    assert returns[0].params["return_type"] is ReturnType.MAJOR_CONTENT
    assert returns[0].params["points"] == Decimal("2.33")
    assert [said(child) for child in returns[0].children] == ["Lý do: Thiếu phụ lục 2"]
    assert only(steps, C.DELAY).entry_id == lines[1].events[0].entry_id


def test_what_cost_nothing_is_listed_as_such() -> None:
    lines = [
        line(1, returns=1, delays=1, waived=True),
        line(2, returns=1, return_type=ReturnType.FORM),
    ]
    codes = [step.code for step in walk(receipt(sheet(lines)))]
    assert {C.RETURN_WAIVED, C.DELAY_WAIVED, C.RETURN_FREE} <= set(codes)
    assert not {C.RETURN, C.DELAY} & set(codes)


def test_a_leaders_receipt_has_all_six() -> None:
    leader = LeaderMarks(Decimal(50), Decimal(100), Decimal(100))
    result = only(receipt(sheet([line(1)], "28", leader=leader)), C.RESULT_LEADER)
    assert [step.code for step in result.children] == [C.A, C.B, C.C, C.D, C.ORGANISING, C.UNITY]


def test_without_data_or_marks_it_says_so() -> None:
    assert receipt(sheet([line(1, extra=True)]))[0].code is C.INSUFFICIENT
    assert receipt(sheet([], None))[0].children == ()
    assert receipt(sheet([line(1)], None))[0].code is C.NO_GENERAL


def test_every_text_can_be_filled() -> None:
    leader = LeaderMarks(Decimal(50), Decimal(100), Decimal(100))
    for made in (sheet(an_lines()), sheet(an_lines(), None, leader=leader), sheet([])):
        for step in walk(receipt(made)):
            assert "{" not in said(step)
