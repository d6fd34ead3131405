"""Every card of the gallery and every template: sound, signed, small, labelled, and complete in English."""

import json
import re

import pytest
from card_gallery import GALLERY
from card_parts import parts, rows_of_actions
from source_texts import every_source_text, template_names
from ward_views import VI

from hanoiwork_plugin import resources
from hanoiwork_plugin.cards.render import MAX_BYTES, Card, size_of, template
from hanoiwork_plugin.cards.signature import verify
from hanoiwork_plugin.cards.template import expand

ELEMENTS = {
    "AdaptiveCard": {"$schema", "version", "lang", "fallbackText", "speak", "body", "actions"},
    "TextBlock": {
        "text",
        "style",
        "size",
        "weight",
        "color",
        "isSubtle",
        "wrap",
        "maxLines",
        "horizontalAlignment",
        "fontType",
    },
    "FactSet": {"facts"},
    "Image": {"url", "altText", "width", "horizontalAlignment"},
    "Container": {"items", "style"},
    "ColumnSet": {"columns"},
    "Column": {"items", "width", "style", "verticalContentAlignment"},
    "ActionSet": {"actions"},
    "Input.Text": {"label", "value", "placeholder", "isMultiline", "maxLength", "isRequired", "errorMessage"},
    "Input.Number": {"label", "value", "min", "max", "isRequired", "errorMessage"},
    "Input.Date": {"label", "value", "isRequired", "errorMessage"},
    "Input.Time": {"label", "value", "isRequired", "errorMessage"},
    "Input.ChoiceSet": {
        *("label", "value", "choices", "style", "wrap", "placeholder"),
        *("isMultiSelect", "isRequired", "errorMessage"),
    },
    "Action.Execute": {"title", "verb", "data", "style", "tooltip", "associatedInputs"},
    "Action.ShowCard": {"title", "style", "card"},
    "Action.OpenUrl": {"title", "url"},
}
"""What is used of Adaptive Cards 1.5; ``type``, ``id``, ``spacing`` and ``separator`` go with all."""
VALUES = {
    "color": {"default", "accent", "good", "warning", "attention"},
    "size": {"Small", "Default", "Medium", "ExtraLarge"},
    "weight": {"Default", "Bolder"},
    "spacing": {"None", "Small", "Medium"},
}
STYLES = {
    "TextBlock": {"heading"},
    "Container": {"emphasis", "good", "warning", "attention"},
    "Column": {"emphasis"},
    "Input.ChoiceSet": {"expanded"},
    "Action.Execute": {"positive", "default"},
    "Action.ShowCard": {"positive", "default"},
}
CARDS = sorted(GALLERY)


@pytest.fixture(scope="module", params=CARDS)
def card(request: pytest.FixtureRequest) -> Card:
    """Drawn once for all tests that read it."""
    return GALLERY[request.param][1](VI)


def test_only_known_elements_and_properties(card: Card) -> None:
    for part in parts(card):
        assert part["type"] in ELEMENTS
        extra = set(part) - ELEMENTS[part["type"]] - {"type", "id", "spacing", "separator"}
        assert not extra, (part["type"], extra)
        for key, allowed in VALUES.items():
            if key in part:
                given = part[key].lower() if key == "color" else part[key]
                assert given in allowed, (key, part[key])
        if "style" in part:
            assert part["style"] in STYLES[part["type"]], part["style"]


def test_head(card: Card) -> None:
    assert (card["type"], card["version"], card["lang"]) == ("AdaptiveCard", "1.5", "vi")
    assert card["fallbackText"].strip()
    assert card["speak"].strip()
    assert size_of(card) <= MAX_BYTES


def test_nothing_is_left_over(card: Card) -> None:
    text = json.dumps(card, ensure_ascii=False)
    assert "${" not in text
    assert "None" not in re.sub(r'"spacing": "None"', "", text)


def test_ids_are_given_and_unique(card: Card) -> None:
    ids = [part.get("id") for part in parts(card) if part["type"].startswith(("Input.", "Action."))]
    assert all(ids)
    assert len(ids) == len(set(ids))


def test_inputs_are_labelled_and_say_what_is_missing(card: Card) -> None:
    for part in parts(card):
        if part["type"].startswith("Input."):
            assert part["label"].strip()
            assert part.get("value") != ""
            if part.get("isRequired"):
                assert part["errorMessage"].strip()
        if part["type"] == "Input.ChoiceSet":
            assert all(choice["title"] and choice["value"] for choice in part["choices"])


def test_at_most_three_actions_in_a_row_and_one_strong_first(card: Card) -> None:
    for actions in rows_of_actions(card):
        assert len(actions) <= 3
        strong = [index for index, action in enumerate(actions) if action.get("style") == "positive"]
        assert strong in ([], [0])
        for action in actions:
            assert action["title"].strip()
            if action["title"].startswith(("Trả lại", "Giữ nguyên", "Chuyển cấp")):
                assert action.get("style") != "positive"


def test_at_most_five_facts_except_where_everything_is_shown(request: pytest.FixtureRequest) -> None:
    for name in CARDS:
        if not name.startswith("task-details"):
            shown = GALLERY[name][1](VI)
            assert all(len(part["facts"]) <= 5 for part in parts(shown) if part["type"] == "FactSet"), name


def test_every_press_holds_ids_and_its_signature_alone(card: Card) -> None:
    for part in parts(card):
        if part["type"] == "Action.Execute":
            data = part["data"]
            assert set(data) - {"hw:attachments"} == {"subject", "version", "sig"}
            signed = (data["subject"], data["version"], part["verb"], data["sig"])
            assert verify(VI.secret, VI.installation_id, *signed)


@pytest.mark.parametrize("name", template_names())
def test_every_template_is_drawn_from_its_sample(name: str) -> None:
    sample = json.loads((resources.cards_dir() / f"{name}.sample.json").read_text("utf-8"))
    made = expand(template(name), sample)
    assert "${" not in json.dumps(made)


def test_every_template_is_in_the_gallery() -> None:
    assert {used for used, _ in GALLERY.values()} == set(template_names())


def test_english_is_complete() -> None:
    parts_dir = resources.locales_dir() / "parts"
    known: dict[str, str] = {}
    for path in [*parts_dir.glob("*.json"), *resources.locales_dir().glob("en.json")]:
        known |= json.loads(path.read_text("utf-8"))
    texts = every_source_text()
    assert not sorted(texts - set(known))
    for text in texts:
        places = sorted(re.findall(r"\$?\{\w+\}", text))
        assert sorted(re.findall(r"\$?\{\w+\}", known[text])) == places, text
