"""The card that "giao việc" opens: what was understood, and the fields after the press (STORY 7)."""

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.absence import person_choices
from hanoiwork_plugin.cards.gate import item_title
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.task import choices
from hanoiwork_plugin.domain.assigning.giving_views import GivingView
from hanoiwork_plugin.domain.calendar import hanoi_date, to_hanoi, weekday_words
from hanoiwork_plugin.domain.tasks import TaskKind


def giving_card(view: GivingView, context: CardContext) -> Card:
    """Giao việc: the expected press opens the form, which holds what was typed already."""
    say = context.say
    understood = fact.facts(
        (say("Tên nhiệm vụ"), words.clip(view.name, fact.LONG)),
        (say("Người thực hiện"), fact.person(view.person)),
        (say("Thời hạn"), words.due_time(view.due, context.locale, context.now) if view.due else ""),
        (say("Loại nhiệm vụ"), words.sentence(say(view.kind.label)) if view.kind else ""),
        (say("Căn cứ"), words.clip(view.basis_number, 60)),
    )
    asked = ""
    if view.doubtful:
        names = ", ".join(words.clip(name, 60) for name in view.doubtful)
        asked = say("Chưa rõ “{names}” là ai, mời chọn trong danh sách.", names=names)
    data = {
        "state": say("Giao việc"),
        "title": say("Soạn nhiệm vụ mới"),
        "hint": say("Sau khi soạn, hệ thống chỉ hỏi những mục còn thiếu để trình hoặc giao ngay."),
        "has_facts": bool(understood),
        "facts": understood,
        "has_asked": bool(asked),
        "asked": asked,
        "name": view.name,
        "people": person_choices(view.people),
        "person": str(view.person.id) if view.person else "",
        "has_items": bool(view.items),
        "items": [{"title": item_title(item, None, context), "value": str(item.id)} for item in view.items],
        "kinds": choices(TaskKind, context),
        "kind": view.kind.value if view.kind else "",
        "due": hanoi_date(view.due).isoformat() if view.due else "",
        "due_time": _hour(view) or ("" if view.due else "17:00"),
        "summary": words.joined((say("Giao việc"), words.clip(view.name, fact.LONG))),
    }
    return render("giving", data, context, subject=f"person/{view.giver.id}")


def _hour(view: GivingView) -> str:
    """The hour of the deadline; none where the end of the day is meant."""
    whole_day = view.due is None or weekday_words(view.due).time is None
    return "" if whole_day or view.due is None else to_hanoi(view.due).strftime("%H:%M")
