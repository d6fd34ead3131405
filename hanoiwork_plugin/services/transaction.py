"""The transaction every use-case runs in: its session, its instant, the ledger, what follows from it."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from hanoiwork_plugin.clock import Clock
from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Capacity, Relation, Subject
from hanoiwork_plugin.domain.calendar import quiet
from hanoiwork_plugin.domain.errors import Conflict
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.timing.quiet import morning_after, waits_for_morning
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.settings import Settings
from hanoiwork_plugin.store import queue
from hanoiwork_plugin.store.hosts import Installation
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow, TimerRow
from hanoiwork_plugin.store.tasks import TaskRow

QUIET_OVER = "quiet.over"
"""The timer of 7:00, when what was held at night is sent."""

Read = TypeVar("Read")


@dataclass(frozen=True)
class Plugin:
    """What every adapter holds: where the rows are, what time it is, the settings."""

    engine: Engine
    clock: Clock
    settings: Settings

    @contextmanager
    def transaction(self, *, cause: str = "", at: datetime | None = None) -> Iterator["Tx"]:
        """One use-case: commits at the end, rolls back on any error.

        Args:
            cause: the delivery, press or request that led here, kept in each ledger entry.
            at: business time of the act when it is not now (a timer's own instant).

        Raises:
            Conflict: when another act came first.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            try:
                tx = Tx(session, at or self.clock.now(), self.clock.real_now(), cause, self)
                yield tx
                tx.settle()
                session.commit()
            except StaleDataError as error:
                raise Conflict from error
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) in ("40001", "40P01"):
                    raise Conflict from error
                raise


@dataclass(frozen=True)
class Outgoing:
    """A card or message to be sent: a row of ``store.messages.NoticeRow`` to be."""

    kind: str
    person_id: UUID | None = None
    conversation_id: str | None = None
    reply_to: str | None = None
    subject_type: str = ""
    subject_id: UUID | None = None
    params: dict[str, Any] = field(default_factory=dict)
    dedup: str | None = None


