"""*Việc cần quyết định hôm nay*: the clean ones in one press, the doubtful one by one (CARDS, "Quiet")."""

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.doing.decisions import Deciding
from hanoiwork_plugin.domain.doing.request_views import DecisionLine, DecisionsView


def decisions_card(view: DecisionsView, context: CardContext) -> Card:
    """One card a day; after the press it says what was accepted and what was held back."""
    say = context.say
    decided = view.decided_at is not None
    clean, one_by_one = len(view.clean), len(view.doubtful) + len(view.changed)
    counted = words.joined(
        (
            say("{count} sạch", count=clean) if clean else "",
            say("{count} cần xem", count=one_by_one) if one_by_one else "",
        )
    )
    outcome = ""
    if decided:
        outcome = say("Đã duyệt {count} sản phẩm.", count=len(view.accepted))
        if view.changed:
            outcome += " " + say(
                "Giữ lại {count} sản phẩm đã thay đổi sau khi thẻ này hiển thị, mời xem từng việc.",
                count=len(view.changed),
            )
    looked_at = [(line, _doubts(line, context)) for line in view.doubtful]
    looked_at += [(line, say("đã thay đổi sau khi thẻ này hiển thị")) for line in view.changed]
    data = {
        "state": counted or say("Không còn việc nào chờ quyết định"),
        "state_colour": "accent" if counted else "good",
        "when": words.day(view.day, context.locale, context.now),
        "title": say("Việc cần quyết định hôm nay"),
        "has_outcome": bool(outcome),
        "outcome": outcome,
        "outcome_style": "warning" if view.changed else "good",
        "has_clean": bool(view.clean),
        "clean": [{"name": words.clip(line.name, 160), "facts": _facts(line, context)} for line in view.clean],
        "accept_title": say("Duyệt {count} sản phẩm", count=clean),
        "has_doubtful": bool(looked_at),
        "doubtful": [
            {
                "name": words.clip(line.name, 160),
                "facts": _facts(line, context),
                "why": why,
                "has_why": bool(why),
                "subject": f"{line.subject_type}/{line.subject_id}",
                "version": line.version,
                "of_task": line.subject_type == "task",
                "of_request": line.subject_type != "task",
                "action_id": f"open_{number}",
                "request_id": f"ask_{number}",
            }
            for number, (line, why) in enumerate(looked_at, start=1)
        ],
        "has_rest": view.rest > 0,
        "rest": say("Còn {count} việc khác, hiện tiếp khi các việc này đã quyết định.", count=view.rest),
        "may_renew": view.rest > 0 and decided,
        "summary": words.joined((say("Việc cần quyết định hôm nay"), counted or outcome)),
    }
    return render("decisions", data, context, subject=f"decision_list/{view.id}", version=view.version)


def _facts(line: DecisionLine, context: CardContext) -> str:
    """ "Duyệt sản phẩm · Nguyễn Văn An · 2 sản phẩm · 1 tệp · gửi 16:40 thứ Hai 8/6"."""
    what = "" if line.kind is Deciding.PRODUCT else words.sentence(context.say(line.kind.label))
    if line.request is not None:
        what = words.sentence(context.say(line.request.label))
    units = (
        context.say("số lượng {quantity}", quantity=words.number(line.quantity, context.locale))
        if line.quantity
        else ""
    )
    files = context.say("{count} tệp", count=line.files) if line.files else ""
    sent = words.moment(line.since, context.locale, context.now)
    return words.joined((what, fact.name(line.person, context) if line.person else "", units, files, sent))


def _doubts(line: DecisionLine, context: CardContext) -> str:
    return words.joined((context.say(doubt.label) for doubt in line.doubts), ", ")
