"""Cards of delegations (ủy quyền): the form, proposed or asked for, and the delegation itself (STORY 24)."""

from collections.abc import Sequence
from uuid import UUID

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.absence import days_words, person_choices
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.changes.change_views import DelegationForm, DelegationView
from hanoiwork_plugin.domain.changes.delegation import DelegationScope


def delegation_form_card(form: DelegationForm, scopes: Sequence[DelegationScope], context: CardContext) -> Card:
    """Mẫu ủy quyền: to whom, for what, from when to when; nothing is delegated by looking at it."""
    title = context.say("Ủy quyền của {name}", name=fact.name(form.giver, context))
    data = {
        "state": context.say("Đề xuất ủy quyền" if form.why else "Ủy quyền"),
        "state_colour": "accent",
        "when": words.clip(form.unit, 80),
        "title": title,
        "has_why": bool(form.why),
        "why": form.why,
        "people": person_choices(form.people),
        "proposed": str(form.proposed.id) if form.proposed else "",
        "scopes": [{"title": words.sentence(context.say(scope.label)), "value": scope.value} for scope in scopes],
        "scope": scopes[0].value if scopes else "",
        "from": form.valid_from.isoformat(),
        "to": form.valid_to.isoformat(),
        "limits": context.say(
            "Ủy quyền tự hết hạn, không được ủy quyền lại; người nhận không xử lý hồ sơ của chính mình và của "
            "người ủy quyền."
        ),
        "summary": title,
    }
    return render("delegation_form", data, context, subject=f"person/{form.giver.id}")


def delegation_card(view: DelegationView, viewer_id: UUID, context: CardContext) -> Card:
    """Ủy quyền: who for whom, scope and days; the giver and those above can end it."""
    days = days_words(view.valid_from, view.valid_to, context)
    if viewer_id == view.taker.id:
        title = context.say("Anh/chị được {name} ủy quyền", name=fact.name(view.giver, context))
    else:
        title = context.say("Ủy quyền cho {name}", name=fact.name(view.taker, context))
    over = view.ended_at is not None or view.valid_to < hanoi_date(context.now)
    state = context.say("Đã chấm dứt" if over else "Đang có hiệu lực" if view.in_force else "Sắp có hiệu lực")
    following = ""
    if not over:
        following = context.say("Việc làm theo ủy quyền được ghi “thay mặt {name}”.", name=view.giver.name)
    data = {
        "state": state,
        "state_colour": "default" if over else "good" if view.in_force else "accent",
        "when": days,
        "title": title,
        "facts": fact.facts(
            (context.say("Phạm vi"), words.sentence(", ".join(context.say(act.label) for act in view.acts))),
            (context.say("Đơn vị"), words.clip(view.unit, 160)),
            (context.say("Thời gian"), days),
            (context.say("Căn cứ"), words.clip(view.basis, fact.LONG)),
            (context.say("Người chấm dứt"), fact.person(view.ended_by)),
        ),
        "has_next": bool(following),
        "next": following,
        "may_end": view.may_end,
        "summary": words.joined((title, days)),
    }
    return render("delegation", data, context, subject=f"delegation/{view.id}", version=view.version)
