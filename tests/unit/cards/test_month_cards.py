"""Score, receipt and evaluation: figures as they are, reasons always at hand, nothing marked beforehand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from card_parts import field, parts, texts, titles
from month_views import (
    DONE_LINES,
    EMPTY_EVALUATION,
    LATER,
    LED,
    LED_TO_APPROVE,
    MANY_LINES,
    OPEN,
    PREVIEW,
    PUBLICATION,
    PUBLISHED,
    RATED,
    SELF_DONE,
    TO_APPROVE,
    TO_LEAD,
    TO_RATE,
    sheet,
)
from ward_views import AN, NOW, VI

from hanoiwork_plugin.cards.evaluation import (
    approval_card,
    publication_card,
    rating_card,
    result_card,
    self_done_card,
    self_evaluation_card,
)
from hanoiwork_plugin.cards.render import MAX_BYTES, Card, size_of
from hanoiwork_plugin.cards.score import receipt_card, score_card
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct


def test_the_score_shows_what_is_due_beside_the_whole_and_always_its_reasons() -> None:
    card = score_card(PREVIEW, VI)
    said = texts(card)
    assert "Phần đã đến hạn" in said
    assert "Cả kỳ" in said
    assert titles(card)[0] == "Vì sao có điểm này?"
    assert card["actions"][1]["url"] == "https://thucthi.example.vn/app/score/2026-06"


def test_the_receipt_goes_from_the_total_to_each_return_and_delay() -> None:
    said = texts(receipt_card(AN, sheet(DONE_LINES, "whole", "27", LATER), VI))
    assert "Tổng điểm 94,67 = tiêu chí chung 27 + kết quả nhiệm vụ 67,67" in said
    assert "b – Chất lượng: đạt chất lượng 9 ÷ được giao 10 = 90%" in said
    assert said.count("Lê Thị Hà trả lại lúc") == 2
    assert "Quá hạn từ 9:00 thứ Tư 17/6" in said
    assert "Lý do: Thiếu phụ lục 2" in said
    assert said.count("4 nhiệm vụ không bị trừ điểm.") == 2


def test_a_long_receipt_is_folded_to_what_cost_something() -> None:
    card = receipt_card(AN, sheet(MANY_LINES, "whole", "27", LATER), VI)
    assert size_of(card) <= MAX_BYTES
    assert "89 nhiệm vụ đã hoàn thành đủ." in texts(card)


def test_nothing_is_marked_beforehand() -> None:
    card = self_evaluation_card(OPEN, VI)
    marks = [part for part in parts(card) if part["type"] == "Input.ChoiceSet"]
    assert len(marks) == 10
    assert not any("value" in part for part in marks)
    assert [choice["title"] for choice in marks[2]["choices"]] == ["2,5", "2", "1,5", "1", "0,5", "0"]


def test_what_was_chosen_stays_also_between_half_points() -> None:
    card = self_evaluation_card(OPEN, VI, typed={"mark_I.1": "4.75", "mark_I.2": "nhiều"})
    assert field(card, "mark_I.1")["value"] == "4.75"
    assert "4,75" in [choice["title"] for choice in field(card, "mark_I.1")["choices"]]
    assert "value" not in field(card, "mark_I.2")


def test_late_filing_asks_for_a_reason() -> None:
    card = self_evaluation_card(replace(OPEN, late=True), VI)
    assert "Nộp muộn" in [part.get("title") for part in parts(card)]
    assert field(card, "late_reason")["isRequired"] is True


@pytest.mark.parametrize(
    ("card", "shown"),
    [
        (self_evaluation_card(OPEN, VI), ["Tự đánh giá", "Vì sao có điểm này?"]),
        (self_done_card(SELF_DONE, VI), ["Vì sao có điểm này?", "Sửa tự đánh giá"]),
        (rating_card(TO_RATE, VI), ["Đồng ý gợi ý", "Chấm khác, nêu lý do", "Vì sao có điểm này?"]),
        (rating_card(EMPTY_EVALUATION, VI), ["Chấm điểm", "Vì sao có điểm này?"]),
        (rating_card(RATED, VI), ["Vì sao có điểm này?"]),
        (rating_card(TO_LEAD, VI), ["Chấm d, đ, e", "Vì sao có điểm này?"]),
        (rating_card(LED, VI), ["Đồng ý gợi ý", "Khác…", "Vì sao có điểm này?"]),
        (approval_card(LED_TO_APPROVE, VI), ["Phê duyệt", "Khác…", "Vì sao có điểm này?"]),
        (approval_card(TO_APPROVE, VI), ["Phê duyệt", "Mức khác, nêu lý do", "Vì sao có điểm này?"]),
        (result_card(PUBLISHED, VI), ["Đã xem", "Vì sao có điểm này?"]),
        (result_card(replace(PUBLISHED, seen_at=NOW), VI), ["Vì sao có điểm này?"]),
        (publication_card(PUBLICATION, VI), ["Công khai", "Xem danh sách"]),
        (publication_card(replace(PUBLICATION, published_at=NOW), VI), ["Xem danh sách"]),
    ],
)
def test_buttons(card: Card, shown: list[str]) -> None:
    assert titles(card) == shown


def test_the_manager_sees_the_persons_own_marks_and_changes_only_what_differs() -> None:
    card = rating_card(TO_RATE, VI)
    assert "tự chấm 2" in field(card, "mark_III.4")["label"]
    assert field(card, "mark_III.4")["value"] == "2"
    assert field(card, "review_reason")["isRequired"] is True


def test_the_approver_sees_score_and_level_apart_and_who_acted_for_whom() -> None:
    said = texts(approval_card(TO_APPROVE, VI))
    assert "94,67 (nhiệm vụ 67,67 + tiêu chí chung 27)" in said
    assert "Hoàn thành xuất sắc nhiệm vụ" in said
    assert "Phạm Đăng Khôi (thay mặt Lê Thị Hà) nhận xét, đánh giá" in said


def test_evaluations_without_data_have_cards_too() -> None:
    bare = replace(EMPTY_EVALUATION, criteria=(), allowed=frozenset(EvaluationAct), self_marks={"X": Decimal(1)})
    for build in (self_evaluation_card, self_done_card, rating_card, approval_card, result_card):
        build(bare, VI)
