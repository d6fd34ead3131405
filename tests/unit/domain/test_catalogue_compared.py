"""Two versions compared, the questions asked of a list, and the tables of both lives."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanoiwork_plugin.domain.assigning import provisional
from hanoiwork_plugin.domain.assigning.provisional import CoefficientAct, CoefficientState
from hanoiwork_plugin.domain.catalogues import catalogue_life
from hanoiwork_plugin.domain.catalogues.catalogue import CatalogueItem, CataloguePart, QuestionRule
from hanoiwork_plugin.domain.catalogues.catalogue_differences import ItemField, compare
from hanoiwork_plugin.domain.catalogues.catalogue_life import CatalogueAct, CatalogueState, Span, make_room
from hanoiwork_plugin.domain.catalogues.catalogue_questions import questions_of, unused_question
from hanoiwork_plugin.domain.errors import Conflict

from .table_files import real_catalogue

REAL = real_catalogue().items[:12]


def item(code: str, detail: str, product: str, **more: object) -> CatalogueItem:
    made = CatalogueItem(
        code=code,
        department=None,
        part=CataloguePart.SHARED,
        duty="Nhiệm vụ",
        detail=detail,
        product=product,
        group="N2",
        frame=(Decimal(11), Decimal(50)),
        points=Decimal(20),
        coefficient=Decimal(4),
        note="",
    )
    return replace(made, **more)  # type: ignore[arg-type]


A = item("A1", "Soạn thảo báo cáo tháng của phòng", "Báo cáo tháng")
B = item("A2", "Lập danh sách hộ nghèo trên địa bàn", "Danh sách hộ nghèo", points=Decimal(30), coefficient=Decimal(6))


def test_added_removed_changed_renumbered() -> None:
    other = item("A3", "Tổ chức hội nghị sơ kết", "Kế hoạch hội nghị")
    dearer = replace(A, points=Decimal(25), coefficient=Decimal(5))
    found = compare([A, B], [dearer, replace(B, code="B7"), other])
    assert (found.added, found.removed) == ((other,), ())
    assert [(each.after.code, each.fields) for each in found.changed] == [
        ("A1", {ItemField.POINTS, ItemField.COEFFICIENT}),
        ("B7", {ItemField.CODE}),
    ]
    assert compare([A, B], [B]).removed == (A,)
    reworded = replace(A, product="Báo cáo công tác tháng")
    assert [each.fields for each in compare([A], [reworded]).changed] == [{ItemField.WORDS}]
    assert not compare([A, B], [replace(B, note="x"), replace(A, code=" a1")]).any


def test_frames_and_the_standard_product() -> None:
    wider = replace(A, frame=(Decimal(11), Decimal(60)))
    found = compare([A], [wider], standards=(Decimal(5), Decimal(25)))
    (group,) = found.groups
    assert group.before
    assert group.after
    assert (group.name, group.before.frame, group.after.frame) == ("N2", (11, 50), (11, 60))
    assert (found.standard, found.count(ItemField.GROUP)) == ((5, 25), 1)


@given(st.permutations(range(12)), st.integers(0, 11))
def test_the_order_of_a_list_says_nothing(order: list[int], gone: int) -> None:
    items = REAL
    shuffled = [items[number] for number in order if number != gone]
    found = compare(items, shuffled)
    assert (found.removed, found.added, found.changed) == ((items[gone],), (), ())


def rules(*items: CatalogueItem) -> list[QuestionRule]:
    return [question.rule for question in questions_of(items)]


def test_one_product_under_two_names() -> None:
    twice = QuestionRule.SAME_PRODUCT
    assert rules(A, B) == []
    assert rules(A, B, replace(A, code="A9")) == [twice]
    assert rules(A, B, replace(A, code="A9", detail="Soạn thảo các báo cáo tháng cho phòng")) == [twice], "idle words"
    assert rules(A, B, replace(A, code="A9", detail="Báo cáo tháng của phòng: soạn thảo")) == [twice], "another order"
    assert rules(A, B, replace(A, code="A9", detail="Soạn thão báo cáo tháng cũa phòng")) == [twice], "accents"
    typed = replace(B, code="A9", detail="Lập danh sách hộ nghèoo trên địa bàn")
    assert rules(A, B, typed) == [twice], "a slip in one word"
    assert rules(A, B, replace(A, code="A9", detail="Soạn thảo báo cáo quý của phòng", product="Báo cáo quý")) == []
    assert rules(A, B, replace(B, code="A9", detail="Lập danh sách hộ cận nghèo trên địa bàn")) == []
    own, foreign = (replace(A, part=CataloguePart.DEPARTMENT, department=name) for name in ("Phòng A", "Phòng B"))
    assert rules(own, replace(foreign, code="A9"), B) == [], "two departments may each have it"
    assert rules(own, replace(A, code="A9"), B) == [twice], "but not a department and the shared part"


def test_a_departments_coefficients_all_alike() -> None:
    own = [
        item(f"P{n}", f"Việc số {n}", f"Sản phẩm {n}", part=CataloguePart.DEPARTMENT, department="Phòng A")
        for n in range(6)
    ]
    (question,) = questions_of([*own, B])
    assert question.rule is QuestionRule.EQUAL_COEFFICIENTS
    assert question.text.format(**question.params).startswith("Cả 6 sản phẩm của Phòng A đều có hệ số 4")
    assert rules(*own[:4], B) == []


def test_unused_items_are_named_up_to_ten() -> None:
    old = [item(f"A{n}", f"Việc {n}", f"Sản phẩm {n}") for n in range(13)]
    since = date(2026, 6, 1)
    (question,) = unused_question([*old, B], old, ["a0", "A 1"], since)
    assert (question.params["count"], question.params["rest"]) == (11, 1)
    assert "A12" not in str(question.params["codes"])
    assert unused_question(old[:2], old, ["A0", "A1"], since) == []
    assert unused_question([B], old, [], since) == [], "what is new was not there to be used"


def test_every_state_and_act() -> None:
    for state in CatalogueState:
        for act in CatalogueAct:
            if (state, act) in catalogue_life.TRANSITIONS:
                assert catalogue_life.next_state(state, act) is catalogue_life.TRANSITIONS[state, act]
            else:
                with pytest.raises(Conflict):
                    catalogue_life.next_state(state, act)
    for each in CoefficientState:
        for done in CoefficientAct:
            if (each, done) in provisional.TRANSITIONS:
                assert provisional.next_state(each, done) is provisional.TRANSITIONS[each, done]
            else:
                with pytest.raises(Conflict):
                    provisional.next_state(each, done)
    assert not any(state is CatalogueState.REPLACED for state, _ in catalogue_life.TRANSITIONS)


@given(st.lists(st.integers(0, 60), max_size=8), st.integers(0, 60))
def test_one_version_is_in_force_on_any_day(begins: list[int], asked: int) -> None:
    day0 = date(2026, 6, 1)
    spans: list[Span] = []
    for offset in begins:
        kept, new = make_room(spans, day0 + timedelta(days=offset))
        spans = [*kept, new]
    holding = [span for span in spans if span.holds(day0 + timedelta(days=asked))]
    assert len(holding) == (1 if any(offset <= asked for offset in begins) else 0)
    if holding:
        expected = max(offset for offset in begins if offset <= asked)
        assert holding[0].begins == day0 + timedelta(days=expected)
