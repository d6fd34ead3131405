"""The iCalendar feed under a person's secret address: no login, because calendar programs have none (STORY 6)."""

import re
from hashlib import sha256

from flask import Blueprint, Response, request
from sqlalchemy import select

from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.i18n import locale_of
from hanoiwork_plugin.reports.ical import plan_calendar
from hanoiwork_plugin.services.goals.calendar_address import calendar_of
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store.people import PersonRow

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def calendar_routes(pages: Blueprint, plugin: Plugin) -> None:
    """``/app/calendar/<token>.ics``; unknown, withdrawn and foreign addresses all show the neutral page."""

    @pages.get("/app/calendar/<token>.ics")
    def calendar(token: str) -> Response:
        if not _TOKEN.fullmatch(token):
            raise NotFound
        with plugin.transaction(cause="calendar") as tx:
            person, plans = calendar_of(tx, token)
            locale = locale_of(tx.session.scalar(select(PersonRow.locale).where(PersonRow.id == person.id)))
            body = plan_calendar(person.name, plans, tx.now, locale)
        answer = Response(body, mimetype="text/calendar")
        answer.headers["Content-Disposition"] = 'inline; filename="lich.ics"'
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.headers["X-Robots-Tag"] = "noindex"
        stable = b"\n".join(line for line in body.splitlines() if not line.startswith(b"DTSTAMP"))
        answer.set_etag(sha256(stable).hexdigest()[:32])
        answer.make_conditional(request)
        return answer
