"""Values of files made plain: texts NFC and stripped, numbers exact as a spreadsheet shows them."""

import math
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from hanoiwork_plugin.domain.grid import Plain

MAX_CELLS = 200_000


def plain_text(text: str) -> str | None:
    """NFC, no-break spaces made plain, stripped; None when nothing is left."""
    return unicodedata.normalize("NFC", text).replace("\xa0", " ").strip("\ufeff\u200b \t\r\n") or None


def plain_value(value: object) -> Plain:
    """A cell's value; floats keep the 15 digits that spreadsheets keep, so 1.6 is exactly 1.6."""
    match value:
        case None:
            return None
        case bool():
            return str(value).upper()
        case int():
            return Decimal(value)
        case float():
            return Decimal(f"{value:.15g}") if math.isfinite(value) else str(value)
        case datetime():
            return value.date()
        case date():
            return value
        case _:
            return plain_text(str(value))
