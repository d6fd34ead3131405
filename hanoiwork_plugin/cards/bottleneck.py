"""*Điểm nghẽn*: one with its whole way and waits, and those of a department on one card (DOMAIN 7; STORY 19)."""

from collections.abc import Sequence

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.watch.bottlenecks import (
    MOST_SHOWN,
    BottleneckView,
    DepartmentBottlenecks,
    PathStepView,
    SideDays,
    WaitView,
)
from hanoiwork_plugin.domain.watch.watching import DoesNotMean

MOST_LINES = 6
"""Steps, and waits, on one card: the newest; all of them are in REST."""
MOST_LEADS = 60
"""People and units to choose from; others are named through REST."""
MOST_LISTED = 15
"""Bottlenecks behind [Xem đầy đủ]."""
LINES_EACH = 3
"""Steps of each bottleneck on the card of a department: the newest."""


def bottleneck_card(view: BottleneckView, context: CardContext) -> Card:
    """Điểm nghẽn: why, the way with dates and reasons, waiting by side; what a leader decided."""
    say = context.say
    steps, waits = view.steps[-MOST_LINES:], view.waits[-MOST_LINES:]
    state, colour = _state(view, context)
    data = {
        "state": state,
        "state_colour": colour,
        "when": words.deadline(view.due, context.now, context.locale) if view.patterns and view.due else "",
        "name": words.clip(view.task_name, 200),
        "facts": _facts(view, context),
        "has_decision": view.decision is not None,
        "decision": _decision(view, context),
        "has_steps": bool(steps),
        "steps": [_step(step, context) for step in steps],
        "has_waits": bool(waits),
        "waits": [_wait(wait, context) for wait in waits],
        "has_not_meant": bool(view.patterns),
        "not_meant": say(DoesNotMean(view.patterns[0].value).label) if view.patterns else "",
        "may_decide": view.may_decide,
        "may_send": view.may_send,
        "leads": _leads(view),
        "sees_task": view.sees_task,
        "task_subject": f"task/{view.task_id}",
        "summary": words.joined((state, words.clip(view.task_name, 200))),
    }
    return render("bottleneck", data, context, subject=f"bottleneck/{view.task_id}", version=view.version)


def _state(view: BottleneckView, context: CardContext) -> tuple[str, words.Colour]:
    if view.decision is not None:
        return context.say("Đã quyết định chủ trì"), "good"
    if not view.patterns:
        return context.say("Không còn là điểm nghẽn"), "default"
    state = words.joined((context.say("Điểm nghẽn"), context.say(view.state.label)))
    return (state, "accent") if view.sent_to is not None else (state, "warning")


def _facts(view: BottleneckView, context: CardContext) -> list[fact.Fact]:
    say = context.say
    sent = ""
    if view.sent_to is not None and view.sent_at is not None:
        when = words.moment(view.sent_at, context.locale, context.now)
        sent = words.joined((fact.name(view.sent_to, context), when))
    why = words.joined((say(pattern.label) for pattern in view.patterns), "; ")
    back = say("trở lại {name}", name=fact.name(view.came_back_to, context)) if view.came_back_to else ""
    return fact.facts(
        (say("Dấu hiệu"), words.joined((why, back), ": ")),
        (say("Đang giữ"), fact.person(view.holder) if view.decision is None else ""),
        (say("Đơn vị"), words.clip(view.unit, 160)),
        (say("Thời gian chờ"), sides_words(view.sides, context)),
        (say("Đã chuyển"), sent),
    )


def sides_words(sides: Sequence[SideDays], context: CardContext) -> str:
    """ "Chờ đơn vị khác: 4 ngày làm việc · Người giao việc tạm dừng: 2 ngày làm việc"."""
    return words.joined(
        context.say("{side}: {count} ngày làm việc", side=words.sentence(context.say(each.side.label)), count=each.days)
        for each in sides
        if each.days
    )


def _decision(view: BottleneckView, context: CardContext) -> str:
    if view.decision is None:
        return ""
    made = view.decision
    done = context.say(
        "{name} quyết định lúc {when}: {lead} chủ trì",
        name=fact.name(made.by, context),
        when=words.moment(made.at, context.locale, context.now),
        lead=fact.person(made.to),
    )
    due = context.say("hạn {due}", due=words.due_time(made.due, context.locale, context.now)) if made.due else ""
    return words.joined((words.joined((done, due)), words.clip(made.reason, fact.LONG)), ". ")


