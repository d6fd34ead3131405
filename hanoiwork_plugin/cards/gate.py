"""The gate card (cổng phê duyệt giao việc): asks the assigner for exactly what is missing (DOMAIN 4)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.catalogue import frames
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.task import choices, missing, summary, task_name
from hanoiwork_plugin.domain import calendar
from hanoiwork_plugin.domain.assigning.gate import GateField
from hanoiwork_plugin.domain.assigning.recurrence import Cadence
from hanoiwork_plugin.domain.catalogues.catalogue_views import GroupView
from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.tasks import TaskAct, TaskKind
from hanoiwork_plugin.domain.views import ItemChoice, PersonRef, TaskView

ITEMS_LENGTH = 8
"""Proposals in sight; more words narrow the search."""

PEOPLE_LENGTH = 60

_INPUTS = (
    "name",
    "kind",
    "accountable",
    "item_query",
    "item",
    "quality_criteria",
    "basis_number",
    "basis_date",
    "basis_issuer",
    "start",
    "due",
    "due_time",
    "outside_product",
)


def gate_card(
    task: TaskView,
    items: Sequence[ItemChoice],
    people: Sequence[PersonRef],
    context: CardContext,
    *,
    groups: Sequence[GroupView] = (),
    faults: Sequence[Fault] = (),
    typed: Mapping[str, str] | None = None,
) -> Card:
    """The form of the missing fields; what was typed before a refusal or a search stays.

    Args:
        items: proposals of the catalogue for what was searched, best first.
        people: who can be made accountable.
        groups: frames of the catalogue in force, for arising work that it does not list.
        faults: what was wrong with the last try.
        typed: input id → what the person typed.
    """
    given = {key: (typed or {}).get(key, "") for key in _INPUTS}
    given["start"] = given["start"] or calendar.hanoi_date(context.now).isoformat()
    given["due_time"] = given["due_time"] or "17:00"
    if len(people) == 1:
        given["accountable"] = given["accountable"] or str(people[0].id)
    lacking = set(task.missing)
    asks_item = bool(lacking & {GateField.PRODUCT, GateField.POINTS})
    offered = items[:ITEMS_LENGTH]
    quantity = task.quantity if task.quantity is not None else _quantity((typed or {}).get("quantity", ""))
    outside = _quantity((typed or {}).get("outside_points", ""))
    hint = _item_hint(items, given["item_query"], context)
    ask = missing(task, context)
    data = {
        "state": fact.state_line(task, context),
        "deadline": fact.deadline(task, context),
        "deadline_colour": fact.deadline_colour(task, context),
        "name": task_name(task, context),
        "has_refusal": bool(faults),
        "refusals": [{"text": fact.fault(fault, context)} for fault in faults],
        "facts": (shown := _facts(task, context)),
        "has_facts": bool(shown),
        "has_ask": bool(ask) and not faults,
        "ask": context.say("Cần bổ sung: {names}", names=ask),
        "asks": {
            "name": GateField.NAME in lacking,
            "kind": GateField.KIND in lacking,
            "accountable": GateField.ACCOUNTABLE in lacking and bool(people),
            "item": asks_item,
            "quantity": GateField.QUANTITY in lacking,
            "quality_criteria": GateField.QUALITY_CRITERIA in lacking,
            "basis": GateField.BASIS in lacking,
            "start": GateField.START in lacking,
            "due": GateField.DUE in lacking,
        },
        "strict": not asks_item,
        "asks_outside": asks_item and bool(groups) and task.kind in (None, TaskKind.ARISING),
        "outside": context.say(
            "Việc phát sinh ngoài danh mục: ghi sản phẩm và điểm tạm tính trong khung ({frames}); lãnh đạo sẽ duyệt hệ "
            "số.",
            frames=frames(groups),
        ),
        "outside_number": "" if outside is None else words.json_number(outside),
        "typed": given,
        "quantity_number": "" if quantity is None else words.json_number(quantity),
        "kinds": choices(TaskKind, context),
        "people": [{"title": fact.person(who), "value": str(who.id)} for who in people[:PEOPLE_LENGTH]],
        "has_items": bool(offered),
        "items": [{"title": item_title(item, quantity, context), "value": str(item.id)} for item in offered],
        "has_item_hint": bool(hint),
        "item_hint": hint,
        "may_repeat": task.kind is not TaskKind.ARISING,
        "cadences": choices(Cadence, context),
        "weekdays": [
            {"title": words.sentence(context.say(name)), "value": str(number)}
            for number, name in enumerate(fact.WEEKDAYS)
        ],
        "submit_title": context.say("Giao việc" if TaskAct.ASSIGN in task.allowed else "Trình duyệt"),
        "summary": summary(task, context),
    }
    return render("gate", data, context, subject=f"task/{task.id}", version=task.version)


def _facts(task: TaskView, context: CardContext) -> list[fact.Fact]:
    """What the host already told, so that nobody types it again; at most five."""
    return fact.facts(
        (context.say("Lặp lại"), fact.repeats(task.repeats, context)),
        (context.say("Người chịu trách nhiệm"), fact.person(task.accountable)),
        (context.say("Sản phẩm"), fact.product(task.product, context)),
        (
            context.say("Số lượng"),
            words.number(task.quantity, context.locale) if task.quantity is not None and not task.product else "",
        ),
        (context.say("Quy đổi"), fact.task_conversion(task, context)),
        (context.say("Căn cứ"), words.joined((fact.basis(task.basis, context), fact.basis_files(task)))),
        (context.say("Tiêu chí chất lượng"), words.clip(task.quality_criteria, fact.LONG)),
    )[:5]


def item_title(item: ItemChoice, quantity: Decimal | None, context: CardContext) -> str:
    """A proposal: code, detail, points, and what it comes to: "VB.01 · Soạn thảo … · 5 điểm · 2 × hệ số 1 = 2"."""
    coefficient = context.say("hệ số {coefficient}", coefficient=words.number(item.coefficient, context.locale))
    return words.joined(
        (
            words.clip(item.code, 40),
            words.clip(words.joined((item.detail, item.product), " – "), 150),
            context.say("{points} điểm", points=words.number(item.points, context.locale)),
            fact.conversion(quantity, item.coefficient, context) or coefficient,
        )
    )


def _item_hint(items: Sequence[ItemChoice], query: str, context: CardContext) -> str:
    if len(items) > ITEMS_LENGTH:
        return context.say(
            "Có {count} kết quả, đang hiện {shown}. Gõ thêm từ để thu hẹp.", count=len(items), shown=ITEMS_LENGTH
        )
    if query and not items:
        return context.say("Chưa tìm thấy sản phẩm/công việc phù hợp. Thử từ khác hoặc ít từ hơn.")
    return ""


def _quantity(typed: str) -> Decimal | None:
    try:
        value = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 < value < 10**9 else None
