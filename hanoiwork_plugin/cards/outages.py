"""*Gián đoạn hệ thống*: when the host was down, and the form of a competent person (CARDS, "Quiet")."""

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.timing.outage_views import OutagesView, OutageView


def outages_card(view: OutagesView, context: CardContext) -> Card:
    """The newest outages, and how one is recorded by hand."""
    say = context.say
    none = not view.outages
    scope = say("Ghi nhận cho {unit}; không áp dụng cho việc của chính người ghi nhận.", unit=view.unit)
    if view.unit_id is None:
        scope = say("Ghi nhận cho toàn thành phố; không áp dụng cho việc của chính người ghi nhận.")
    data = {
        "state": say("Chưa có lần gián đoạn nào") if none else say("Không tính chậm cho ai trong thời gian gián đoạn"),
        "state_colour": "good" if none else "accent",
        "title": say("Gián đoạn hệ thống"),
        "hint": say("Hạn rơi vào lúc gián đoạn được lùi đến hết ngày làm việc đầu tiên sau khi hoạt động lại."),
        "outages": [{"when": _when(each, context), "facts": _facts(each, context)} for each in view.outages],
        "may_record": view.may_record,
        "scope": scope,
        "day": view.day.isoformat(),
        "summary": say("Gián đoạn hệ thống"),
    }
    return render("outages", data, context, subject="outages/all")


def _when(outage: OutageView, context: CardContext) -> str:
    since = words.moment(outage.since, context.locale, context.now)
    if outage.until is None:
        return context.say("Từ {since}, chưa hoạt động lại", since=since)
    return f"{since} – {words.moment(outage.until, context.locale, context.now)}"


def _facts(outage: OutageView, context: CardContext) -> str:
    source = "" if outage.recorded_by else words.sentence(context.say(outage.source.label))
    who = fact.person(outage.recorded_by) if outage.recorded_by else ""
    return words.joined((source, words.clip(outage.unit, 160), who, words.clip(outage.reason, fact.LONG)))
