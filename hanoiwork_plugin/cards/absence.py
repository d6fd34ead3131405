"""Cards of absences (nghỉ): the form, and what becomes of the tasks meanwhile (STORY 12)."""

from collections.abc import Sequence
from datetime import date

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.changes.absence import AbsenceKind, AbsenceState
from hanoiwork_plugin.domain.changes.change_views import AbsenceView, LeftTaskView
from hanoiwork_plugin.domain.views import PersonRef

_COLOURS: dict[AbsenceState, words.Colour] = {
    AbsenceState.ANNOUNCED: "accent",
    AbsenceState.RECORDED: "good",
    AbsenceState.WITHDRAWN: "default",
}
MOST_CHOICES = 80
"""People or tasks to choose from on one card; more are found through REST."""


def absence_form_card(people: Sequence[PersonRef], today: date, context: CardContext) -> Card:
    """Báo nghỉ: for oneself, or by the line for somebody else; the first of ``people`` is the one who asks."""
    hint = context.say(
        "Nghỉ của người thuộc thẩm quyền được ghi nhận ngay; nghỉ của anh/chị do cấp trên ghi nhận."
        if len(people) > 1
        else "Thủ trưởng của anh/chị sẽ ghi nhận."
    )
    data = {
        "title": context.say("Báo nghỉ"),
        "hint": hint,
        "people": person_choices(people),
        "person": str(people[0].id),
        "kinds": [{"title": words.sentence(context.say(kind.label)), "value": kind.value} for kind in AbsenceKind],
        "from": today.isoformat(),
        "to": today.isoformat(),
        "summary": context.say("Báo nghỉ"),
    }
    return render("absence_form", data, context, subject=f"person/{people[0].id}")


def person_choices(people: Sequence[PersonRef]) -> list[dict[str, str]]:
    """People to choose from, as named in the register."""
    return [{"title": fact.person(person), "value": str(person.id)} for person in people[:MOST_CHOICES]]


def absence_card(view: AbsenceView, context: CardContext) -> Card:
    """Nghỉ: whose, when, who recorded it; for the line the tasks that fall into it."""
    recorded = view.state is AbsenceState.RECORDED
    title = context.say("{kind} – {name}", kind=words.sentence(context.say(view.kind.label)), name=view.person.name)
    days = days_words(view.valid_from, view.valid_to, context)
    free = [task for task in view.tasks if not task.settled]
    following = ""
    if recorded:
        back = words.day(view.back_on, context.locale, context.now)
        following = context.say("Đi làm lại {day}; đến lúc đó không nhắc việc người nghỉ.", day=back)
    elif view.state is AbsenceState.ANNOUNCED and not view.may_record:
        following = context.say("Tiếp theo: thủ trưởng ghi nhận.")
    changed = _changed_words(view, context)
    data = {
        "state": words.sentence(context.say(view.state.label)),
        "state_colour": _COLOURS[view.state],
        "when": days,
        "title": title,
        "facts": fact.facts(
            (context.say("Người nghỉ"), fact.person(view.person)),
            (context.say("Đơn vị"), words.clip(view.unit, 160)),
            (context.say("Thời gian"), days),
            (context.say("Lý do"), words.clip(view.note, fact.LONG)),
            (context.say("Người ghi nhận"), fact.person(view.recorded_by)),
        ),
        "has_tasks": bool(view.tasks),
        "tasks_title": context.say("Việc đang làm: {count}", count=len(view.tasks)),
        "tasks": [{"text": _task_line(task, context)} for task in view.tasks[:MOST_CHOICES]],
        "lendable": task_choices(free),
        "colleagues": person_choices(view.colleagues),
        "has_changed": bool(changed),
        "changed": changed,
        "may_record": view.may_record,
        "may_change": view.may_change,
        "last": view.valid_to.isoformat(),
        "may_settle": bool(free) and bool(view.colleagues),
        "has_next": bool(following),
        "next": following,
        "summary": words.joined((title, days)),
    }
    return render("absence", data, context, subject=f"absence/{view.id}", version=view.version)


def _changed_words(view: AbsenceView, context: CardContext) -> str:
    if view.changed is None:
        return ""
    done = view.changed
    when = words.moment(done.at, context.locale, context.now)
    who = fact.name(done.by, context)
    if done.valid_to_before is None:
        return context.say("{name} rút đợt nghỉ {when}: {reason}", name=who, when=when, reason=_clipped(done.reason))
    before = words.day(done.valid_to_before, context.locale, context.now)
    return context.say(
        "{name} đổi ngày nghỉ {when} (trước đó đến {day}): {reason}",
        name=who,
        when=when,
        day=before,
        reason=_clipped(done.reason),
    )


def _clipped(reason: str) -> str:
    return words.clip(reason, fact.LONG)


def days_words(first: date, last: date, context: CardContext) -> str:
    """From a day to a day, both included (thứ Hai 8/6 đến thứ Sáu 12/6)."""
    begins = words.day(first, context.locale, context.now)
    if first == last:
        return begins
    return context.say("{first} đến {last}", first=begins, last=words.day(last, context.locale, context.now))


def task_choices(tasks: Sequence[LeftTaskView]) -> list[dict[str, str]]:
    """Tasks to choose from, by name."""
    return [{"title": words.clip(task.name, 120), "value": str(task.id)} for task in tasks[:MOST_CHOICES]]


def task_words(task: LeftTaskView, context: CardContext) -> str:
    """One open task in a line: name, state, deadline."""
    due = words.deadline(task.due, context.now, context.locale)
    return words.joined((words.clip(task.name, 160), context.say(task.state.label), due))


def _task_line(task: LeftTaskView, context: CardContext) -> str:
    done = ""
    if task.settled == "lent" and task.back_on is not None:
        back = words.day(task.back_on, context.locale, context.now)
        done = context.say("{name} làm thay đến {day}", name=fact.name(task.lent_to, context), day=back)
    elif task.settled:
        done = context.say("đã tạm dừng hạn")
    return words.joined((task_words(task, context), done))
