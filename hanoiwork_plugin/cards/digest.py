"""*Việc hôm nay*: one card a morning in place of many reminders (CARDS, "Quiet")."""

from collections import Counter

from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.timing.digest import DigestKind, DigestLine, DigestView

_COLOURS: dict[DigestKind, words.Colour] = {
    DigestKind.OVERDUE: "attention",
    DigestKind.RETURNED: "attention",
    DigestKind.DUE_SOON: "warning",
    DigestKind.SELF_EVALUATION: "warning",
    DigestKind.REVIEW: "warning",
    DigestKind.APPROVAL: "warning",
    DigestKind.AWAITED: "warning",
    DigestKind.CO_OPERATION: "warning",
}


_BY_DEADLINE = frozenset(
    {*(DigestKind.OVERDUE, DigestKind.DUE_SOON), *(DigestKind.SELF_EVALUATION, DigestKind.REVIEW, DigestKind.APPROVAL)}
)
"""Their deadline says it all."""


def digest_card(view: DigestView, context: CardContext) -> Card:
    """Each task with why it is here, the most pressing first; pressed away, it says until when."""
    say = context.say
    count: Counter[DigestKind] = Counter()
    for line in view.lines:
        count[line.kind] += line.count
    counted = words.joined(
        say("{count} {what}", count=count[kind], what=say(kind.label)) for kind in DigestKind if count[kind]
    )
    note = ""
    if view.put_off_to is not None and not view.lines:
        note = say("Sẽ nhắc lại sáng {day}.", day=words.day(view.put_off_to, context.locale, context.now))
    elif not view.lines:
        note = say("Không có việc nào cần nhắc.")
    first = view.lines[0].kind if view.lines else None
    data = {
        "state": counted or say("Không còn việc cần nhắc"),
        "state_colour": _COLOURS.get(first, "accent") if first else "good",
        "when": words.day(view.day, context.locale, context.now),
        "title": say("Việc hôm nay"),
        "has_note": bool(note),
        "note": note,
        "has_lines": bool(view.lines),
        "lines": [
            {
                "name": _name(line, context),
                "why": _why(line, context),
                "colour": _COLOURS.get(line.kind, "default"),
                "is_task": line.task_id is not None
                and line.request_id is None
                and line.kind is not DigestKind.BOTTLENECK,
                "is_request": line.request_id is not None,
                "is_bottleneck": line.kind is DigestKind.BOTTLENECK,
                "is_self_evaluation": line.kind is DigestKind.SELF_EVALUATION,
                "subject": _subject(line),
                "version": line.version,
                "action_id": f"open_{number}",
            }
            for number, line in enumerate(view.lines, start=1)
        ],
        "has_rest": view.rest > 0,
        "rest": say("Còn {count} việc khác trong danh sách việc của anh/chị.", count=view.rest),
        "summary": words.joined((say("Việc hôm nay"), counted or note)),
    }
    return render("digest", data, context, subject=f"digest/{view.person_id}")


def _name(line: DigestLine, context: CardContext) -> str:
    """The task, or the step of the month; the evaluations that wait have cards of their own in the conversation."""
    period = words.period(line.period, context.locale) if line.period else ""
    match line.kind:
        case DigestKind.SELF_EVALUATION:
            return context.say("Tự đánh giá {period}", period=period)
        case DigestKind.REVIEW:
            return context.say("Nhận xét, đánh giá {period}: còn {count} hồ sơ", period=period, count=line.count)
        case DigestKind.APPROVAL:
            return context.say("Phê duyệt đánh giá {period}: còn {count} hồ sơ", period=period, count=line.count)
        case _:
            return words.clip(line.name, 160)


def _why(line: DigestLine, context: CardContext) -> str:
    """ "Quá hạn 1 ngày", "Trả lại, chờ gửi lại · còn 2 ngày · thứ Sáu 19/6"."""
    due = words.deadline(line.due, context.now, context.locale) if line.due else ""
    if line.kind in _BY_DEADLINE:
        return words.sentence(due)
    return words.joined((words.sentence(context.say(line.kind.label)), due))


def _subject(line: DigestLine) -> str:
    if line.request_id is not None:
        return f"task_request/{line.request_id}"
    if line.task_id is None:
        return f"evaluation/{line.step_id}"
    return f"{'bottleneck' if line.kind is DigestKind.BOTTLENECK else 'task'}/{line.task_id}"
