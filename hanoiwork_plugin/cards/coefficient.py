"""Hệ số tạm tính của việc ngoài danh mục, và mục do việc lặp lại mà thành đề xuất (DOMAIN 2, 4; STORY 10)."""

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.catalogue import frames, group_choices
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.words import Colour
from hanoiwork_plugin.domain.assigning.provisional import CoefficientAct, CoefficientState
from hanoiwork_plugin.domain.catalogues.catalogue import CataloguePart
from hanoiwork_plugin.domain.catalogues.catalogue_views import CoefficientView, ProposalState, ProposalView

_COLOURS: dict[CoefficientState, Colour] = {
    CoefficientState.PROVISIONAL: "warning",
    CoefficientState.CONFIRMED: "good",
    CoefficientState.REFUSED: "attention",
}
_PROPOSAL_COLOURS: dict[ProposalState, Colour] = {
    ProposalState.WAITING: "accent",
    ProposalState.TAKEN: "good",
    ProposalState.DECLINED: "default",
}
_REPEATS_LENGTH = 6


def coefficient_card(view: CoefficientView, context: CardContext) -> Card:
    """Duyệt hệ số: the work, what was set by whom, the frames; then what became of it."""
    state = words.sentence(context.say("hệ số {state}", state=context.say(view.state.label)))
    decided = ""
    if view.state is CoefficientState.CONFIRMED and view.confirmed_points is not None:
        decided = _points(view.confirmed_points, view.confirmed_coefficient or view.confirmed_points, context)
    last = ""
    if view.decided_at is not None:
        refused = view.state is CoefficientState.REFUSED
        last = context.say(
            "{actor} không duyệt lúc {when}" if refused else "{actor} đã duyệt lúc {when}",
            actor=fact.name(view.decided_by, context),
            when=words.moment(view.decided_at, context.locale, context.now),
        )
        last = words.joined((last, words.clip(view.reason, 500)), ": ")
    waiting = view.state is CoefficientState.PROVISIONAL and CoefficientAct.CONFIRM not in view.allowed
    following = context.say("Đang chờ {name} duyệt.", name=fact.name(view.asked, context)) if waiting else ""
    if view.state is CoefficientState.REFUSED:
        following = context.say("Việc này chưa được tính điểm cho đến khi có hệ số khác.")
    data = {
        "state": state,
        "state_colour": _COLOURS[view.state],
        "when": words.moment(view.set_at, context.locale, context.now),
        "name": words.clip(view.name, 200),
        "facts": fact.facts(
            (context.say("Sản phẩm"), words.clip(view.product, fact.LONG)),
            (context.say("Người thực hiện"), fact.person(view.accountable)),
            (context.say("Đặt tạm"), _points(view.points, view.coefficient, context)),
            (context.say("Đã duyệt"), decided),
            (context.say("Người đặt"), fact.person(view.set_by)),
        ),
        "has_frames": bool(view.groups) and bool(view.allowed),
        "frames": context.say("Khung điểm của danh mục: {frames}", frames=frames(view.groups)),
        "has_last": bool(last),
        "last": last,
        "has_next": bool(following),
        "next": following,
        "may": {
            "confirm": CoefficientAct.CONFIRM in view.allowed,
            "change": CoefficientAct.CHANGE in view.allowed,
            "refuse": CoefficientAct.REFUSE in view.allowed,
            "set": CoefficientAct.SET in view.allowed,
        },
        "points_number": words.json_number(view.points),
        "summary": words.joined((state, words.clip(view.name, 120))),
    }
    return render("coefficient", data, context, subject=f"task/{view.task_id}", version=view.version)


def _points(points: object, coefficient: object, context: CardContext) -> str:
    return context.say(
        "{points} điểm, hệ số {coefficient}",
        points=fact.value(points, context),
        coefficient=fact.value(coefficient, context),
    )


def proposal_card(view: ProposalView, context: CardContext) -> Card:
    """Việc phát sinh lặp lại: which works, and whether their product goes into the next version."""
    state = words.sentence(context.say(view.state.label))
    lines = [
        words.joined(
            (
                words.clip(each.name, 120),
                fact.name(each.accountable, context) if each.accountable else "",
                words.moment(each.assigned_at, context.locale, context.now) if each.assigned_at else "",
            )
        )
        for each in view.repeats[:_REPEATS_LENGTH]
    ]
    last = ""
    if view.decided_at is not None:
        taken = view.state is ProposalState.TAKEN
        last = context.say(
            "{actor} đưa vào bản đề xuất lúc {when}" if taken else "{actor} không đưa vào lúc {when}",
            actor=fact.name(view.decided_by, context),
            when=words.moment(view.decided_at, context.locale, context.now),
        )
        last = words.joined((last, view.code or words.clip(view.reason, 500)), ": ")
    owners = [{"title": words.clip(view.unit, 120), "value": str(view.department_id)}] if view.department_id else []
    owners += [
        {"title": words.sentence(context.say(part.label)), "value": part.value}
        for part in (CataloguePart.SHARED, CataloguePart.LEADERSHIP)
    ]
    fitting = next((group.name for group in view.groups if group.low <= view.points <= group.high), "")
    title = context.say("Việc phát sinh lặp lại: {product}", product=words.clip(view.product, 150))
    data = {
        "state": state,
        "state_colour": _PROPOSAL_COLOURS[view.state],
        "when": context.say("{count} lần", count=len(view.repeats)),
        "title": title,
        "facts": fact.facts(
            (context.say("Đơn vị"), words.clip(view.unit, 120)),
            (context.say("Đã dùng"), _points(view.points, view.coefficient, context)),
        ),
        "lines": [{"text": each} for each in lines],
        "has_lines": bool(lines),
        "has_last": bool(last),
        "last": last,
        "may_decide": view.may_decide,
        "product": view.product,
        "points_number": words.json_number(view.points),
        "groups": group_choices(view.groups),
        "first_group": fitting,
        "owners": owners,
        "first_owner": owners[0]["value"],
        "summary": words.joined((title, state)),
    }
    return render("catalogue_proposal", data, context, subject=f"catalogue_proposal/{view.id}", version=view.version)
