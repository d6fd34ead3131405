"""The card of repeating work: the rule, the coming occurrences, skipping one, ending it (DOMAIN 4)."""

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.assigning.pattern_views import OccurrenceView, PatternView
from hanoiwork_plugin.domain.assigning.recurrence import PatternState

_COLOURS: dict[PatternState, words.Colour] = {
    PatternState.SET: "accent",
    PatternState.ACTIVE: "good",
    PatternState.ENDED: "default",
}


def pattern_card(view: PatternView, context: CardContext) -> Card:
    """Việc lặp lại, as it stands now."""
    say = context.say
    open_ones = [each for each in view.coming if not each.skip_reason]
    data = {
        "state": words.joined((say("Việc lặp lại"), say(view.state.label))),
        "state_colour": _COLOURS[view.state],
        "name": words.clip(view.name, 300),
        "facts": fact.facts(
            (say("Lặp lại"), fact.repeats(view.rule, context)),
            (say("Người thực hiện"), fact.person(view.accountable)),
            (say("Người giao"), fact.person(view.set_by)),
            (say("Lý do kết thúc"), words.clip(view.end_reason, fact.LONG)),
        ),
        "has_coming": bool(view.coming),
        "coming": [{"text": _line(each, context)} for each in view.coming],
        "may_skip": view.may_steer and bool(open_ones),
        "may_end": view.may_steer,
        "days": [
            {"title": words.day(each.day, context.locale, context.now), "value": each.nominal.isoformat()}
            for each in open_ones
        ],
        "task_subject": f"task/{view.id}",
        "summary": words.joined((say("Việc lặp lại"), words.clip(view.name, 300), fact.repeats(view.rule, context))),
    }
    return render("pattern", data, context, subject=f"pattern/{view.id}", version=view.version)


def _line(each: OccurrenceView, context: CardContext) -> str:
    """One occurrence: its day, and whether its task is there or it is skipped."""
    made = context.say("đã tạo nhiệm vụ") if each.task_id and not each.skip_reason else ""
    reason = words.clip(each.skip_reason, 80)
    skipped = context.say("bỏ qua: {reason}", reason=reason) if reason else ""
    return words.joined((words.day(each.day, context.locale, context.now), made, skipped))
