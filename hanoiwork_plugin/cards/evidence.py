"""Cards of evidence: the form beside a task, a forwarded message, a file given for two products (DOMAIN 4)."""

from collections.abc import Sequence

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.task import task_name
from hanoiwork_plugin.domain.doing.evidence_views import HeldView, IntakeView, OtherUse
from hanoiwork_plugin.domain.views import TaskView


def evidence_form_card(task: TaskView, received: Sequence[IntakeView], context: CardContext) -> Card:
    """[Nộp minh chứng]: every way beside a reply, with the limits.

    Args:
        received: what the viewer sent to the bot lately and has not used.
    """
    data = {
        "name": task_name(task, context),
        "limits": fact.limits(context),
        "has_received": bool(received),
        "received": [{"title": _told(each, context), "value": str(each.id)} for each in received],
        "summary": words.joined((context.say("Nộp minh chứng"), task_name(task, context))),
    }
    return render("evidence_form", data, context, subject=f"task/{task.id}", version=task.version)


def _told(intake: IntakeView, context: CardContext) -> str:
    what = ", ".join(words.clip(name, 60) for name in intake.files[:3]) or words.clip(intake.text, 80)
    if len(intake.files) > 3:
        what = context.say("{names} và {count} tệp khác", names=what, count=len(intake.files) - 3)
    return words.joined((what, words.moment(intake.received_at, context.locale, context.now)))


def evidence_intake_card(view: IntakeView, context: CardContext) -> Card:
    """A message forwarded to the bot: which task does it prove?"""
    say = context.say
    lines = [words.clip(name, 120) for name in view.files] or [words.clip(view.text, 600)]
    done = ""
    if view.settled:
        done = say("Đã nộp cho nhiệm vụ {name}.", name=words.clip(view.task_name, 200)) if view.task_name else ""
        done = done or say("Đã để riêng, không dùng làm minh chứng.")
    elif not view.choices:
        done = say("Anh/chị không còn nhiệm vụ nào đang thực hiện để nộp minh chứng.")
    may_choose = bool(view.choices) and not view.settled
    suggested = next((str(each.id) for each in view.choices if each.id == view.suggested_id), "")
    title = say("Minh chứng của nhiệm vụ nào?") if may_choose else say("Tin chuyển tiếp")
    data = {
        "title": title,
        "lines": [{"text": line} for line in lines],
        "has_done": bool(done),
        "done": done,
        "may_choose": may_choose,
        "may_drop": not view.settled,
        "suggested": suggested,
        "tasks": [
            {
                "title": words.joined(
                    (
                        words.clip(each.name, 120),
                        words.due_on(each.due, context.now, context.locale) if each.due else "",
                    )
                ),
                "value": str(each.id),
            }
            for each in view.choices
        ],
        "summary": words.joined((title, lines[0])),
    }
    return render("evidence_intake", data, context, subject=f"evidence_intake/{view.id}", version=view.version)


def evidence_held_card(view: HeldView, context: CardContext) -> Card:
    """Tệp trùng: which file, for which products, and what its sender says of it."""
    say = context.say
    state, colour = say("Tệp đã dùng cho sản phẩm khác"), "warning"
    if not view.held:
        state, colour = say("Tệp dùng chung, đã khai đủ tỷ lệ"), "good"
    elif view.explained_at is not None:
        state, colour = say("Tệp đã dùng cho sản phẩm khác, đã giải thích"), "accent"
    share = say("{share}%", share=words.number(view.share, context.locale)) if view.share is not None else ""
    pairs = [(say("Nhiệm vụ"), words.clip(view.task_name, 200))]
    pairs += [(say("Đã dùng cho"), _other(each, context)) for each in view.others[:3]]
    pairs += [(say("Tỷ lệ đã khai"), share), (say("Giải thích"), words.clip(view.explanation, 600))]
    data = {
        "state": state,
        "state_colour": colour,
        "name": words.clip(view.name, 200),
        "facts": fact.facts(*pairs),
        "has_hint": view.may_explain and view.explained_at is None,
        "may_explain": view.may_explain and view.explained_at is None,
        "may_share": view.may_explain,
        "has_earlier": bool(view.earlier_name),
        "earlier": say("Phần của sản phẩm trước: {name} (%)", name=words.clip(view.earlier_name, 100)),
        "task_subject": f"task/{view.task_id}",
        "summary": words.joined((state, words.clip(view.name, 200))),
    }
    return render("evidence_held", data, context, subject=f"evidence/{view.id}")


def _other(use: OtherUse, context: CardContext) -> str:
    share = context.say("{share}%", share=words.number(use.share, context.locale)) if use.share is not None else ""
    return words.joined(
        (
            words.clip(use.task_name, 160) or context.say("một nhiệm vụ khác"),
            fact.person(use.person),
            words.moment(use.at, context.locale, context.now),
            share,
        )
    )
