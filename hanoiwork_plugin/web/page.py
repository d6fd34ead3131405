"""A page and its reader: words in the reader's language, templates, and who is let in."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, g, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from hanoiwork_plugin.cards import words
from hanoiwork_plugin.domain import calendar
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.people import Actor, LabelledEnum
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.i18n import Locale, locale_of, translate
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.web import session

_ROUNDED = frozenset({"a", "b", "c", "d", "organising", "unity", "result", "percent", "uncapped", "share"})
_SCORES = frozenset({"total", "task_part", "points"})
"""Values of texts that are shown with two places."""
_KEPT_PARTS = frozenset({"role", "after", "next"})
"""Parts of a query that stay when the language is changed."""


@dataclass(frozen=True)
class Reader:
    """How things are said to one reader at one instant (business time)."""

    locale: Locale
    now: datetime

    def say(self, source: str, /, **values: object) -> str:
        """``source`` in the reader's language."""
        return translate(source, self.locale, **values)

    def term(self, member: LabelledEnum | None) -> str:
        """The official term of an enum member, as the beginning of a line."""
        return words.sentence(self.say(member.label)) if member else ""

    def number(self, value: Decimal | int) -> str:
        """A quantity or coefficient (1,5)."""
        return words.number(value, self.locale)

    def score(self, value: Decimal) -> str:
        """A score (94,67)."""
        return words.score(value, self.locale)

    def percent(self, value: Decimal | None) -> str:
        """A ratio in percent (93,75%); a dash where there is none."""
        return "–" if value is None else words.percent(value, self.locale)

    def day(self, value: date) -> str:
        """A date with its weekday."""
        return words.day(value, self.locale, self.now)

    def moment(self, value: datetime) -> str:
        """When something happened."""
        return words.moment(value, self.locale, self.now)

    def iso(self, value: datetime) -> str:
        """The same for machines (``<time datetime>``)."""
        return calendar.to_hanoi(value).isoformat(timespec="seconds")

    def due(self, value: datetime) -> str:
        """A deadline alone."""
        return words.due_time(value, self.locale, self.now)

    def deadline(self, value: datetime | None) -> str:
        """A deadline in people's words (còn 2 ngày · thứ Sáu 19/6, 17:00)."""
        return words.deadline(value, self.now, self.locale)

    def urgency(self, value: datetime | None) -> str:
        """The style of a deadline: ``default``, ``warning`` near it, ``attention`` past it."""
        return words.deadline_colour(value, self.now)

    def period(self, code: str) -> str:
        """A period as people call it (tháng 6/2026)."""
        return words.period(code, self.locale)

    def size(self, value: int) -> str:
        """A file's size."""
        return words.file_size(value, self.locale)

    def person(self, who: PersonRef | None) -> str:
        """Name and office as in the register; the system itself where nobody acted."""
        if who is None:
            return self.say("Hệ thống")
        return words.joined((who.name, who.title), ", ")

    def filled(self, source: str, params: Mapping[str, object]) -> str:
        """``source`` with its params as people read them."""
        return self.say(source, **{name: self._value(name, value) for name, value in params.items()})

    def _value(self, name: str, value: object) -> str:
        match value:
            case LabelledEnum():
                return self.say(value.label)
            case Decimal() if name in _SCORES:
                return words.score(value, self.locale)
            case Decimal() if name in _ROUNDED:
                return words.percent(value, self.locale).removesuffix("%")
            case Decimal() | int():
                return words.number(value, self.locale)
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case _:
                return str(value)


def reader_of_request(now: datetime) -> Reader:
    """Who reads a refusal: the visitor, or before anyone is known by the language chosen, else by the browser's."""
    visitor: Reader | None = g.get("reader")
    if visitor is not None:
        return visitor
    asked = request.accept_languages.best_match(["vi", "en"], "vi")
    return Reader(asked_language() or session.chosen_language() or locale_of(asked), now)


def asked_language() -> Locale | None:
    """The language that a link at the foot of a page asks for."""
    asked = request.args.get("lang")
    return "vi" if asked == "vi" else "en" if asked == "en" else None


@dataclass(frozen=True)
class Visit:
    """One signed-in person looking at one page, inside one transaction."""

    tx: Tx
    actor: Actor
    reader: Reader

    def show(self, template: str, /, **values: Any) -> str:
        """The page made of a template."""
        return render(template, self.reader, me=self.actor, form_key=session.form_key(), **values)


def render(template: str, reader: Reader, /, **values: Any) -> str:
    """A template of ``templates/web``; ``say("…")`` and ``reader`` are at hand in it."""
    other = "en" if reader.locale == "vi" else "vi"
    kept = {name: value for name, value in request.args.items() if name in _KEPT_PARTS}
    again = f"?{urlencode({**kept, 'lang': other})}"
    return render_template(
        f"web/{template}", reader=reader, say=reader.say, other_language=other, same_page=again, **values
    )


class NotSignedIn(Exception):
    """The page needs somebody: the login comes first, then the page asked for."""


class NotAdmitted(Exception):
    """The account is unknown here, or its person has left."""


Shown = str | BaseResponse
View = Callable[..., Shown]


class Door:
    """Registers the pages that need somebody, and lets in those who are somebody now."""

    def __init__(self, plugin: Plugin, pages: Blueprint) -> None:
        self._plugin = plugin
        self._pages = pages

    def page(self, rule: str) -> Callable[[View], View]:
        """Serve ``view(visit, **parts)`` under ``rule`` to signed-in people."""

        def register(view: View) -> View:
            @wraps(view)
            def served(**parts: Any) -> Response:
                with self._visit() as visit:
                    return make_response(view(visit, **parts))

            self._pages.add_url_rule(rule, view_func=served, methods=["GET"])
            return view

        return register

    @contextmanager
    def _visit(self) -> Iterator[Visit]:
        """The person of the session with the rights of this instant; one transaction for the whole page.

        Raises:
            NotSignedIn: without a session, or when it has ended.
            NotAdmitted: when the person is unknown or has left.
        """
        account = session.signed_in_account(self._plugin.clock.real_now())
        if account is None:
            raise NotSignedIn
        with self._plugin.transaction(cause=f"page:{request.endpoint}") as tx:
            actor = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now))
            if actor is None:
                raise NotAdmitted
            g.reader = Reader(_language(actor), tx.now)
            yield Visit(tx, actor, g.reader)


def _language(actor: Actor) -> Locale:
    """The language chosen on a page, else the one the person last pressed a card in."""
    return session.chosen_language() or locale_of(actor.locale)


def asked_path() -> str:
    """The page asked for with its query, as an address."""
    query = request.query_string.decode("ascii", "replace")
    return quote(request.path, safe="/:@-._~") + (f"?{query}" if query else "")
