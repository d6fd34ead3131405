"""The card of a task: the right buttons for each viewer, total for every state and every set of rights."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from bottleneck_gallery import TO_DECIDE
from card_parts import field, parts, rows_of_actions, texts, titles
from hypothesis import given, settings
from hypothesis import strategies as st
from ward_views import (
    AN,
    ASSIGNED,
    AWAITING,
    BARE,
    DONE,
    DRAFT,
    ITEMS,
    LONG_TEXT,
    OBJECTED,
    PEOPLE,
    PRODUCT,
    RETURNED_TASK,
    REVIEW,
    VI,
    WATCHED,
    WORKING,
    stretched,
)

from hanoiwork_plugin.cards import cooperation
from hanoiwork_plugin.cards.bottleneck import bottleneck_card
from hanoiwork_plugin.cards.gate import gate_card
from hanoiwork_plugin.cards.task import task_card
from hanoiwork_plugin.cards.task_details import task_details_card
from hanoiwork_plugin.domain.assigning.gate import GateField
from hanoiwork_plugin.domain.doing.request_views import CoOperationForm, Sides
from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.tasks import TaskAct, TaskState
from hanoiwork_plugin.domain.views import TaskView


@pytest.mark.parametrize(
    ("task", "shown"),
    [
        (ASSIGNED, ["Nhận việc", "Phản hồi chưa rõ", "Khác…"]),
        (WORKING, ["Gửi sản phẩm", "Cập nhật tiến độ", "Khác…"]),
        (RETURNED_TASK, ["Gửi lại sản phẩm", "Cập nhật tiến độ", "Khác…"]),
        (AWAITING, ["Phê duyệt giao việc", "Trả lại", "Xem đầy đủ"]),
        (OBJECTED, ["Điều chỉnh", "Giữ nguyên, nêu lý do", "Khác…"]),
        (REVIEW, ["Đạt", "Trả lại", "Xem đầy đủ"]),
        (WATCHED, ["Xem đầy đủ", "Mã QR"]),
        (DONE, ["Xem đầy đủ"]),
        (BARE, ["Xem đầy đủ"]),
    ],
)
def test_buttons(task: TaskView, shown: list[str]) -> None:
    assert titles(task_card(task, VI)) == shown


def test_a_finished_card_has_no_buttons_even_if_something_were_allowed() -> None:
    assert titles(task_card(replace(DONE, allowed=frozenset(TaskAct)), VI)) == ["Xem đầy đủ"]


def test_sending_offers_the_rest_and_asks_for_evidence_once() -> None:
    card = task_card(WORKING, VI)
    assert field(card, "submit_quantity")["value"] == 1
    assert field(card, "submit_now")["data"]["hw:attachments"]["min"] == 0
    without = task_card(replace(WORKING, evidence_waiting=()), VI)
    assert field(without, "submit_now")["data"]["hw:attachments"]["min"] == 1


def test_a_return_needs_type_reason_and_change_and_offers_everything_sent() -> None:
    card = task_card(REVIEW, VI)
    assert all(field(card, name)["isRequired"] for name in ("return_type", "return_reason", "return_change"))
    assert field(card, "return_quantity")["value"] == 1


def test_a_returned_task_says_who_when_why_and_what_to_change() -> None:
    said = texts(task_card(RETURNED_TASK, VI))
    assert "Lê Thị Hà trả lại sản phẩm lúc 8:12 thứ Tư 17/6: thiếu phụ lục 2" in said
    assert "Cần sửa: Bổ sung phụ lục 2" in said
    assert "2 lần trả lại · 1 lần chậm hạn" in said


def test_who_is_next_is_named_to_those_who_wait() -> None:
    assert "Tiếp theo: Lê Thị Hà duyệt sản phẩm." in texts(task_card(WATCHED, VI))


def test_names_are_data() -> None:
    evil = replace(ASSIGNED, name="**Gấp** [bấm](https://xau.example) <b>")
    said = texts(task_card(evil, VI))
    assert r"\*\*Gấp\*\* \[bấm\](https:\//xau\.example) \<b\>" in said


def test_the_gate_asks_for_exactly_what_is_missing() -> None:
    task = replace(DRAFT, product=PRODUCT, accountable=ASSIGNED.accountable, basis=ASSIGNED.basis, start=ASSIGNED.start,
                   missing=(GateField.QUALITY_CRITERIA,))  # fmt: skip
    card = gate_card(task, [], [], VI)
    asked = {"body": card["body"], "type": "AdaptiveCard"}
    assert [part["id"] for part in parts(asked) if part["type"].startswith("Input.")] == ["quality_criteria"]
    assert field(card, "quality_criteria")["isRequired"] is True
    assert [action["title"] for action in card["actions"]] == ["Trình duyệt", "Lặp lại…", "Xem đầy đủ"]


def test_the_gate_shows_the_conversion_and_keeps_what_was_typed() -> None:
    typed = {"item": str(ITEMS[0].id), "quality_criteria": "Đủ *3* phụ lục", "basis_number": "215/KH-UBND"}
    fault = Fault("basis_issuer", "Còn thiếu {name}.", {"name": "*Cơ quan*"})
    card = gate_card(DRAFT, ITEMS, PEOPLE, VI, faults=[fault], typed=typed)
    assert "2 × hệ số 4 = 8" in field(card, "item")["choices"][0]["title"]
    assert field(card, "item")["value"] == typed["item"]
    assert field(card, "quality_criteria")["value"] == "Đủ *3* phụ lục"
    assert r"Còn thiếu \*Cơ quan\*." in texts(card)


def test_searching_is_possible_before_the_rest_is_filled_in() -> None:
    card = gate_card(DRAFT, [], PEOPLE, VI)
    assert field(card, "item_search")["verb"] == "task.item.search"
    assert not any(part.get("isRequired") for part in parts({"type": "AdaptiveCard", "body": card["body"]}))


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([ASSIGNED, WORKING, RETURNED_TASK, REVIEW, OBJECTED, AWAITING, DRAFT, DONE, BARE]),
    st.sampled_from(TaskState),
    st.frozensets(st.sampled_from(TaskAct)),
    st.booleans(),
    st.integers(0, 3),
)
def test_every_view_has_its_cards(
    task: TaskView, state: TaskState, allowed: frozenset[TaskAct], long: bool, accepted: int
) -> None:
    view = replace(task, state=state, allowed=allowed, accepted_quantity=Decimal(accepted))
    view = stretched(view) if long else view
    card = task_card(view, VI)
    ids = [part["id"] for part in parts(card) if part["type"].startswith(("Input.", "Action."))]
    assert len(ids) == len(set(ids))
    task_details_card(view, [], [], VI)
    gate_card(view, ITEMS, PEOPLE, VI, typed={"quantity": LONG_TEXT[:20]})


def test_rights_as_the_rules_give_them_never_make_more_than_three_buttons() -> None:
    for task in (ASSIGNED, WORKING, RETURNED_TASK, REVIEW, OBJECTED, AWAITING, WATCHED, DONE, BARE):
        assert all(len(actions) <= 3 for actions in rows_of_actions(task_card(task, VI)))


def test_people_of_one_name_are_told_apart_where_they_are_chosen() -> None:
    both = (AN, replace(AN, id=UUID(int=999), account="an.nguyenvan2"))
    lead = next(part for part in parts(bottleneck_card(replace(TO_DECIDE, people=both), VI)) if part.get("choices"))
    asked: dict[str, Any] = cooperation.form(CoOperationForm(Sides((), both), "", date(2026, 6, 9)), VI)
    for choices in (lead["choices"][:2], asked["co_sides"]):
        assert [each["title"].rpartition(" ")[2] for each in choices] == ["(an.nguyenvan)", "(an.nguyenvan2)"]
