"""Domain errors on the wire: one table of statuses, and what a person reads."""

from datetime import date, datetime
from decimal import Decimal

from hanoiwork_plugin.domain.calendar import to_hanoi
from hanoiwork_plugin.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Stale, TooEarly
from hanoiwork_plugin.domain.grid import show_number
from hanoiwork_plugin.i18n import Locale, translate

_STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (Invalid, 400),
    (Forbidden, 403),
    (NotFound, 404),
    (Stale, 409),
    (Conflict, 409),
    (TooEarly, 409),
)


def status_of(error: DomainError) -> int:
    """The status of a domain error, in cards as in REST."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)


def message_of(error: DomainError, locale: Locale, *, faults: bool = True) -> str:
    """What a person reads: the sentence and, with ``faults``, every fault that it does not name itself."""
    said = translate(error.detail, locale, **_worded(error.params, locale))
    if "{" in error.detail or not faults:
        return said
    return " ".join([said, *(line for line in fault_lines(error, locale) if line != said)])


def fault_lines(error: DomainError, locale: Locale) -> list[str]:
    """Every fault of an Invalid as a sentence; nothing for other errors."""
    found = error.faults if isinstance(error, Invalid) else ()
    return [translate(fault.text, locale, **_worded(fault.params, locale)) for fault in found]


def _worded(params: dict[str, object], locale: Locale) -> dict[str, object]:
    """Texts among the parameters in the reader's language; several names as a list; instants in Hà Nội's time."""

    def worded(value: object) -> object:
        if isinstance(value, tuple):
            return ", ".join(str(worded(each)) for each in value)
        if isinstance(value, Decimal):
            return show_number(value) if locale == "vi" else f"{value.normalize():f}"
        if isinstance(value, datetime):
            local = to_hanoi(value)
            return f"{local:%H:%M} {local.day}/{local.month}/{local.year}"
        if isinstance(value, date):
            return f"{value.day}/{value.month}/{value.year}"
        return translate(value, locale) if isinstance(value, str) else value

    return {key: worded(value) for key, value in params.items()}
