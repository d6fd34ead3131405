"""Dialogs beside a task's card: what the assignee may ask, how the giver may steer (DOMAIN 4)."""

from datetime import timedelta

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.absence import person_choices
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.request_views import AskingView, CostView, SteeringView
from hanoiwork_plugin.domain.doing.requests import HandOverWhy
from hanoiwork_plugin.domain.tasks import TaskAct

MOST_SIDES = 90
"""Units and people to choose from on the card; others are named through REST."""


def asking_card(view: AskingView, context: CardContext) -> Card:
    """Đề nghị, ý kiến về nhiệm vụ: only the forms that fit the task as it is."""
    say = context.say
    today = hanoi_date(context.now)
    units = [{"title": words.clip(name, 100), "value": f"unit:{unit_id}"} for unit_id, name in view.units]
    people = [{"title": fact.person(each), "value": f"person:{each.id}"} for each in view.people]
    sides = [*units, *people][:MOST_SIDES]
    first_row = view.may_wait or view.may_extend or view.may_hand_over
    nothing = not (first_row or view.claimable or view.may_remark)
    data = {
        "title": say("Đề nghị, ý kiến"),
        "name": words.clip(view.name, 300),
        "has_late": view.too_late_to_extend,
        "late": say(
            "Hạn đã qua ({due}) nên không xin gia hạn được nữa. Nếu chậm do nguyên nhân khách quan, mời anh/chị "
            "nêu nguyên nhân kèm minh chứng; khi người có thẩm quyền xác nhận, lần chậm này không bị trừ điểm.",
            due=words.due_time(view.due, context.locale, context.now) if view.due else "",
        ),
        "is_empty": nothing,
        "has_first_row": first_row,
        "has_second_row": bool(view.claimable) or view.may_remark,
        "may_wait": view.may_wait and bool(sides),
        "may_extend": view.may_extend,
        "may_hand_over": view.may_hand_over,
        "may_claim": bool(view.claimable),
        "may_remark": view.may_remark,
        "sides": sides,
        "today": today.isoformat(),
        "in_three_days": (today + timedelta(days=3)).isoformat(),
        "costs": [{"title": cost_words(each, context), "value": str(each.entry_id)} for each in view.claimable],
        "summary": words.joined((say("Đề nghị, ý kiến"), words.clip(view.name, 300))),
    }
    return render("task_asking", data, context, subject=f"task/{view.task_id}", version=view.version)


def cost_words(cost: CostView, context: CardContext) -> str:
    """A return or missed deadline in a line: "Trả lại lúc 9:12 thứ Tư 10/6 (sai sót lớn về nội dung)"."""
    when = words.moment(cost.at, context.locale, context.now)
    if cost.act is TaskAct.MISS_DEADLINE:
        return context.say("Quá hạn từ {when}", when=when)
    kind = context.say(cost.return_type.label) if cost.return_type else ""
    return context.say("Trả lại lúc {when} ({kind})", when=when, kind=kind)


def steering_card(view: SteeringView, context: CardContext) -> Card:
    """Điều hành nhiệm vụ: pause, give to somebody else, close with what is done, cancel; accept a part."""
    say, may = context.say, view.allowed
    shown = {
        "may_pause": TaskAct.SUSPEND in may,
        "may_reassign": TaskAct.HAND_OVER in may and bool(view.colleagues),
        "may_cancel": TaskAct.CANCEL in may,
        "may_close": TaskAct.CLOSE in may,
        "may_accept_part": TaskAct.APPROVE_PRODUCT in may and view.units_waiting > 1,
    }
    data = {
        **shown,
        "is_empty": not any(shown.values()),
        "has_first_row": shown["may_pause"] or shown["may_reassign"] or shown["may_accept_part"],
        "has_second_row": shown["may_close"] or shown["may_cancel"],
        "title": say("Điều hành nhiệm vụ"),
        "name": words.clip(view.name, 300),
        "colleagues": person_choices(view.colleagues),
        "reasons": [
            {"title": words.sentence(say(why.label)), "value": why.value}
            for why in (HandOverWhy.REASSIGNED, HandOverWhy.CANNOT)
        ],
        "units": words.number(view.units_waiting, context.locale),
        "units_number": words.json_number(view.units_waiting),
        "summary": words.joined((say("Điều hành nhiệm vụ"), words.clip(view.name, 300))),
    }
    return render("task_steering", data, context, subject=f"task/{view.task_id}", version=view.version)