@dataclass
class Tx:
    """An open transaction of one use-case."""

    session: Session
    now: datetime
    real_now: datetime
    cause: str
    plugin: Plugin
    acting_id: UUID | None = None
    """Who pressed, wrote or called: what answers them is sent at any hour."""
    _changed: dict[tuple[str, UUID], None] = field(default_factory=dict)
    _capacity: tuple[UUID, Capacity] | None = None
    _read: dict[Hashable, Any] | None = None

    def require(self, act: Act, actor: Actor, subject: Subject) -> Capacity:
        """As ``authority.require``; what the actor then does is recorded in this capacity (tư cách, thay mặt ai)."""
        found = authority.require(act, actor, subject)
        self._capacity = (actor.id, found)
        self.acting_id = self.acting_id or actor.id
        return found

    def only_reads(self) -> None:
        """Nothing is written in this transaction: what ``read_once`` has read stays true to its end."""
        self._read = {}

    def read_once(self, key: Hashable, read: Callable[[], Read]) -> Read:
        """What ``read`` gives; in a transaction that only reads, what it gave the first time for this ``key``."""
        if self._read is None:
            return read()
        if key not in self._read:
            self._read[key] = read()
        found: Read = self._read[key]
        return found

    def capacity_of(self, actor: Actor) -> Capacity | None:
        """The capacity in which the actor acts in this transaction, once it was asked for."""
        return self._capacity[1] if self._capacity and self._capacity[0] == actor.id else None

    def record(
        self,
        act: str,
        subject_type: str,
        subject_id: UUID,
        actor: Actor | None,
        *,
        reason: str = "",
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        role: str | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Write a ledger entry (ghi sổ sự kiện) and return its id."""
        capacity = self.capacity_of(actor) if actor else None
        entry = LedgerEntryRow(
            id=new_id(),
            at=at or self.now,
            recorded_at=self.real_now,
            act=act,
            subject_type=subject_type,
            subject_id=subject_id,
            actor_id=actor.id if actor else None,
            on_behalf_of_id=capacity.on_behalf_of if capacity else None,
            role=role or (capacity.relation if capacity else Relation.SELF if actor else None),
            reason=reason,
            before=before or {},
            after=after or {},
            cause=self.cause,
        )
        self.session.add(entry)
        return entry.id

    def changed(self, subject_type: str, subject_id: UUID) -> None:
        """The subject looks different now: every card that shows it is replaced after the commit."""
        self._changed[subject_type, subject_id] = None

    def notify(
        self,
        kind: str,
        *,
        person_id: UUID | None = None,
        conversation_id: str | None = None,
        reply_to: str | None = None,
        subject_type: str = "",
        subject_id: UUID | None = None,
        params: dict[str, Any] | None = None,
        dedup: str | None = None,
        installation_id: str | None = None,
    ) -> None:
        """Send a card or message after the commit; nothing happens where the plugin is not installed."""
        told = Outgoing(kind, person_id, conversation_id, reply_to, subject_type, subject_id, params or {}, dedup)
        self.notify_each([told], installation_id)

    def notify_each(self, notices: Sequence["Outgoing"], installation_id: str | None = None) -> None:
        """As ``notify``, in a few statements for many."""
        installation_id = installation_id or self.installation_id()
        if installation_id is None or not notices:
            return
        held = self._held_till_morning(notices)
        made = self.session.execute(
            insert(NoticeRow)
            .on_conflict_do_nothing(index_elements=["dedup"])
            .returning(NoticeRow.id, NoticeRow.person_id, NoticeRow.conversation_id, NoticeRow.state),
            [
                {
                    "id": new_id(),
                    "installation_id": installation_id,
                    "kind": each.kind,
                    "person_id": each.person_id,
                    "conversation_id": each.conversation_id,
                    "reply_to": each.reply_to,
                    "subject_type": each.subject_type,
                    "subject_id": each.subject_id,
                    "params": each.params,
                    "dedup": each.dedup,
                    "state": "held" if index in held else "waiting",
                    "attempts": 0,
                    "fault": "",
                    "created_at": self.now,
                }
                for index, each in enumerate(notices)
            ],
        )
        queue.defer_each(
            self.session,
            "send_notice",
            [
                (f"to:{row.person_id or row.conversation_id}", {"notice_id": str(row.id)})
                for row in made
                if row.state == "waiting"
            ],
        )

    def _held_till_morning(self, notices: Sequence["Outgoing"]) -> frozenset[int]:
        """Which of the notices wait for the end of the quiet hours; one query, and only in those hours."""
        if not quiet(self.now):
            return frozenset()
        ids = {each.subject_id for each in notices if each.subject_type == "task" and each.subject_id}
        tasks = {task.id: task for task in self.session.scalars(select(TaskRow).where(TaskRow.id.in_(ids)))}
        held = set()
        for index, each in enumerate(notices):
            task = tasks.get(each.subject_id) if each.subject_id else None
            answer = each.reply_to is not None or (each.person_id is not None and each.person_id == self.acting_id)
            due, priority = (task.due, task.priority) if task else (None, None)
            if waits_for_morning(self.now, answer=answer, due=due, priority=priority):
                held.add(index)
        if held:
            self.timer(QUIET_OVER, "", morning_after(self.now))
        return frozenset(held)

    def timer(self, kind: str, subject_key: str, at: datetime) -> None:
        """Let ``kind`` fall due at ``at`` (business time); the same timer twice is one."""
        self.session.execute(
            insert(TimerRow)
            .values(id=new_id(), kind=kind, subject_key=subject_key, at=at)
            .on_conflict_do_nothing(index_elements=["kind", "subject_key", "at"])
        )

    def installation_id(self) -> str | None:
        """The active installation, if there is one."""
        return self.session.scalar(
            select(Installation.id).where(Installation.state == "active").order_by(Installation.installed_at.desc())
        )

    def settle(self) -> None:
        """Flush, and queue what follows from the changes."""
        self.session.flush()
        queue.defer_each(
            self.session,
            "refresh_subject",
            [
                (f"subject:{subject_id}", {"subject_type": subject_type, "subject_id": str(subject_id)})
                for subject_type, subject_id in self._changed
            ],
        )
        self._changed.clear()

    def discard(self) -> None:
        """Forget what an undone act had changed."""
        self._changed.clear()
