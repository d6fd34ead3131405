"""*Các quy tắc theo dõi* for everybody, and the counts by unit for the city board (DOMAIN 7)."""

from collections.abc import Sequence

from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.watch.watch_rules import WatchRuleView, figures
from hanoiwork_plugin.domain.watch.watch_views import CityNotes, UnitNotes

MOST_UNITS = 40
"""Agencies on one card, those with most to settle first; all of them are in REST."""


def watch_rules_card(rules: Sequence[WatchRuleView], context: CardContext) -> Card:
    """Every rule: its sentence, its threshold, who is told, what it does not mean."""
    say = context.say
    numbers = {name: words.number(value, context.locale) for name, value in figures().items()}
    data = {
        "state": say("Điểm không thay đổi vì các dấu hiệu này"),
        "title": say("Các quy tắc theo dõi"),
        "rules": [
            {
                "sentence": say(rule.pattern.label),
                "threshold": say("Ngưỡng: {threshold}", threshold=say(rule.threshold.label, **numbers)),
                "told": say(rule.told_to.label, **numbers),
                "not_meant": say(rule.not_meant),
            }
            for rule in rules
        ],
        "summary": say("Các quy tắc theo dõi"),
    }
    return render("watch_rules", data, context, subject="watch_rules/all")


def watch_counts_card(view: CityNotes, context: CardContext) -> Card:
    """How many bottlenecks and notes each agency has; units, no names."""
    say = context.say
    units = sorted(view.units, key=lambda unit: (-unit.bottlenecks, -unit.passed_on, -unit.open, unit.unit))
    rest = len(units) - MOST_UNITS
    title = say("Dấu hiệu và điểm nghẽn theo đơn vị")
    data = {
        "state": say("Chỉ có số liệu theo đơn vị") if units else say("Không có dấu hiệu nào"),
        "state_colour": "accent" if units else "good",
        "when": words.day(hanoi_date(context.now), context.locale, context.now),
        "title": title,
        "units": [
            {"unit": words.clip(unit.unit, 160), "counts": words.sentence(_counts(unit, context))}
            for unit in units[:MOST_UNITS]
        ],
        "has_rest": rest > 0,
        "rest": say("Còn {count} đơn vị khác.", count=rest),
        "summary": title,
    }
    return render("watch_counts", data, context, subject="watch_counts/all")


def _counts(unit: UnitNotes, context: CardContext) -> str:
    say = context.say
    return words.joined(
        (
            say("{count} điểm nghẽn", count=unit.bottlenecks) if unit.bottlenecks else "",
            say("{count} lưu ý chờ trả lời", count=unit.open) if unit.open else "",
            say("{count} đã chuyển theo dõi", count=unit.passed_on) if unit.passed_on else "",
            say("{count} đã trả lời", count=unit.answered) if unit.answered else "",
        )
    )
