"""The template language: what it does, and that everything else fails."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanoiwork_plugin.cards.markdown import Markup
from hanoiwork_plugin.cards.template import TemplateError, expand


def body(*elements: Any) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "body": list(elements)}


def block(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, **more}


def test_places_are_filled_also_below_a_dot() -> None:
    card = expand(body(block("Gửi ${who.name}, ${day}")), {"who": {"name": "An"}, "day": "19/6"})
    assert card["body"][0]["text"] == "Gửi An, 19/6"


def test_a_place_alone_keeps_the_type() -> None:
    field = {"type": "Input.Number", "min": "${low}", "value": "${half}", "isRequired": "${must}", "label": "${label}"}
    made = expand(body(field), {"low": 0, "half": 1.5, "must": True, "label": "Số lượng"})["body"][0]
    assert made == {"type": "Input.Number", "min": 0, "value": 1.5, "isRequired": True, "label": "Số lượng"}


def test_a_list_repeats_an_element_whose_only_scope_is_the_entry() -> None:
    card = expand(body(block("${n}", **{"$data": "${list}"})), {"list": [{"n": "một"}, {"n": "hai"}]})
    assert [each["text"] for each in card["body"]] == ["một", "hai"]
    with pytest.raises(TemplateError):
        expand(body(block("${outer}", **{"$data": "${list}"})), {"list": [{"n": "một"}], "outer": "ngoài"})


def test_when_keeps_or_leaves_out() -> None:
    template = body(block("có", **{"$when": "${yes}"}), block("không", **{"$when": "${no}"}))
    assert [each["text"] for each in expand(template, {"yes": True, "no": False})["body"]] == ["có"]


def test_when_inside_a_list_looks_at_the_entry() -> None:
    template = body(block("${n}", **{"$data": "${list}", "$when": "${shown}"}))
    card = expand(template, {"list": [{"n": "a", "shown": True}, {"n": "b", "shown": False}]})
    assert [each["text"] for each in card["body"]] == ["a"]


@pytest.mark.parametrize(
    ("template", "data"),
    [
        (body(block("${name}")), {}),
        (body(block("${a.b}")), {"a": {}}),
        (body(block("${a.b}")), {"a": "chữ"}),
        (body(block("Số ${n}")), {"n": 5}),
        (body(block("${n}")), {"n": None}),
        (body(block("${n}")), {"n": ["x"]}),
        (body(block("${n}")), {"n": {"x": "y"}}),
        (body(block("${1 + 1}")), {}),
        (body(block("${name")), {"name": "x"}),
        (body(block("${if(a, b, c)}")), {"a": True}),
        (body(block("x", **{"$when": "${flag}"})), {"flag": "true"}),
        (body(block("x", **{"$when": "${flag}"})), {"flag": 1}),
        (body(block("x", **{"$when": "${flag}"})), {}),
        (body(block("x", **{"$when": "${!flag}"})), {"flag": True}),
        (body(block("x", **{"$when": True})), {}),
        (body(block("x", **{"$data": "${list}"})), {"list": "chữ"}),
        (body(block("x", **{"$data": "${list}"})), {"list": ["chữ"]}),
        (body(block("x", **{"$data": [{}]})), {}),
        (body(block("x", **{"$root": "${a}"})), {"a": "x"}),
        ({"type": "AdaptiveCard", "card": {"$data": "${list}"}}, {"list": []}),
        ({"type": "AdaptiveCard", "$when": "${no}"}, {"no": False}),
    ],
)
def test_everything_else_fails(template: dict[str, Any], data: dict[str, Any]) -> None:
    with pytest.raises(TemplateError):
        expand(template, data)


def test_values_are_escaped_where_a_renderer_reads_markdown() -> None:
    template = body(
        block("**${name}**"),
        {"type": "FactSet", "facts": [{"$data": "${facts}", "title": "${t}", "value": "${v}"}]},
        {"type": "Input.ChoiceSet", "style": "expanded", "choices": [{"$data": "${choices}", "title": "${t}"}]},
    )
    entry = {"t": "*a*", "v": "[b](c)"}
    card = expand(template, {"name": "*x*", "facts": [entry], "choices": [entry]})
    assert card["body"][0]["text"] == r"**\*x\***"
    assert card["body"][1]["facts"] == [{"title": r"\*a\*", "value": r"\[b\](c)"}]
    assert card["body"][2]["choices"] == [{"title": r"\*a\*"}]


def test_values_are_left_alone_where_it_does_not() -> None:
    template = body(
        {"type": "Input.Text", "label": "${x}", "value": "${x}", "placeholder": "${x}"},
        {"type": "Input.ChoiceSet", "choices": [{"title": "${x}", "value": "${x}"}]},
    )
    card = expand(template, {"x": "*a*"})
    assert set(card["body"][0].values()) == {"Input.Text", "*a*"}
    assert card["body"][1]["choices"] == [{"title": "*a*", "value": "*a*"}]


def test_our_own_markup_stays() -> None:
    assert expand(body(block("${x}")), {"x": Markup("thiếu *Điểm*")})["body"][0]["text"] == "thiếu *Điểm*"


@given(st.text(max_size=40))
def test_values_are_never_expanded_again(text: str) -> None:
    template = body({"type": "Input.Text", "id": "a", "value": "${x}", "label": "Mời ${x}"})
    made = expand(template, {"x": text + "${secret}", "secret": "bí mật"})["body"][0]
    assert made["value"] == text + "${secret}"
    assert made["label"] == "Mời " + text + "${secret}"


def test_the_template_is_not_changed() -> None:
    template = body(block("${a}", **{"$when": "${b}"}))
    expand(template, {"a": "x", "b": True})
    assert template == body(block("${a}", **{"$when": "${b}"}))
