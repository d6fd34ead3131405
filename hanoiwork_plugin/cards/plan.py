"""Kế hoạch tháng, lịch tuần, địa chỉ lịch (DOMAIN 6; STORY 6)."""

from collections.abc import Sequence
from typing import Any

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.objectives import STATE_COLOURS
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.words import Colour
from hanoiwork_plugin.domain.goals.objectives import SheetState
from hanoiwork_plugin.domain.goals.plan import PlanAct
from hanoiwork_plugin.domain.goals.plan_views import PlanLineView, PlanView, WeekLineView, WeekView
from hanoiwork_plugin.domain.goals.week import WeekPart
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import Priority, TaskKind

LINES_LENGTH = 16
"""Lines in sight."""
_FAULTS_LENGTH = 5
_CHOICES_LENGTH = 30
_COLOURS: dict[WeekPart, Colour] = {
    WeekPart.OVERDUE: "attention",
    WeekPart.DUE: "default",
    WeekPart.PREPARING: "default",
}


def plan_card(view: PlanView, context: CardContext) -> Card:
    """Kế hoạch tháng: three kinds apart, each line with product, priority and day."""
    shown = view.lines[:LINES_LENGTH]
    when = words.period(view.period, context.locale)
    title = context.say("Kế hoạch {period}", period=when)
    state = words.sentence(context.say(view.state.label))
    own = [line for line in view.lines if line.id != line.task_id]
    last = _last(view, context)
    approved = view.state is SheetState.APPROVED
    waiting = view.state is SheetState.SUBMITTED and PlanAct.APPROVE not in view.allowed
    following = context.say("Đang chờ {name} duyệt.", name=fact.name(view.approver, context)) if waiting else ""
    if approved and PlanAct.ADD in view.allowed:
        following = context.say("Việc thêm sau khi duyệt được tính là việc phát sinh.")
    data = {
        "state": state,
        "state_colour": STATE_COLOURS[view.state],
        "when": context.say("{count} việc", count=len(view.lines)),
        "title": title,
        "owner": words.clip(fact.person(view.person) or view.unit, 200),
        "has_refusal": PlanAct.SUBMIT in view.allowed and bool(view.faults),
        "refusals": [{"text": fact.fault(found, context)} for found in view.faults[:_FAULTS_LENGTH]],
        "is_empty": not view.lines,
        "groups": _groups(shown, context),
        "has_rest": len(view.lines) > len(shown),
        "rest": context.say("và {count} việc khác", count=len(view.lines) - len(shown)),
        "has_last": bool(last),
        "last": last,
        "has_next": bool(following),
        "next": following,
        "may": {
            "submit": PlanAct.SUBMIT in view.allowed and bool(view.lines),
            "approve": PlanAct.APPROVE in view.allowed,
            "add": PlanAct.ADD in view.allowed,
            "drop": PlanAct.DROP in view.allowed and bool(own),
            "send_back": PlanAct.RETURN in view.allowed,
        },
        "add_title": context.say("Thêm việc phát sinh" if approved else "Thêm việc"),
        "asks_kind": not approved,
        "kinds": _terms(TaskKind, context),
        "priorities": _terms(Priority, context),
        "droppable": [{"title": words.clip(line.name, 90), "value": str(line.id)} for line in own[:_CHOICES_LENGTH]],
        "summary": words.joined((title, state)),
    }
    return render("plan", data, context, subject=f"plan/{view.id}", version=view.version)


def _groups(lines: Sequence[PlanLineView], context: CardContext) -> list[dict[str, Any]]:
    """The lines by kind; what turned up after the approval stands with the arising work."""
    groups: dict[TaskKind | None, list[PlanLineView]] = {kind: [] for kind in (*TaskKind, None)}
    for line in lines:
        groups[TaskKind.ARISING if line.outside else line.kind].append(line)
    return [
        {
            "title": words.sentence(context.say(kind.label)) if kind else context.say("Chưa chọn loại nhiệm vụ"),
            "lines": [_line(line, context) for line in members],
        }
        for kind, members in groups.items()
        if members
    ]


def _line(line: PlanLineView, context: CardContext) -> dict[str, str]:
    about = words.joined(
        (
            words.clip(line.product, 120),
            context.say("ưu tiên {priority}", priority=context.say(line.priority.label)) if line.priority else "",
            context.say("hạn {when}", when=words.day(line.due, context.locale, context.now)) if line.due else "",
        )
    )
    origin = context.say("ngoài kế hoạch đã duyệt") if line.outside else context.say(line.origin.label)
    return {
        "name": words.clip(line.name, 200),
        "about": about or context.say("chưa có sản phẩm, mức ưu tiên, thời hạn"),
        "origin": words.joined(
            (
                origin,
                context.say(line.task_state.label) if line.task_state else "",
                fact.name(line.who, context) if line.who else "",
            )
        ),
    }


def _terms(kind: type[LabelledEnum], context: CardContext) -> list[dict[str, str]]:
    return [{"title": words.sentence(context.say(each.label)), "value": each.value} for each in kind]


def _last(view: PlanView, context: CardContext) -> str:
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


def week_card(view: WeekView, context: CardContext) -> Card:
    """Lịch tuần of a person, or of a unit for its conversation."""
    title = context.say("Lịch tuần từ {day}", day=words.day(view.monday, context.locale, context.now))
    shown = view.lines[:LINES_LENGTH]
    personal = view.person is not None
    parts: dict[WeekPart, list[WeekLineView]] = {part: [] for part in WeekPart}
    for line in shown:
        parts[line.part].append(line)
    data = {
        "title": title,
        "owner": words.clip(fact.person(view.person) or view.unit, 200),
        "is_empty": not view.lines,
        "parts": [
            {
                "title": words.sentence(context.say(part.label)),
                "colour": _COLOURS[part],
                "lines": [_week_line(line, context, named=not personal) for line in lines],
            }
            for part, lines in parts.items()
            if lines
        ],
        "has_rest": len(view.lines) > len(shown),
        "rest": context.say("và {count} việc khác", count=len(view.lines) - len(shown)),
        "may_add": personal and view.may_add,
        "kinds": _terms(TaskKind, context),
        "priorities": _terms(Priority, context),
        "plan": f"plan/{view.plan_id}" if view.plan_id else "plan/none",
        "plan_version": view.plan_version,
        "personal": personal,
        "summary": title,
    }
    who = view.person.id if view.person else "unit"
    return render("week", data, context, subject=f"week/{who}/{view.monday.isoformat()}")


def _week_line(line: WeekLineView, context: CardContext, *, named: bool) -> dict[str, str]:
    return {
        "name": words.clip(line.name, 200),
        "about": words.joined(
            (
                words.day(line.due, context.locale, context.now),
                context.say(line.kind.label),
                context.say("ưu tiên {priority}", priority=context.say(line.priority.label)),
                words.clip(line.who, 80) if named else "",
            )
        ),
    }


def calendar_address_card(address: str, person_id: object, context: CardContext) -> Card:
    """The person's own calendar address, and the way to withdraw it."""
    data = {"address": address, "summary": context.say("Địa chỉ lịch của riêng anh/chị")}
    return render("calendar_address", data, context, subject=f"person/{person_id}")
