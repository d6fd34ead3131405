"""Delegation (ủy quyền): from, to, scope and dates, and what it can never be (DOMAIN 1; STORY 24)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from hanoiwork_plugin.domain.authority import DELEGABLE, TABLE, Act, Relation, Subject, relations
from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.people import Actor, LabelledEnum, Unit

_LINE = frozenset({Relation.DEPARTMENT_HEAD, Relation.FIELD_DEPUTY, Relation.AGENCY_HEAD})


class DelegationAct(LabelledEnum):
    """Hành vi về ủy quyền; the code is the ledger's act."""

    MADE = "delegation.made", "ủy quyền"
    BEGUN = "delegation.begun", "ủy quyền có hiệu lực"
    ENDED = "delegation.ended", "chấm dứt ủy quyền"


def holds(giver: Actor, act: Act, units: Iterable[Unit]) -> bool:
    """Whether ``giver`` has ``act`` over one of ``units`` by a place in the line of their own, so that it can be lent.

    A deputy sits in the agency and holds rights in the departments of their field: what is lent there never reaches
    further than what they hold, whatever the scope is called.
    """
    own = replace(giver, delegated=())
    return any(relations(own, Subject(unit)) & _LINE & TABLE[act].relations for unit in units)


def delegable_acts(giver: Actor, units: Iterable[Unit]) -> tuple[Act, ...]:
    """What ``giver`` could delegate in ``units``, a unit and those below it, in the order of the table."""
    scope = tuple(units)
    return tuple(act for act in Act if act in DELEGABLE and holds(giver, act, scope))


def check_delegation(
    giver: Actor, taker: Actor, acts: Iterable[Act], units: Sequence[Unit], first: date, last: date, today: date
) -> tuple[Act, ...]:
    """The scope of a delegation, when it may be made; ``units`` are the unit it is for and those below it.

    A scope other than the giver's own unit is held at that very unit: the head of a department delegates nothing
    in the name of the agency above it.

    Raises:
        Invalid: naming every fault: nothing or too much in the scope, a right the giver does not hold by
            their own place (so that nothing is passed on), one person on both sides, another agency, past dates.
    """
    chosen = tuple(act for act in Act if act in set(acts))
    faults = []
    if not chosen:
        faults.append(Fault("delegation_acts", "Cần chọn ít nhất một việc để ủy quyền."))
    faults += [
        Fault(
            "delegation_acts", "{name} không có thẩm quyền “{act}” ở {unit} để ủy quyền.", _facts(giver, act, units[0])
        )
        for act in chosen
        if act not in DELEGABLE or not holds(giver, act, units if units[0].id == giver.unit.id else units[:1])
    ]
    if giver.id == taker.id:
        faults.append(Fault("delegation_taker", "Người nhận ủy quyền phải là người khác."))
    elif taker.unit.agency_id != giver.unit.agency_id:
        faults.append(Fault("delegation_taker", "Người nhận ủy quyền phải cùng cơ quan."))
    if last < first:
        faults.append(Fault("delegation_to", "Ngày kết thúc phải từ ngày bắt đầu trở đi."))
    elif first < today:
        faults.append(Fault("delegation_from", "Ủy quyền có hiệu lực từ hôm nay trở đi."))
    if faults:
        raise Invalid("Chưa ủy quyền được.", faults=faults)
    return chosen


def _facts(giver: Actor, act: Act, unit: Unit) -> dict[str, object]:
    return {"name": giver.name, "act": act.label, "unit": unit.name}


class DelegationScope(LabelledEnum):
    """Phạm vi ủy quyền as offered on a card; REST can name single acts."""

    RATING = "rating", "nhận xét, đánh giá"
    TASKS = "tasks", "giao việc, duyệt giao việc, duyệt sản phẩm"
    APPROVAL = "approval", "phê duyệt kết quả đánh giá"
    ALL = "all", "tất cả các việc trên"


_ACTS_OF_SCOPE: dict[DelegationScope, frozenset[Act]] = {
    DelegationScope.RATING: frozenset({Act.RATE}),
    DelegationScope.TASKS: frozenset(
        {
            *(Act.GIVE_TASK, Act.APPROVE_TASK, Act.APPROVE_KEY_TASK, Act.ANSWER_OBJECTION),
            *(Act.JUDGE_PRODUCT, Act.DECIDE_EXTENSION, Act.CONFIRM_CAUSE),
        }
    ),
    DelegationScope.APPROVAL: frozenset({Act.APPROVE_EVALUATION}),
    DelegationScope.ALL: frozenset(DELEGABLE),
}


def acts_of_scope(scope: DelegationScope, giver: Actor, units: Iterable[Unit]) -> tuple[Act, ...]:
    """The acts of a scope that ``giver`` could delegate in ``units``."""
    return tuple(act for act in delegable_acts(giver, units) if act in _ACTS_OF_SCOPE[scope])
