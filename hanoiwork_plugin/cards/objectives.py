"""Mục tiêu: the set of a unit or a person, the tree above and below it, a value to confirm (DOMAIN 3; STORY 5)."""

from collections.abc import Sequence
from typing import Any

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.words import Colour
from hanoiwork_plugin.domain.goals.objective_views import (
    KeyResultView,
    KpiValueView,
    ObjectiveChoice,
    ObjectiveNode,
    ObjectiveSetView,
    ObjectiveView,
)
from hanoiwork_plugin.domain.goals.objectives import Direction, Measure, ObjectiveAct, SheetState
from hanoiwork_plugin.domain.people import LabelledEnum

RESULTS_LENGTH = 8
"""Key results in sight; the page shows the rest."""
TREE_LENGTH = 24
_FAULTS_LENGTH = 6
_CHOICES_LENGTH = 30
_PARENTS_LENGTH = 20

STATE_COLOURS: dict[SheetState, Colour] = {
    SheetState.DRAFT: "accent",
    SheetState.SUBMITTED: "accent",
    SheetState.RETURNED: "attention",
    SheetState.APPROVED: "good",
}


def objectives_card(view: ObjectiveSetView, parents: Sequence[ObjectiveChoice], context: CardContext) -> Card:
    """OKR of a unit or a person: for its writer with what is still wrong, for its approver with both columns."""
    results = [result for objective in view.objectives for result in objective.key_results]
    shown = results[:RESULTS_LENGTH]
    title = _title(view, context)
    state = words.sentence(context.say(view.state.label))
    write = ObjectiveAct.SET in view.allowed
    entering = view.state is SheetState.APPROVED and ObjectiveAct.LINK_TASK in view.allowed
    kpis = [result for result in results if result.measure is Measure.KPI]
    last = _last(view, context)
    waiting = view.state is SheetState.SUBMITTED and ObjectiveAct.APPROVE not in view.allowed
    following = context.say("Đang chờ {name} duyệt.", name=fact.name(view.approver, context)) if waiting else ""
    data = {
        "state": state,
        "state_colour": STATE_COLOURS[view.state],
        "when": words.sentence(words.period(view.period, context.locale)),
        "title": title,
        "owner": words.clip(fact.person(view.person) or view.unit, 200),
        "has_refusal": write and bool(view.faults) and bool(view.objectives),
        "refusals": [{"text": fact.fault(found, context)} for found in view.faults[:_FAULTS_LENGTH]],
        "is_empty": not view.objectives,
        "objectives": [_objective(each, shown, context) for each in view.objectives if _any_of(each, shown)],
        "has_rest": len(results) > len(shown),
        "rest": context.say("và {count} kết quả khác", count=len(results) - len(shown)),
        "has_facts": bool(results),
        "facts": fact.facts(
            (context.say("Tổng trọng số"), words.number(view.weights_total, context.locale) + "%" if results else ""),
            (context.say("Tiến độ chung"), words.percent(view.progress, context.locale) if results else ""),
        ),
        "has_justification": bool(view.justification),
        "justification": words.clip(view.justification, 2000),
        "justified": _justified(view, context),
        "has_last": bool(last),
        "last": last,
        "has_next": bool(following),
        "next": following,
        "may": {
            "submit": ObjectiveAct.SUBMIT in view.allowed and bool(results),
            "approve": ObjectiveAct.APPROVE in view.allowed,
            "justify": ObjectiveAct.JUSTIFY in view.allowed and view.weights_alike,
            "enter": entering and bool(kpis),
            "send_back": ObjectiveAct.RETURN in view.allowed,
            "write": write,
            "tree": not (write and view.weights_alike),
            "dispute": entering and any(each.value is not None for one in view.objectives for each in one.key_results),
        },
        "has_results": bool(results),
        "weights": "; ".join(words.number(each.weight, context.locale) if each.weight else "0" for each in results),
        "droppable": [_choice(each) for each in results[:_CHOICES_LENGTH]],
        "kpis": [_choice(each) for each in kpis[:_CHOICES_LENGTH]],
        "has_present": bool(view.objectives),
        "present": [
            {"title": words.clip(f"{each.number}. {each.title}", 90), "value": str(each.id)} for each in view.objectives
        ],
        "has_parents": bool(parents) and not view.top,
        "parents": [
            {"title": words.clip(words.joined((each.title, each.owner)), 100), "value": str(each.id)}
            for each in parents[:_PARENTS_LENGTH]
        ],
        "measures": _terms(Measure, context),
        "directions": _terms(Direction, context),
        "summary": words.joined((title, state)),
    }
    return render("objectives", data, context, subject=f"objectives/{view.id}", version=view.version)


