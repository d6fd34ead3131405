"""Vietnamese is the source of every text, and English is complete."""

import json
import re

import product_texts

from hanoiwork_plugin import resources

ENGLISH: dict[str, str] = json.loads((resources.locales_dir() / "en.json").read_text("utf-8"))
PLACE = re.compile(r"\$?\{[^}]*\}")
VIETNAMESE = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)


def test_every_source_text_has_its_english() -> None:
    texts = (
        product_texts.of_code() | product_texts.of_labels() | product_texts.of_policies() | product_texts.of_tables()
    )
    lacking = sorted(text for text in texts if VIETNAMESE.search(text) and text not in ENGLISH)
    assert lacking == []


def test_every_translation_keeps_the_places() -> None:
    changed = [
        source
        for source, english in ENGLISH.items()
        if sorted(PLACE.findall(source)) != sorted(PLACE.findall(english)) or not english.strip()
    ]
    assert changed == []
