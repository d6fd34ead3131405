"""Words of co-operation (phối hợp): its request's card, the form that asks for it, its lines behind [Xem đầy đủ]."""

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import CardContext
from hanoiwork_plugin.domain.calendar import due_instant
from hanoiwork_plugin.domain.doing.request_views import CoOperationForm, RequestView
from hanoiwork_plugin.domain.doing.requests import OPEN_CO_OPERATION, RequestState
from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.domain.views import CoOperationRef, TaskView

MOST_SIDES = 90
"""Units and people to choose from on the card; others are named through REST."""
MOST_LINES = 6
"""Requests behind [Xem đầy đủ], those still open first; all of them are in REST."""


def state_of(state: RequestState, context: CardContext) -> str:
    """Where co-operation stands, in its own words."""
    say = context.say
    return {
        RequestState.ASKED: say("chờ trả lời"),
        RequestState.AGREED: say("đã nhận phối hợp"),
        RequestState.SENT: say("đã gửi kết quả, chờ xác nhận"),
        RequestState.REFUSED: say("không nhận phối hợp"),
        RequestState.ENDED: say("đã xong"),
        RequestState.WITHDRAWN: say("đã rút"),
    }[state]


def form(asked: CoOperationForm | None, context: CardContext) -> dict[str, object]:
    """The data of [Đề nghị phối hợp] in a dialog beside the task."""
    if asked is None:
        return {"may_co_operate": False, "co_sides": [], "co_what": "", "co_until": ""}
    named = zip(fact.people(asked.sides.people), asked.sides.people, strict=True)
    people = [{"title": title, "value": f"person:{each.id}"} for title, each in named]
    units = [
        {"title": words.clip(name, 100), "value": f"unit:{unit_id}"} for unit_id, name in asked.sides.units[:MOST_SIDES]
    ]
    return {
        "may_co_operate": bool(people or units),
        "co_sides": [*units, *people][:MOST_SIDES],
        "co_what": words.clip(asked.what, 300),
        "co_until": asked.until.isoformat(),
    }


def lines(task: TaskView, context: CardContext) -> list[dict[str, object]]:
    """Who is asked for what, until when and where it stands; each opens its own card."""
    ordered = sorted(task.co_operation, key=lambda each: each.state not in OPEN_CO_OPERATION)
    return [
        {
            "who": _who(each, context),
            "what": words.joined(
                (
                    words.clip(each.what, fact.LONG),
                    context.say("đến {day}", day=words.day(each.until, context.locale, context.now)),
                    state_of(each.state, context),
                    context.say("quá hai ngày làm việc chưa trả lời") if each.unanswered else "",
                )
            ),
            "subject": f"task_request/{each.id}",
            "version": each.version,
            "action_id": f"co_operation_{number}",
        }
        for number, each in enumerate(ordered[:MOST_LINES], start=1)
    ]


def names_only(task: TaskView, context: CardContext) -> str:
    """Who co-operates and has no request: before the task is given everybody, then only units outside the agency."""
    asked = {fold(each.unit) for each in task.co_operation}
    people = {each.person.id for each in task.co_operation if each.person}
    units = [words.clip(unit, 120) for unit in task.co_units if fold(unit.split(" / ")[-1]) not in asked]
    return words.clip(
        ", ".join([*units, *(fact.name(who, context) for who in task.co_people if who.id not in people)]), 600
    )


def _who(each: CoOperationRef, context: CardContext) -> str:
    named = words.clip(each.person.name, 80) if each.person else ""
    return words.joined((named, words.clip(each.unit, 100)), ", ")


def facts(view: RequestView, context: CardContext) -> list[fact.Fact]:
    """What is asked, by whom, of whom, until when; once sent the result, once judged what is still missed."""
    say, locale, now = context.say, context.locale, context.now
    until = due_instant(view.expected_on) if view.expected_on else None
    sent = words.moment(view.result_at, locale, now) if view.result_at else ""
    asked = [
        (say("Nội dung phối hợp"), words.clip(view.text, fact.LONG)),
        (say("Hạn phối hợp"), words.deadline(until, now, locale) if until and _runs(view) else _day(view, context)),
        (say("Người phối hợp"), words.joined((fact.person(view.taker), words.clip(view.side, 100)))),
    ]
    if not sent:
        answer_by = words.due_time(view.answer_by, locale, now) if view.answer_by else ""
        return fact.facts(*asked, (say("Người đề nghị"), fact.person(view.asked_by)), (say("Trả lời trước"), answer_by))
    lacking = (say("Còn thiếu"), words.clip(view.lacking, fact.LONG))
    files = (say("Tệp kèm theo"), fact.evidence(view.evidence, context))
    result = (say("Kết quả"), words.joined((sent, words.clip(view.result_text, fact.LONG))))
    return fact.facts(*asked, result, lacking if view.lacking else files)


def _runs(view: RequestView) -> bool:
    return view.state in (RequestState.ASKED, RequestState.AGREED)


def _day(view: RequestView, context: CardContext) -> str:
    return words.day(view.expected_on, context.locale, context.now) if view.expected_on else ""


def answer(view: RequestView, context: CardContext) -> str:
    """Who took or refused it, and why."""
    if view.answered_by is None or view.answered_at is None:
        return ""
    refused = view.state is RequestState.REFUSED
    done = context.say(
        "{name} không nhận phối hợp lúc {when}" if refused else "{name} nhận phối hợp lúc {when}",
        name=fact.name(view.answered_by, context),
        when=words.moment(view.answered_at, context.locale, context.now),
    )
    return words.joined((done, words.clip(view.answer_text, fact.LONG)), ": ")


def following(view: RequestView, context: CardContext) -> str:
    """Whose turn it is."""
    say = context.say
    doer = fact.name(view.respondent, context)
    match view.state:
        case RequestState.ASKED if view.may_answer:
            return say("Nếu không nhận được, mời nêu lý do; việc đó không tính cho ai.")
        case RequestState.ASKED if view.answer_by is None:
            return say("{name} chưa trả lời sau hai ngày làm việc; người giao đã được báo.", name=doer)
        case RequestState.ASKED:
            return say("Tiếp theo: {name} trả lời.", name=doer)
        case RequestState.AGREED if not view.may_send:
            return say("Tiếp theo: {name} gửi kết quả.", name=doer)
        case RequestState.SENT if not view.may_receive:
            return say("Tiếp theo: người chịu trách nhiệm xác nhận đã nhận.")
        case RequestState.REFUSED:
            return say("Không nhận phối hợp không tính cho ai; có thể đề nghị người khác trên thẻ nhiệm vụ.")
        case _:
            return ""