def _title(view: ObjectiveSetView, context: CardContext) -> str:
    when = words.period(view.period, context.locale)
    if view.person is not None:
        return context.say("Mục tiêu cá nhân {period}", period=when)
    return context.say("OKR đơn vị {period}" if view.top else "OKR phòng {period}", period=when)


def _any_of(objective: ObjectiveView, shown: Sequence[KeyResultView]) -> bool:
    ids = {result.id for result in shown}
    return not objective.key_results or any(result.id in ids for result in objective.key_results)


def _objective(objective: ObjectiveView, shown: Sequence[KeyResultView], context: CardContext) -> dict[str, Any]:
    ids = {result.id for result in shown}
    parent = context.say("Phục vụ: {title}", title=words.clip(objective.parent_title, 160))
    return {
        "title": words.clip(f"{objective.number}. {objective.title}", 220),
        "has_parent": bool(objective.parent_title),
        "parent": parent,
        "results": [_result(result, context) for result in objective.key_results if result.id in ids],
    }


def _result(result: KeyResultView, context: CardContext) -> dict[str, Any]:
    """A key result with weight and coefficient side by side."""
    number = words.number
    columns = words.joined(
        (
            context.say("trọng số {weight}%", weight=number(result.weight, context.locale)) if result.weight else "",
            context.say("hệ số {coefficient}", coefficient=number(result.coefficient, context.locale))
            if result.coefficient is not None
            else "",
            context.say("hạn {when}", when=words.day(result.due, context.locale, context.now)) if result.due else "",
        )
    )
    standing = standing_words(result, context)
    return {
        "product": words.clip(f"{result.number} {result.product}", 200),
        "columns": columns or context.say("chưa có trọng số"),
        "has_standing": bool(standing),
        "standing": standing,
    }


def standing_words(result: KeyResultView, context: CardContext) -> str:
    """How far a key result is, and what says so: "60% · 57 % · Hệ thống một cửa, 9:12 thứ Tư 17/6"."""
    if result.measure is Measure.TASKS:
        return words.joined(
            (
                words.percent(result.progress, context.locale),
                context.say("theo {count} nhiệm vụ", count=result.tasks),
            )
        )
    if result.value is None or result.measured_at is None:
        return ""
    unit = result.kpi.unit_of_measure if result.kpi else ""
    return words.joined(
        (
            words.percent(result.progress, context.locale),
            words.joined((words.number(result.value, context.locale), words.clip(unit, 40)), " "),
            context.say(result.verdict.label) if result.verdict else "",
            words.joined(
                (words.clip(result.source, 80), words.moment(result.measured_at, context.locale, context.now)), ", "
            ),
        )
    )


def _choice(result: KeyResultView) -> dict[str, str]:
    return {"title": words.clip(f"{result.number} {result.product}", 90), "value": str(result.id)}


def _terms(kind: type[LabelledEnum], context: CardContext) -> list[dict[str, str]]:
    return [{"title": words.sentence(context.say(each.label)), "value": each.value} for each in kind]


def _justified(view: ObjectiveSetView, context: CardContext) -> str:
    if view.justified_at is None:
        return ""
    at = words.moment(view.justified_at, context.locale, context.now)
    return words.joined((fact.name(view.justified_by, context), at))