def _way(step: PathStepView, context: CardContext) -> str:
    if step.from_person.id == step.to_person.id:
        return context.say("{name} tiếp tục giữ", name=fact.name(step.to_person, context))
    return f"{fact.name(step.from_person, context)} → {fact.name(step.to_person, context)}"


def _step(step: PathStepView, context: CardContext) -> dict[str, str]:
    when = words.moment(step.at, context.locale, context.now)
    return {"line": _way(step, context), "why": words.joined((when, _why(step, context)))}


def _why(step: PathStepView, context: CardContext) -> str:
    kind = context.say(step.kind.label)
    if not step.counted:
        kind = context.say("{kind} (không tính vào chuỗi)", kind=kind)
    return words.joined((kind, words.clip(step.reason, fact.LONG)), ": ")


def _wait(wait: WaitView, context: CardContext) -> dict[str, str]:
    """Where it arose and how long; who waits, for what, from when to when."""
    say = context.say
    awaited = words.clip(wait.awaited_unit, 120) or fact.name(wait.awaited, context)
    since = words.moment(wait.since, context.locale, context.now)
    until = words.moment(wait.until, context.locale, context.now) if wait.until else ""
    lasted = (
        say("từ {since} đến {until}", since=since, until=until) if until else say("từ {since} đến nay", since=since)
    )
    waiting = say("{name} chờ", name=fact.name(wait.waiting, context)) if wait.waiting else ""
    what = words.joined((say(wait.kind.label), words.clip(wait.text, fact.LONG)), ": ")
    return {
        "line": say("{side}: {count} ngày làm việc", side=awaited, count=wait.days),
        "why": words.joined((waiting, lasted, what)),
    }


def _leads(view: BottleneckView) -> list[dict[str, str]]:
    named = zip(fact.people(view.people), view.people, strict=True)
    people = [{"title": title, "value": f"person:{each.id}"} for title, each in named]
    units = [{"title": words.clip(unit.name, 100), "value": f"unit:{unit.id}"} for unit in view.units]
    return [*people[: MOST_LEADS - len(units)], *units]


def bottlenecks_card(view: DepartmentBottlenecks, context: CardContext, *, all_of_them: bool = False) -> Card:
    """The bottlenecks of one department: at most five, or all when asked for."""
    say, number = context.say, len(view.bottlenecks)
    shown = view.bottlenecks[: MOST_LISTED if all_of_them else MOST_SHOWN]
    title = say("Điểm nghẽn – {unit}", unit=words.clip(view.unit, 160))
    state = say("{count} điểm nghẽn", count=number) if number else say("Không có điểm nghẽn")
    sides = sides_words(view.sides, context) if number else ""
    rest = number - len(shown)
    note = say("Điểm nghẽn cho biết nơi cần gỡ, không phải lỗi của ai. Điểm không thay đổi.") if number else ""
    data = {
        "state": state,
        "state_colour": "warning" if number else "good",
        "when": words.day(view.day, context.locale, context.now),
        "title": title,
        "has_sides": bool(sides),
        "sides": sides,
        "lines": [_line(each, position, context, all_of_them) for position, each in enumerate(shown, start=1)],
        "has_note": bool(note),
        "note": words.joined((say("Còn {count} điểm nghẽn khác.", count=rest) if rest else "", note), " "),
        "may_see_all": rest > 0 and not all_of_them,
        "summary": words.joined((title, state)),
    }
    return render("bottlenecks", data, context, subject=f"bottlenecks/{view.unit_id}")


def _line(view: BottleneckView, position: int, context: CardContext, brief: bool) -> dict[str, object]:
    """One bottleneck; ``brief``: without its steps, so that a long list stays small."""
    why = words.sentence(words.joined((context.say(pattern.label) for pattern in view.patterns), "; "))
    sent = context.say("đã chuyển {name}", name=fact.name(view.sent_to, context)) if view.sent_to else ""
    waiting = sides_words(view.sides, context)
    steps = () if brief else view.steps[-LINES_EACH:]
    return {
        "name": words.clip(view.task_name, 100 if brief else 160),
        "why": words.joined((why, sent)),
        "subject": f"bottleneck/{view.task_id}",
        "action_id": f"open_{position}",
        "steps": [{"line": _dated(step, context)} for step in steps],
        "has_waiting": bool(waiting),
        "waiting": waiting,
    }


def _dated(step: PathStepView, context: CardContext) -> str:
    when = words.sentence(words.day(hanoi_date(step.at), context.locale, context.now))
    return f"{when}: {words.joined((_way(step, context), _why(step, context)))}"
