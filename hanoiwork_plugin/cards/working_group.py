"""Tổ công tác: who they are, on which document, and the form to set them up (STORY 2)."""

from datetime import date

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.absence import person_choices
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.rollout.readiness_views import WorkingGroupsView, WorkingGroupView


def working_group_card(view: WorkingGroupsView, context: CardContext) -> Card:
    """The group in force or to come; whoever may records another, which replaces it."""
    group, today = view.current, hanoi_date(context.now)
    state, colour = _state(group, today, context)
    title = context.say("Tổ công tác: {unit}", unit=words.clip(view.agency, 120))
    shown = _facts(group, context) if group else []
    data = {
        "state": state,
        "state_colour": colour,
        "title": title,
        "has_facts": bool(shown),
        "facts": shown,
        "has_rule": group is None,
        "has_recorded": group is not None,
        "recorded": context.say(
            "{name} ghi nhận lúc {when}.",
            name=fact.name(group.recorded_by, context),
            when=words.moment(group.recorded_at, context.locale, context.now),
        )
        if group
        else "",
        "may_record": view.may_record,
        "record": context.say("Lập lại" if group else "Thành lập"),
        "leaders": person_choices(view.leaders),
        "head": str(view.leaders[0].id) if view.leaders else "",
        "it": "\n".join(each.account for each in view.it_people[:3]),
        "from": today.isoformat(),
        "summary": words.joined((title, state)),
    }
    return render("working_group", data, context, subject=f"working_group/{view.agency_id}")


def _state(group: WorkingGroupView | None, today: date, context: CardContext) -> tuple[str, str]:
    if group is None:
        return context.say("Chưa có tổ công tác"), "warning"
    day = words.day(group.valid_from, context.locale, context.now)
    if group.valid_from > today:
        return context.say("Có hiệu lực từ {day}", day=day), "accent"
    return context.say("Đang hoạt động, từ {day}", day=day), "good"


def _facts(group: WorkingGroupView, context: CardContext) -> list[fact.Fact]:
    dated = words.day(group.basis_date, context.locale)
    basis = words.joined((words.clip(group.basis_number, 60), dated, words.clip(group.basis_issuer, 80)), ", ")
    it = words.joined((each.name for each in group.it_members[:5]), ", ")
    return fact.facts(
        (context.say("Bộ phận đảm nhiệm"), words.clip(group.body_name, fact.LONG)),
        (context.say("Tổ trưởng"), fact.person(group.head)),
        (context.say("Công nghệ thông tin"), words.joined((it, words.clip(group.it_basis, 80)))),
        (context.say("Thành viên"), _names(group, context)),
        (context.say("Căn cứ"), basis),
    )


def _names(group: WorkingGroupView, context: CardContext) -> str:
    names = words.joined((each.name for each in group.members[:6]), ", ")
    rest = len(group.members) - 6
    return context.say("{names} và {count} người khác", names=names, count=rest) if rest > 0 else names
