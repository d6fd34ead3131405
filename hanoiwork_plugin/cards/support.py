"""Hỗ trợ kỹ thuật: the request in the support group, and its receipt for the asker (DOMAIN 8)."""

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.words import Colour
from hanoiwork_plugin.domain.views import SupportView

_REPLIES_SHOWN = 5


def support_card(request: SupportView, context: CardContext) -> Card:
    """Yêu cầu hỗ trợ for the support group: who asks, what, and who has it in hand."""
    shown = fact.facts(
        (context.say("Người hỏi"), fact.person(request.asker)),
        (context.say("Đơn vị"), words.clip(request.asker_unit, 200)),
        (context.say("Người tiếp nhận"), fact.person(request.taken_by)),
    )
    return _card(request, context, shown, may_take=request.may_take, may_answer=request.may_answer)


def support_receipt_card(request: SupportView, context: CardContext) -> Card:
    """Phiếu hỗ trợ for the asker; the answer comes onto the same card."""
    shown = fact.facts((context.say("Người tiếp nhận"), fact.person(request.taken_by)))
    following = "" if request.answer else context.say("Câu trả lời sẽ hiện ngay trên thẻ này.")
    return _card(request, context, shown, following=following, may_reply=request.may_reply)


def _card(
    request: SupportView,
    context: CardContext,
    shown: list[fact.Fact],
    *,
    may_take: bool = False,
    may_answer: bool = False,
    may_reply: bool = False,
    following: str = "",
) -> Card:
    state, colour = _state(request, context)
    title = context.say("Yêu cầu hỗ trợ số {number}", number=request.number)
    answered = ""
    if request.answer:
        at = words.moment(request.answered_at, context.locale, context.now) if request.answered_at else ""
        who = fact.name(request.answered_by, context)
        answered = context.say("{actor} trả lời lúc {when}", actor=who, when=at) if at else who
    data = {
        "state": state,
        "state_colour": colour,
        "asked": words.moment(request.asked_at, context.locale, context.now),
        "title": title,
        "text": words.clip(request.text, 3000),
        "has_facts": bool(shown),
        "facts": shown,
        "has_answer": bool(request.answer),
        "answered": answered,
        "answer": words.clip(request.answer, 4000),
        "has_replies": bool(request.replies),
        "replies": _replies(request, context),
        "may_reply": may_reply,
        "has_next": bool(following),
        "next": following,
        "may_take": may_take,
        "may_answer": may_answer,
        "answer_style": "default" if may_take else "positive",
        "summary": words.joined((title, state)),
    }
    return render("support", data, context, subject=f"support/{request.id}", version=request.version)


def _replies(request: SupportView, context: CardContext) -> list[dict[str, str]]:
    """The last words exchanged, oldest first; how many came before them."""
    shown = request.replies[-_REPLIES_SHOWN:]
    before = len(request.replies) - len(shown)
    lines = [context.say("{count} trao đổi trước đó", count=before)] if before else []
    lines += [
        context.say(
            "{actor}, {when}: {text}",
            actor=fact.name(each.author, context),
            when=words.moment(each.at, context.locale, context.now),
            text=words.clip(each.text, 2 * fact.LONG),
        )
        for each in shown
    ]
    return [{"text": line} for line in lines]


def _state(request: SupportView, context: CardContext) -> tuple[str, Colour]:
    match request.state:
        case "answered":
            return context.say("Đã trả lời"), "good"
        case "taken":
            return context.say("Đang xử lý"), "accent"
        case _:
            return context.say("Chờ tiếp nhận"), "warning"
