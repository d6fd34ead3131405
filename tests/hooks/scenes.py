"""Tasks and evaluations in a given state, brought there by the use-cases themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from stage.clock import StandingClock
from stage.ward import AN, HA, MINH, PHUONG, THAO, Ward

from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.rating.criteria import DEFAULT_CRITERIA
from hanoiwork_plugin.domain.tasks import ObjectionGround, TaskKind
from hanoiwork_plugin.services import support
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.assigning.task_entry import HostTask, receive_task
from hanoiwork_plugin.services.doing import task_work
from hanoiwork_plugin.services.rating import evaluations
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.messages import SupportRequestRow
from hanoiwork_plugin.store.tasks import TaskRow

JUNE = Period.parse("2026-06")
MARKS = {criterion.code: criterion.maximum for criterion in DEFAULT_CRITERIA}


@dataclass(frozen=True)
class Scenes:
    """Each method leaves one thing in one state and returns its id."""

    ward: Ward
    installation: str
    clock: StandingClock

    def draft(self, giver: str = HA, assignee: str = AN, *, quantity: int = 1, due: str = "2026-06-19T17:00") -> UUID:
        """A task of the host whose giver has not filled in what is missing."""
        with self.ward.plugin.transaction() as tx:
            task = HostTask(
                id=str(uuid4()),
                title="Rà soát biển quảng cáo tuyến phố số 5",
                quantity=Decimal(quantity),
                assignees=(assignee,),
                due=datetime.fromisoformat(f"{due}+07:00"),
            )
            return receive_task(tx, self.ward.actor(tx, giver), task, installation_id=self.installation).id

    def completed(
        self, giver: str = HA, assignee: str = AN, *, kind: TaskKind = TaskKind.REGULAR, quantity: int = 1
    ) -> UUID:
        """A complete task: a key one waits for approval, another is assigned."""
        task_id, item = self.draft(giver, assignee, quantity=quantity), self.ward.items()[0]
        given = GateInput(
            basis_number="215/KH-UBND",
            basis_date=date(2026, 5, 25),
            basis_issuer="UBND Phường Mẫu",
            kind=kind,
            accountable_id=self.ward.id_of(assignee),
            start=date(2026, 6, 1),
            item_id=item.id,
            quality_criteria="Đủ, đúng thể thức.",
        )
        with self.ward.plugin.transaction() as tx:
            assignment.complete_task(tx, self.ward.actor(tx, giver), task_id, given)
        return task_id

    def accepted(self, giver: str = HA, assignee: str = AN, *, quantity: int = 1) -> UUID:
        """A task that the accountable person took."""
        task_id = self.completed(giver, assignee, quantity=quantity)
        with self.ward.plugin.transaction() as tx:
            assignment.accept_task(tx, self.ward.actor(tx, assignee), task_id)
        return task_id

    def objected(self, giver: str = HA, assignee: str = AN) -> UUID:
        """A task whose accountable person asks back."""
        task_id = self.completed(giver, assignee)
        with self.ward.plugin.transaction() as tx:
            actor = self.ward.actor(tx, assignee)
            assignment.object_to_task(tx, actor, task_id, ObjectionGround.SCOPE, "Chưa rõ phạm vi.")
        return task_id

    def submitted(self, giver: str = HA, assignee: str = AN, *, quantity: int = 1, units: int | None = None) -> UUID:
        """A task whose product waits to be judged."""
        task_id = self.accepted(giver, assignee, quantity=quantity)
        with self.ward.plugin.transaction() as tx:
            actor = self.ward.actor(tx, assignee)
            task_work.submit_product(tx, actor, task_id, Decimal(units) if units else None, "Báo cáo số 12/BC-UBND.")
        return task_id

    def evaluation(self, account: str = AN) -> UUID:
        """An evaluation of June that nobody has filed yet."""
        with self.ward.plugin.transaction() as tx:
            return evaluations.evaluation_of(tx, self.ward.actor(tx, account), JUNE).id

    def self_evaluated(self, account: str = AN, reviewer: str = HA) -> UUID:
        """Filed by the person, with one accepted product in the window."""
        task_id = self.submitted(reviewer, account)
        with self.ward.plugin.transaction() as tx:
            task_work.accept_product(tx, self.ward.actor(tx, reviewer), task_id)
        self.clock.set("2026-06-23T10:00+07:00")
        with self.ward.plugin.transaction() as tx:
            return evaluations.self_evaluate(tx, self.ward.actor(tx, account), JUNE, MARKS).id

    def reviewed(self, account: str = AN, reviewer: str = HA) -> UUID:
        """Rated by the manager as the person did."""
        evaluation_id = self.self_evaluated(account, reviewer)
        self.clock.set("2026-06-25T09:30+07:00")
        with self.ward.plugin.transaction() as tx:
            evaluations.review(tx, self.ward.actor(tx, reviewer), evaluation_id, marks=None)
        return evaluation_id

    def approved(self, account: str = AN, reviewer: str = HA) -> UUID:
        """Approved with the level of the total."""
        evaluation_id = self.reviewed(account, reviewer)
        self.clock.set("2026-06-26T14:00+07:00")
        with self.ward.plugin.transaction() as tx:
            evaluations.approve(tx, self.ward.actor(tx, MINH), evaluation_id, level=None)
        return evaluation_id

    def published(self, account: str = AN, reviewer: str = HA) -> UUID:
        """Published by personnel."""
        evaluation_id = self.approved(account, reviewer)
        self.clock.set("2026-07-03T09:00+07:00")
        with self.ward.plugin.transaction() as tx:
            evaluations.publish(tx, self.ward.actor(tx, PHUONG), self.agency(), JUNE)
        return evaluation_id

    def support_request(self, asker: str = AN, *, taken: bool = False) -> UUID:
        """A request to the support group."""
        with self.ward.plugin.transaction() as tx:
            actor = self.ward.actor(tx, asker)
            row = support.ask(
                tx,
                actor,
                "Không mở được mã QR.",
                installation_id=self.installation,
                conversation_id=None,
                message_id=None,
            )
            if taken:
                support.take(tx, self.ward.actor(tx, THAO), row.id)
            return row.id

    def agency(self) -> UUID:
        """The ward as a unit."""
        with self.ward.plugin.transaction() as tx:
            found = organisation.unit_by_names(tx.session, ["Phường Mẫu"])
            assert found is not None
            return found.id

    def publication_version(self) -> int:
        """The version that the publication card of June shows now."""
        with self.ward.plugin.transaction() as tx:
            return evaluations.agency_version(tx, self.agency(), JUNE)

    def version(self, kind: str, subject_id: UUID) -> int:
        """The version of a ``task``, ``evaluation`` or ``support`` request now."""
        table = {"task": TaskRow, "evaluation": EvaluationRow, "support": SupportRequestRow}[kind]
        with self.ward.plugin.transaction() as tx:
            return int(tx.session.get_one(table, subject_id).version)

    def state(self, task_id: UUID) -> str:
        """The state of a task now."""
        with self.ward.plugin.transaction() as tx:
            return tx.session.get_one(TaskRow, task_id).state
