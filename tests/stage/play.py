"""A ward at work: give, take, hand in, judge and evaluate through the real use-cases, one line each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from hanoiwork_plugin.domain.calendar import Period, due_instant
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rating.criteria import DEFAULT_CRITERIA
from hanoiwork_plugin.domain.rating.sheet import ScoreSheet
from hanoiwork_plugin.domain.tasks import ReturnType, TaskKind
from hanoiwork_plugin.domain.views import TaskView
from hanoiwork_plugin.services import timers
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.assigning.task_entry import HostTask, receive_task
from hanoiwork_plugin.services.doing import task_work
from hanoiwork_plugin.services.doing.task_views import task_view, visible_task
from hanoiwork_plugin.services.rating import evaluations, scores
from hanoiwork_plugin.services.rating.periods import ensure_timers
from hanoiwork_plugin.services.transaction import Plugin, Tx
from stage.clock import StandingClock
from stage.ward import AN, HA, HUNG, Ward

T = TypeVar("T")
JUNE = Period.parse("2026-06")
ITEM_OF_COEFFICIENT = {4: "ĐT.01", 2: "ĐT.03", 1: "ĐT.05", 3: "ĐT.06"}


def full_marks() -> dict[str, Decimal]:
    """30 points of general criteria."""
    return {criterion.code: criterion.maximum for criterion in DEFAULT_CRITERIA}


def marks(total: str) -> dict[str, Decimal]:
    """General criteria that add up to ``total`` (20 to 30): what is missing is taken from I.1 and I.2."""
    chosen = full_marks()
    lacking = Decimal(30) - Decimal(total)
    for code in ("I.1", "I.2"):
        taken = min(lacking, chosen[code])
        chosen[code] -= taken
        lacking -= taken
    return chosen


@dataclass
class Play:
    """Short ways to act; every one is a transaction of its own, as a press is."""

    plugin: Plugin
    ward: Ward
    clock: StandingClock

    def __post_init__(self) -> None:
        with self.plugin.transaction(cause="test") as tx:
            ensure_timers(tx)

    def act(self, account: str, use_case: Callable[[Tx, Actor], T]) -> T:
        """Run a use-case as a person, after the timers that have fallen due."""
        self.fire()
        with self.plugin.transaction(cause="test") as tx:
            return use_case(tx, self.ward.actor(tx, account))

    def fire(self) -> int:
        """Fire what has fallen due."""
        count = 0
        while timers.fire_next(self.plugin):
            count += 1
        return count

    def at(self, instant: str) -> None:
        """Move business time and let fall due what falls due on the way."""
        self.clock.set(instant)
        self.fire()

    def draft(
        self, name: str, due: str, *, kind: TaskKind = TaskKind.REGULAR, quantity: str = "1", giver: str = HA
    ) -> UUID:
        """A task as the host's form brings it."""
        given = HostTask(
            id=None,
            title=name,
            kind=kind,
            quantity=Decimal(quantity),
            assignees=(AN,),
            due=due_instant(date.fromisoformat(due)),
        )
        return self.act(giver, lambda tx, actor: receive_task(tx, actor, given, installation_id=None).id)

    def gate(self, coefficient: int, accountable: str = AN) -> GateInput:
        """Everything the host's form lacks."""
        code = ITEM_OF_COEFFICIENT[coefficient]
        item = next(each for each in self.ward.items(code) if each.code == code)
        assert item.coefficient == coefficient
        return GateInput(
            basis_number="12/KH-UBND",
            basis_date=date(2026, 5, 28),
            basis_issuer="UBND phường Mẫu",
            accountable_id=self.ward.id_of(accountable),
            start=date(2026, 6, 1),
            item_id=item.id,
            quality_criteria="Đúng thể thức, đủ phụ lục",
        )

    def given(
        self,
        name: str,
        due: str,
        coefficient: int = 1,
        *,
        kind: TaskKind = TaskKind.REGULAR,
        quantity: str = "1",
        taken: bool = True,
    ) -> UUID:
        """A task that was given, approved where it must be, and taken by An."""
        task_id = self.draft(name, due, kind=kind, quantity=quantity)
        self.act(HA, lambda tx, actor: assignment.complete_task(tx, actor, task_id, self.gate(coefficient)))
        if kind is TaskKind.KEY:
            self.act(HUNG, lambda tx, actor: assignment.approve_task(tx, actor, task_id))
        if taken:
            self.act(AN, lambda tx, actor: assignment.accept_task(tx, actor, task_id))
        return task_id

    def hand_in(self, task_id: UUID, quantity: str | None = None, account: str = AN) -> None:
        """Submit with a note that names the product."""
        units = Decimal(quantity) if quantity else None
        self.act(account, lambda tx, actor: task_work.submit_product(tx, actor, task_id, units, "Tờ trình 15/TTr"))

    def accept(self, task_id: UUID, account: str = HA) -> None:
        """Accept what was handed in."""
        self.act(account, lambda tx, actor: task_work.accept_product(tx, actor, task_id))

    def send_back(
        self,
        task_id: UUID,
        kind: ReturnType = ReturnType.MAJOR_CONTENT,
        *,
        units: str | None = None,
        redo_due: date | None = None,
        account: str = HA,
    ) -> None:
        """Return what was handed in."""
        self.act(
            account,
            lambda tx, actor: task_work.return_product(
                tx,
                actor,
                task_id,
                kind,
                "Thiếu phụ lục 2",
                "Bổ sung phụ lục 2",
                units=Decimal(units) if units else None,
                redo_due=redo_due,
            ),
        )

    def view(self, task_id: UUID, account: str = AN) -> TaskView:
        """The task as a person sees it."""
        return self.act(account, lambda tx, actor: task_view(tx, visible_task(tx, actor, task_id), actor))

    def sheet(self, account: str = AN, general: str | None = None, period: Period = JUNE) -> ScoreSheet:
        """The score as it stands."""
        chosen = marks(general) if general else None
        return self.act(account, lambda tx, actor: scores.sheet_of(tx, actor, period, general=chosen))

    def evaluation_id(self, account: str = AN, period: Period = JUNE) -> UUID:
        """The evaluation of a person's month."""
        return self.act(account, lambda tx, actor: evaluations.evaluation_of(tx, actor, period).id)
