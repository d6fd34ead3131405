"""Cards of transfers (điều chuyển): the form, the old head's decisions on each task, the new head's reception."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.absence import MOST_CHOICES, person_choices, task_choices, task_words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.changes.change_views import TransferView
from hanoiwork_plugin.domain.people import Unit
from hanoiwork_plugin.domain.views import PersonRef


def transfer_form_card(
    viewer_id: UUID,
    people: Sequence[PersonRef],
    units: Sequence[Unit],
    today: date,
    context: CardContext,
    *,
    wide: bool = False,
) -> Card:
    """Điều chuyển: who, where to, from which day, on which basis.

    Args:
        wide: for those who transfer between agencies: account and unit are written, there are too many to choose from.
    """
    data = {
        "title": context.say("Điều chuyển"),
        "hint": context.say("Đơn vị cũ nhận thẻ giải quyết từng việc đang làm; đơn vị mới nhận thẻ tiếp nhận."),
        "people": person_choices(people),
        "units": [{"title": words.clip(unit.name, 120), "value": str(unit.id)} for unit in units[:MOST_CHOICES]],
        "wide": wide,
        "within": not wide,
        "from": today.isoformat(),
        "summary": context.say("Điều chuyển"),
    }
    return render("transfer_form", data, context, subject=f"person/{viewer_id}")


def transfer_card(view: TransferView, context: CardContext) -> Card:
    """Điều chuyển: for the old head every task still to be decided on, for the new one [Tiếp nhận]."""
    when = words.day(view.effective_on, context.locale, context.now)
    title = context.say("Điều chuyển – {name}", name=fact.name(view.person, context))
    received = ""
    if view.received_at is not None:
        at = words.moment(view.received_at, context.locale, context.now)
        received = words.joined((fact.name(view.received_by, context), at))
    data = {
        "state": _state(view, context),
        "state_colour": "good" if view.received_at else "accent",
        "when": context.say("hiệu lực {day}", day=when),
        "title": title,
        "facts": fact.facts(
            (context.say("Từ"), words.clip(view.from_unit, 160)),
            (context.say("Đến"), words.joined((words.clip(view.to_unit, 160), words.clip(view.title, 80)))),
            (context.say("Hiệu lực"), when),
            (context.say("Căn cứ"), words.clip(view.basis, fact.LONG)),
            (context.say("Đã tiếp nhận"), received),
        ),
        "has_tasks": bool(view.tasks),
        "tasks_title": context.say("Việc đang làm cần giải quyết: {count}", count=view.open_tasks),
        "tasks": [{"text": task_words(task, context)} for task in view.tasks[:MOST_CHOICES]],
        "open": task_choices(view.tasks),
        "colleagues": person_choices(view.colleagues),
        "may_receive": view.may_receive,
        "may_settle": bool(view.tasks) and bool(view.colleagues),
        "has_next": bool(_next(view, context)),
        "next": _next(view, context),
        "summary": words.joined((title, when)),
    }
    return render("transfer", data, context, subject=f"transfer/{view.id}", version=view.version)


def _state(view: TransferView, context: CardContext) -> str:
    if view.received_at is not None:
        return context.say("Đã tiếp nhận")
    return context.say("Chờ tiếp nhận" if view.effective else "Sắp có hiệu lực")


def _next(view: TransferView, context: CardContext) -> str:
    if view.open_tasks and not view.tasks:
        return context.say("Tiếp theo: đơn vị cũ giải quyết {count} việc đang làm.", count=view.open_tasks)
    if not view.open_tasks and not view.may_receive and view.received_at is None:
        return context.say("Không còn việc chờ giải quyết. Tiếp theo: đơn vị mới tiếp nhận.")
    return ""
