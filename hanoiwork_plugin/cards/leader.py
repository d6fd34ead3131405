"""d, đ and e of those who lead, on the evaluation cards (DOMAIN 5): one line of facts, one form."""

from decimal import Decimal
from typing import Any

from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import CardContext
from hanoiwork_plugin.domain.rating.card_views import EvaluationView
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode
from hanoiwork_plugin.domain.rating.sheet import LeaderFacts


def led(view: EvaluationView, context: CardContext) -> str:
    """d, đ, e as decided, and where the records say otherwise of d by now; empty for those who lead nobody."""
    if not view.leads:
        return ""
    if view.leader is None:
        return context.say("chưa chấm")
    marks = context.say(
        "d {unit_result} · đ {organising} · e {unity}",
        unit_result=words.percent(view.leader.unit_result, context.locale),
        organising=words.percent(view.leader.organising, context.locale),
        unity=words.percent(view.leader.unity, context.locale),
    )
    now = view.leader_facts.unit_result if view.leader_facts else None
    if now is None or now == view.leader.unit_result:
        return marks
    return context.say("{marks} (dữ liệu hiện nay gợi ý d {now})", marks=marks, now=words.percent(now, context.locale))


def leader_form(view: EvaluationView, context: CardContext) -> dict[str, dict[str, Any]]:
    """The form: for each element what the records say, a choice, and the basis. What was decided stays chosen;
    before that d alone is, from the records."""
    facts, given = view.leader_facts, view.leader
    suggested = facts.unit_result if facts else None
    return {
        "unit": _element(
            view,
            context,
            context.say("d. Kết quả của đơn vị, lĩnh vực phụ trách"),
            _unit_hint(facts, context),
            given.unit_result if given else suggested,
            context.say("Căn cứ chấm d (khi khác mức gợi ý)"),
            given.unit_basis if given else "",
        ),
        "organising": _element(
            view,
            context,
            context.say("đ. Tổ chức thực hiện nhiệm vụ"),
            _tasks_hint(facts, context),
            given.organising if given else None,
            context.say("Căn cứ chấm đ (sáng kiến, giải pháp hiệu quả; hoặc lý do)"),
            given.organising_basis if given else "",
        ),
        "unity": _element(
            view,
            context,
            context.say("e. Tập hợp, đoàn kết nội bộ"),
            context.say("Mức 50% khi để mất đoàn kết kéo dài; do người có thẩm quyền quyết định."),
            given.unity if given else None,
            context.say("Căn cứ chấm e (khi mất đoàn kết kéo dài)"),
            given.unity_basis if given else "",
        ),
    }


def _element(
    view: EvaluationView,
    context: CardContext,
    label: str,
    hint: str,
    chosen: Decimal | None,
    basis_label: str,
    basis: str,
) -> dict[str, Any]:
    return {
        "label": label,
        "hint": hint,
        "value": f"{chosen:f}" if chosen is not None else "",
        "missing": context.say("Chọn mức cho “{label}”.", label=label),
        "choices": [
            {"title": words.percent(mark, context.locale), "value": f"{mark:f}"} for mark in view.leader_choices
        ],
        "basis_label": basis_label,
        "basis": basis,
    }


def _unit_hint(facts: LeaderFacts | None, context: CardContext) -> str:
    if facts is None:
        return ""
    told = context.say(
        ReceiptCode.UNIT_FACTS.label,
        scored=facts.scored,
        below=facts.below,
        minimum=words.number(facts.minimum, context.locale),
        unsettled=facts.unsettled,
    )
    return _with_suggestion(told, facts.unit_result, context)


def _tasks_hint(facts: LeaderFacts | None, context: CardContext) -> str:
    if facts is None:
        return ""
    told = context.say(
        ReceiptCode.ORGANISING_FACTS.label,
        clean=facts.clean,
        planned=facts.planned,
        long_late=facts.long_late,
        long_days=facts.long_days,
    )
    return _with_suggestion(told, facts.organising, context)


def _with_suggestion(told: str, suggested: Decimal | None, context: CardContext) -> str:
    if suggested is None:
        return context.say("{facts}. Hệ thống chưa gợi ý được mức.", facts=told)
    return context.say("{facts}. Gợi ý: {mark}.", facts=told, mark=words.percent(suggested, context.locale))
