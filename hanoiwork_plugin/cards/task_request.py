"""The card of a request about a task: who asks what, the answer, and whose turn it is (DOMAIN 4; STORY 13, 18)."""

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.absence import person_choices
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.task_asking import cost_words
from hanoiwork_plugin.cards.words import Colour
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.request_views import RequestView
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState

_COLOURS: dict[RequestState, Colour] = {
    RequestState.ASKED: "accent",
    RequestState.AGREED: "good",
    RequestState.REFUSED: "warning",
    RequestState.ENDED: "default",
    RequestState.WITHDRAWN: "default",
}


def request_card(view: RequestView, context: CardContext) -> Card:
    """Thẻ đề nghị for the one who asks and the one who answers alike."""
    say = context.say
    wait, hand_over = view.kind is RequestKind.WAIT, view.kind is RequestKind.HAND_OVER
    title = {
        RequestKind.WAIT: say("Đang chờ {side}", side=view.side),
        RequestKind.EXTENSION: say("Xin gia hạn"),
        RequestKind.CAUSE: say("Nguyên nhân khách quan"),
        RequestKind.HAND_OVER: say("Đề nghị bàn giao"),
    }[view.kind]
    wanted = view.due_wanted
    answer, following = _answer(view, context), _next(view, context)
    data = {
        "state": words.joined((title, say(view.state.label))),
        "state_colour": _COLOURS[view.state],
        "when": words.moment(view.asked_at, context.locale, context.now),
        "name": words.clip(view.task_name, 300),
        "facts": _facts(view, context),
        "has_answer": bool(answer),
        "answer": answer,
        "answer_style": "warning" if view.state is RequestState.REFUSED else "emphasis",
        "has_next": bool(following),
        "next": following,
        "may_take": view.may_answer and wait,
        "may_agree": view.may_answer and not wait and not hand_over and view.kind is not RequestKind.EXTENSION,
        "may_grant": view.may_answer and view.kind is RequestKind.EXTENSION,
        "may_pass_on": view.may_answer and hand_over,
        "may_refuse": view.may_answer,
        "may_end": view.may_end,
        "may_withdraw": view.may_withdraw,
        "colleagues": person_choices(view.colleagues),
        "taker": str(view.taker.id) if view.taker else "",
        "wanted_day": hanoi_date(wanted).isoformat() if wanted else "",
        "task_subject": f"task/{view.task_id}",
        "may_view": not wait or view.may_withdraw or not (view.may_answer or view.may_end),
        "summary": words.joined((title, words.clip(view.task_name, 300), say(view.state.label))),
    }
    return render("task_request", data, context, subject=f"task_request/{view.id}", version=view.version)


def _facts(view: RequestView, context: CardContext) -> list[fact.Fact]:
    say, locale, now = context.say, context.locale, context.now
    asked = (say("Người đề nghị"), fact.person(view.asked_by))
    reason = (say("Lý do"), words.clip(view.text, fact.LONG))
    answer_by = (say("Trả lời trước"), words.due_time(view.answer_by, locale, now) if view.answer_by else "")
    match view.kind:
        case RequestKind.WAIT:
            pairs = [
                asked,
                (say("Đang chờ"), words.clip(view.text, fact.LONG)),
                (say("Chờ từ"), words.day(view.since, locale, now) if view.since else ""),
                (say("Dự kiến có"), words.day(view.expected_on, locale, now) if view.expected_on else ""),
                (
                    say("Thời gian giữ việc"),
                    say("{count} ngày làm việc", count=view.days_held) if view.days_held is not None else "",
                ),
                answer_by,
            ]
        case RequestKind.EXTENSION:
            pairs = [
                asked,
                (say("Hạn đang có"), words.due_time(view.due_before, locale, now) if view.due_before else ""),
                (say("Xin đến"), words.due_time(view.due_wanted, locale, now) if view.due_wanted else ""),
                reason,
                (say("Được gia hạn đến"), words.due_time(view.due_given, locale, now) if view.due_given else ""),
                answer_by,
            ]
        case RequestKind.CAUSE:
            pairs = [
                asked,
                (say("Về việc"), cost_words(view.cost, context) if view.cost else ""),
                (say("Nguyên nhân"), words.clip(view.text, fact.LONG)),
                (say("Văn bản"), words.clip(view.document, fact.LONG)),
                (say("Minh chứng"), fact.evidence(view.evidence, context)),
            ]
        case RequestKind.HAND_OVER:
            pairs = [asked, reason, (say("Người nhận việc"), fact.person(view.taker))]
    return fact.facts(*pairs)


def _answer(view: RequestView, context: CardContext) -> str:
    if view.answered_by is None or view.answered_at is None:
        return ""
    refused = view.state is RequestState.REFUSED
    done = context.say(
        "{name} không đồng ý lúc {when}" if refused else "{name} đồng ý lúc {when}",
        name=fact.name(view.answered_by, context),
        when=words.moment(view.answered_at, context.locale, context.now),
    )
    return words.joined((done, words.clip(view.answer_text, fact.LONG)), ": ")


def _next(view: RequestView, context: CardContext) -> str:
    """Whose clock runs and what comes next."""
    say, name = context.say, fact.name(view.asked_by, context)
    if view.kind is RequestKind.WAIT:
        match view.state:
            case RequestState.ASKED if view.may_answer:
                return say(
                    "Khi xác nhận, thời gian được tính cho bên anh/chị, không tính chậm cho {name}, "
                    "đến khi chuyển kết quả.",
                    name=name,
                )
            case RequestState.ASKED:
                return say("Chưa được xác nhận nên thời hạn của nhiệm vụ vẫn tính bình thường.")
            case RequestState.AGREED:
                return say("Thời gian đang tính cho {side}.", side=view.side)
            case RequestState.REFUSED:
                return say("Thời hạn của nhiệm vụ vẫn tính bình thường.")
            case _:
                return say("Thời hạn tính lại cho {name}, lùi theo số ngày làm việc đã chờ.", name=name)
    if view.state is RequestState.ASKED and not view.may_answer:
        return say("Tiếp theo: {name} trả lời.", name=fact.name(view.respondent, context))
    if view.kind is RequestKind.CAUSE and view.state is RequestState.AGREED:
        return say("Lần này không bị trừ điểm; biên lai điểm ghi rõ lý do.")
    return ""
