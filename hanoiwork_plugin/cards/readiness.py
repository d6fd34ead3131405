"""Mức độ sẵn sàng: the five lines of an agency, and the whole city for the city board (VI.1)."""

from typing import Any
from uuid import UUID

from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.rollout.readiness import ReadinessLine
from hanoiwork_plugin.domain.rollout.readiness_views import CityReadiness, LackView, LineView, ReadinessView
from hanoiwork_plugin.i18n import Locale, translate

LISTED = 8
"""Agencies named on the city's card; the rest is on the page."""


def page_address(agency_id: UUID | None, context: CardContext) -> str:
    """The page of an agency, or of all."""
    return f"{context.base_url}/app/readiness" + (f"/{agency_id}" if agency_id else "")


def readiness_card(view: ReadinessView, context: CardContext) -> Card:
    """Each line with its fact and what it lacks; the button of the first open line is the strong one."""
    total = len(view.lines)
    ready = view.ready == total
    first = next((each.line for each in view.lines if each.may_go), None)
    state = (
        context.say("Đã sẵn sàng") if ready else context.say("Đạt {ready}/{total} điều kiện", **_of(view.ready, total))
    )
    title = context.say("Mức độ sẵn sàng: {unit}", unit=words.clip(view.agency, 120))
    data = {
        "state": state,
        "state_colour": "good" if ready else "warning",
        "when": context.say("Tính lúc {when}", when=words.moment(context.now, context.locale, context.now)),
        "title": title,
        "lines": [_line(view, each, context, strong=each.line is first) for each in view.lines],
        "address": page_address(view.agency_id, context),
        "summary": words.joined((title, state)),
    }
    return render("readiness", data, context, subject=f"readiness/{view.agency_id}")


def city_card(view: CityReadiness, context: CardContext) -> Card:
    """How many agencies are ready, line by line, and those that lack most; no names of people."""
    total = len(view.agencies)
    state = context.say("{ready}/{total} đơn vị sẵn sàng", **_of(view.ready, total))
    title = context.say("Mức độ sẵn sàng của các đơn vị")
    lacking = [each for each in view.agencies if each.ready < len(ReadinessLine)]
    data = {
        "state": state,
        "state_colour": "good" if view.ready == total else "warning",
        "when": context.say("Tính lúc {when}", when=words.moment(context.now, context.locale, context.now)),
        "title": title,
        "facts": [{"title": context.say(each.line.label), "value": f"{each.ready}/{total}"} for each in view.by_line],
        "has_lacking": bool(lacking),
        "lacking": [
            {
                "name": words.clip(each.agency, 100),
                "lacks": words.joined((context.say(line.line.label) for line in each.lines if not line.ready), ", "),
            }
            for each in lacking[:LISTED]
        ],
        "has_rest": len(lacking) > LISTED,
        "rest": context.say("và {count} đơn vị khác.", count=len(lacking) - LISTED),
        "address": page_address(None, context),
        "summary": words.joined((title, state)),
    }
    return render("city_readiness", data, context, subject="readiness/city")


def line_fact(view: ReadinessView, line: ReadinessLine, locale: Locale) -> str:
    """What is there, in a sentence; empty where there is nothing yet."""

    def say(source: str, /, **values: object) -> str:
        return translate(source, locale, **values)

    match line:
        case ReadinessLine.WORKING_GROUP if view.group_kind and view.group_from:
            day = words.day(view.group_from, locale)
            return say("{group}, từ {day}.", group=say(view.group_kind.label), day=day)
        case ReadinessLine.ACCOUNTS if view.confirmed_on:
            return say("Xác nhận khớp {day}.", day=words.day(view.confirmed_on, locale))
        case ReadinessLine.CATALOGUE if view.catalogue_number and view.catalogue_from:
            day = words.day(view.catalogue_from, locale)
            return say("Phiên bản {number}, hiệu lực từ {day}.", number=view.catalogue_number, day=day)
        case ReadinessLine.OBJECTIVES if view.objectives_period:
            return say("Mục tiêu {period} đã được duyệt.", period=words.period(view.objectives_period, locale))
        case ReadinessLine.PRACTICE if view.people:
            return say("{done}/{people} người đã tập đủ.", done=view.practised, people=view.people)
        case _:
            return ""


def lack_text(lacking: LackView, locale: Locale) -> str:
    """What is missing, in a sentence."""
    names = words.joined((translate(role.label, locale) for role in lacking.roles), ", ")
    return translate(lacking.lack.label, locale, count=lacking.count, names=names)


def _of(ready: int, total: int) -> dict[str, object]:
    return {"ready": ready, "total": total}


def _line(view: ReadinessView, line: LineView, context: CardContext, *, strong: bool) -> dict[str, Any]:
    lacks = " ".join(lack_text(each, context.locale) for each in line.lacks)
    found = line_fact(view, line.line, context.locale)
    label = context.say(line.line.label)
    return {
        "mark": "✓" if line.ready else "○",
        "colour": "good" if line.ready else "warning",
        "name": label,
        "said": context.say("{name}: đạt" if line.ready else "{name}: chưa đạt", name=label),
        "has_fact": bool(found),
        "fact": found,
        "has_lacks": bool(lacks),
        "lacks": lacks,
        "may_go": line.may_go,
        "id": f"go_{line.line}",
        "go": _way_on(line.line, context),
        "style": "positive" if strong else "default",
        "subject": f"readiness/{view.agency_id}/{line.line}",
    }


def _way_on(line: ReadinessLine, context: CardContext) -> str:
    """What the button of a line says."""
    match line:
        case ReadinessLine.WORKING_GROUP:
            return context.say("Thành lập")
        case ReadinessLine.ACCOUNTS:
            return context.say("Đối chiếu")
        case ReadinessLine.CATALOGUE:
            return context.say("Nạp danh mục")
        case ReadinessLine.OBJECTIVES:
            return context.say("Đặt mục tiêu")
        case ReadinessLine.PRACTICE:
            return context.say("Sân tập")
