"""Chains of hand-overs (chuỗi bàn giao): the way of one piece of work from person to person (DOMAIN 7; STORY 19).

Every step has its date, its kind and its reason. Only steps after which the work was simply somebody else's count:
because one could not do it, or the giver chose another. Loans during an absence come back and transfers are nobody's
choice, so they are shown and not counted. A chain says nothing bad of anybody in it; a decision of who leads closes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hanoiwork_plugin.domain.doing.requests import HandOverWhy
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.policy import DEFAULT_POLICY, WatchRules
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.domain.watch.task_ledger import LedgerFact


class StepKind(LabelledEnum):
    """Loại chuyển việc trong một chuỗi."""

    CANNOT = "cannot", "không thực hiện được"
    REASSIGNED = "reassigned", "giao lại cho người khác"
    LEFT = "left", "chuyển đi, nghỉ dài ngày"
    LENT = "lent", "chuyển tạm"
    TAKEN_BACK = "taken_back", "trở lại người được giao"
    DECIDED = "decided", "quyết định chủ trì"


COUNTED = frozenset({StepKind.CANNOT, StepKind.REASSIGNED})
"""Steps that make a chain."""
_LOANS = frozenset({StepKind.LENT, StepKind.TAKEN_BACK})


@dataclass(frozen=True)
class HandOverStep:
    """One step: from whom to whom, when, of which kind, by whose act and why; None: the clock's."""

    entry_id: UUID
    at: datetime
    kind: StepKind
    from_id: UUID
    to_id: UUID
    by_id: UUID | None
    reason: str


@dataclass(frozen=True)
class Chain:
    """The whole way of the work, oldest step first; ``open`` are the steps since somebody last decided who leads."""

    steps: tuple[HandOverStep, ...] = ()

    @property
    def open(self) -> tuple[HandOverStep, ...]:
        """The steps after the last decision of who leads (quyết định chủ trì)."""
        decided = [number for number, step in enumerate(self.steps) if step.kind is StepKind.DECIDED]
        return self.steps[decided[-1] + 1 :] if decided else self.steps

    @property
    def counted(self) -> tuple[HandOverStep, ...]:
        """The open steps that make a chain."""
        return tuple(step for step in self.open if step.kind in COUNTED)

    @property
    def decision(self) -> HandOverStep | None:
        """The decision of who leads, while nothing has happened to the work since."""
        return self.steps[-1] if self.steps and self.steps[-1].kind is StepKind.DECIDED else None

    @property
    def people(self) -> frozenset[UUID]:
        """Everyone on the way."""
        return frozenset(each for step in self.steps for each in (step.from_id, step.to_id))


def chain_of(facts: Sequence[LedgerFact], holders: Mapping[UUID, UUID]) -> Chain:
    """The chain that the ledger tells.

    Args:
        facts: entries of every task that the work went through, in the order they were recorded.
        holders: task → its accountable person, for one handed over the last it had.
    """
    steps = []
    for fact in facts:
        ends = _ends(fact, holders)
        if ends is not None:
            kind, from_id, to_id = ends
            steps.append(HandOverStep(fact.entry_id, fact.at, kind, from_id, to_id, fact.actor_id, fact.reason))
    return Chain(tuple(steps))


def _ends(fact: LedgerFact, holders: Mapping[UUID, UUID]) -> tuple[StepKind, UUID, UUID] | None:
    """The kind of step that an entry is, from whom and to whom; None: none."""
    match fact.act:
        case TaskAct.HAND_OVER if fact.task_id in holders:
            kind = StepKind.DECIDED if fact.after.get("decision") else StepKind(fact.after.get("why", HandOverWhy.LEFT))
            return kind, holders[fact.task_id], UUID(fact.after["to"])
        case TaskAct.LEND | TaskAct.TAKE_BACK:
            kind = StepKind.LENT if fact.act is TaskAct.LEND else StepKind.TAKEN_BACK
            return kind, UUID(fact.before["accountable_id"]), UUID(fact.after["accountable_id"])
        case TaskAct.DECIDE_LEAD if fact.after["kept"]:
            return StepKind.DECIDED, UUID(fact.after["to"]), UUID(fact.after["to"])
    return None


def returns(chain: Chain) -> tuple[HandOverStep, ...]:
    """The counted open steps by which the work came back to somebody who had it before (vòng lặp)."""
    had: set[UUID] = set()
    found = []
    for step in chain.open:
        if step.kind is not StepKind.TAKEN_BACK:
            had.add(step.from_id)
        if step.kind in _LOANS:
            continue
        if step.kind in COUNTED and step.to_id in had:
            found.append(step)
        had.add(step.to_id)
    return tuple(found)


def is_long(chain: Chain, rules: WatchRules = DEFAULT_POLICY.watching) -> bool:
    """Whether the work was passed on so many times since somebody last decided who leads."""
    return len(chain.counted) >= rules.chain_steps


def is_circle(chain: Chain, rules: WatchRules = DEFAULT_POLICY.watching) -> bool:
    """Whether it came back to an earlier holder so many times."""
    return len(returns(chain)) >= rules.cycle_returns
