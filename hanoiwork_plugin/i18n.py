"""Two languages: Vietnamese is the source text, ``locales/en.json`` translates it."""

import json
from functools import cache
from typing import Literal

from hanoiwork_plugin import resources

Locale = Literal["vi", "en"]


@cache
def catalogue(locale: Locale) -> dict[str, str]:
    """Every translated source text; empty for Vietnamese."""
    if locale == "vi":
        return {}
    loaded: dict[str, str] = json.loads((resources.locales_dir() / f"{locale}.json").read_text("utf-8"))
    return loaded


def locale_of(tag: str | None) -> Locale:
    """The language for a BCP 47 tag; Vietnamese unless English is asked for."""
    return "en" if (tag or "").lower().split("-")[0] == "en" else "vi"


def translate(source: str, locale: Locale, /, **values: object) -> str:
    """``source`` in ``locale`` with ``{name}`` places filled from ``values``."""
    text = catalogue(locale).get(source, source)
    return text.format(**values) if values else text