def _last(view: ObjectiveSetView, context: CardContext) -> str:
    """The decision, or who sent it."""
    if view.decided_at is not None:
        at = words.moment(view.decided_at, context.locale, context.now)
        said = context.say(
            "{actor} đã duyệt lúc {when}" if view.state is SheetState.APPROVED else "{actor} trả lại lúc {when}",
            actor=fact.name(view.decided_by, context),
            when=at,
        )
        return words.joined((said, words.clip(view.decision_reason, fact.LONG)), ": ")
    if view.submitted_at is not None and view.submitted_by is not None:
        at = words.moment(view.submitted_at, context.locale, context.now)
        return context.say("{actor} gửi duyệt lúc {when}", actor=fact.name(view.submitted_by, context), when=at)
    return ""


def tree_card(unit: str, period: str, nodes: Sequence[ObjectiveNode], address: str, context: CardContext) -> Card:
    """Cây mục tiêu: unit → department → person, each under what it serves."""
    title = context.say("Cây mục tiêu {period}", period=words.period(period, context.locale))
    shown = nodes[:TREE_LENGTH]
    data = {
        "title": title,
        "unit": words.clip(unit, 200),
        "is_empty": not nodes,
        "nodes": [
            {
                "indent": "›" * node.depth if node.depth else "●",
                "title": words.clip(node.title, 160),
                "weight": "Default" if node.depth else "Bolder",
                "about": words.joined(
                    (
                        words.clip(node.owner, 80),
                        words.period(node.period, context.locale) if node.period != period else "",
                        context.say(node.state.label) if node.state is not SheetState.APPROVED else "",
                    )
                ),
                "progress": words.percent(node.progress, context.locale),
            }
            for node in shown
        ],
        "has_rest": len(nodes) > len(shown),
        "rest": context.say("và {count} mục tiêu khác", count=len(nodes) - len(shown)),
        "address": address,
        "summary": title,
    }
    return render("objective_tree", data, context, subject="objectives/tree")


def kpi_value_card(
    value: KpiValueView, result: KeyResultView, owner: str, context: CardContext, *, may_confirm: bool
) -> Card:
    """Số liệu chỉ số entered by hand, for the person who confirms it."""
    done = value.confirmed_by is not None
    replaced = value.replaced_by_id is not None
    refused = value.refused_by is not None
    state = context.say(
        "Không được xác nhận"
        if refused
        else "Đã được đính chính"
        if replaced
        else "Đã xác nhận"
        if done
        else "Chờ xác nhận số liệu"
    )
    unit = result.kpi.unit_of_measure if result.kpi else ""
    confirmed = ""
    if value.confirmed_at is not None:
        at = words.moment(value.confirmed_at, context.locale, context.now)
        confirmed = words.joined((fact.name(value.confirmed_by, context), at))
    said = context.say("Lý do đính chính: {reason}", reason=words.clip(value.correction_reason, fact.LONG))
    if value.refused_at is not None:
        at = words.moment(value.refused_at, context.locale, context.now)
        said = context.say(
            "{name} không xác nhận {when}: {reason}",
            name=fact.name(value.refused_by, context),
            when=at,
            reason=words.clip(value.refusal_reason, fact.LONG),
        )
    data = {
        "state": state,
        "state_colour": "attention" if refused else "default" if replaced else "good" if done else "accent",
        "title": words.clip(result.product, 200),
        "facts": fact.facts(
            (
                context.say("Số liệu"),
                words.joined((words.number(value.value, context.locale), words.clip(unit, 40)), " "),
            ),
            (context.say("Đơn vị"), words.clip(owner, 200)),
            (
                context.say("Nguồn, thời điểm đo"),
                words.joined(
                    (words.clip(value.source, 80), words.moment(value.measured_at, context.locale, context.now)), ", "
                ),
            ),
            (
                context.say("Người nhập, minh chứng"),
                words.joined((fact.name(value.entered_by, context), value.evidence)),
            ),
            (context.say("Người xác nhận"), confirmed),
        ),
        "has_reason": refused or bool(value.correction_reason),
        "reason": said,
        "may_confirm": may_confirm and not done and not replaced and not refused,
        "summary": words.joined((state, words.clip(result.product, 120))),
    }
    return render("kpi_value", data, context, subject=f"kpi_value/{value.id}")
