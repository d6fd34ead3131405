"""Random people press random buttons; after each press the ledger must explain everything that is now so."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID, uuid4

from played_host import Json, PlayedHost, answered
from scenes import Scenes
from sqlalchemy import select, text
from stage.clock import StandingClock
from stage.ward import AN, DUNG, HA, HUNG, KHOI, LAN, LONG, MAI, MINH, NGOC, PHUONG, QUAN, SON, THAO, TIEN, TUAN

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.calendar import Period, hanoi_date, hanoi_instant, window_of
from hanoiwork_plugin.domain.disputes.data_reports import WAITING, DatumKind, ReportState
from hanoiwork_plugin.domain.doing.requests import HandOverWhy, RequestKind, RequestState
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import (
    CLOSED,
    CO_OPERATION_ACTS,
    RUNNING,
    TRANSITIONS,
    ObjectionGround,
    ReturnType,
    TaskAct,
    TaskKind,
    TaskState,
)
from hanoiwork_plugin.services import timers
from hanoiwork_plugin.services.assigning import part_shares
from hanoiwork_plugin.services.doing.cooperation import subject_asked, subject_of_unit
from hanoiwork_plugin.services.doing.task_views import subject_of, task_view
from hanoiwork_plugin.services.doing.waits import subject_awaited
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.services.watch import bottlenecks
from hanoiwork_plugin.store.data_reports import DataReportRow
from hanoiwork_plugin.store.ledger import LedgerEntryRow, entries_of
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import SubmissionRow, TaskRow, parts_of

PEOPLE = (AN, NGOC, TUAN, LONG, LAN, MAI, HA, KHOI, DUNG, HUNG, MINH, QUAN, PHUONG, THAO, SON, TIEN)
JUNE = window_of(Period.parse("2026-06"))
WORKERS = (AN, NGOC, TUAN, LONG, LAN)
VERB_OF = {
    TaskAct.COMPLETE: "task.gate.submit",
    TaskAct.ASSIGN: "task.approve",
    TaskAct.SEND_BACK: "task.sendback",
    TaskAct.ACCEPT: "task.accept",
    TaskAct.OBJECT: "task.object",
    TaskAct.ADJUST: "objection.adjust",
    TaskAct.KEEP: "objection.keep",
    TaskAct.ESCALATE: "objection.escalate",
    TaskAct.PROGRESS: "task.progress",
    TaskAct.SUBMIT: "task.submit",
    TaskAct.APPROVE_PRODUCT: "submission.accept",
    TaskAct.RETURN: "submission.return",
    TaskAct.REMARK: "return.remark",
    TaskAct.ASK_WAIT: "wait.ask",
    TaskAct.ASK_EXTENSION: "extension.ask",
    TaskAct.CLAIM_CAUSE: "cause.claim",
    TaskAct.ASK_HAND_OVER: "hand_over.ask",
    TaskAct.SUSPEND: "task.pause",
    TaskAct.RESUME: "task.resume",
    TaskAct.HAND_OVER: "task.reassign",
    TaskAct.CLOSE: "task.close",
    TaskAct.CANCEL: "task.cancel",
    TaskAct.ASK_CO_OPERATION: "co_operation.ask",
    TaskAct.SPLIT: "task.split",
    TaskAct.CLOSE_PARTS: "task.close_parts",
}
ON_REPORTS = {
    ReportState.OPEN: ("data.verify", "data.verify", "data.refuse"),
    ReportState.VERIFIED: ("data.correct", "data.correct", "data.refuse"),
}
ON_REQUESTS = ("request.agree", "request.refuse", "request.withdraw", "wait.end")
TOGETHER = {
    "asked": ("request.agree", "request.agree", "request.refuse", "co_operation.name", "request.withdraw"),
    "agreed": ("co_operation.send",),
    "sent": ("co_operation.receive", "co_operation.lack"),
}
LOOKS = ("task.view", "task.qr", "task.asking", "task.steering", "task.splitting")
BY_SOME = ("data.report", "bottleneck.send", "bottleneck.decide")
CHANCE = {TaskAct.CANCEL: 0.1, TaskAct.CLOSE: 0.1, TaskAct.HAND_OVER: 0.1, TaskAct.SUSPEND: 0.1, TaskAct.SPLIT: 0.25}
"""What ends or multiplies work is seldom pressed, so that the rest of its life is walked too."""
OTHER_ACTS = frozenset({"qr.made", "task.host_changed", "coefficient.put", "plan.noted"})


@dataclass
class Walker:
    """One walk: who may press what is asked of the authority table before, what became so is replayed after."""

    host: PlayedHost
    scenes: Scenes
    clock: StandingClock
    random: Random
    tasks: list[UUID] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    ids: dict[str, UUID] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    items: list[UUID] = field(default_factory=list)

    def step(self) -> None:
        """One act of somebody, or time going on."""
        chance = self.random.random()
        if len(self.tasks) < 8 or chance < 0.03:
            self._give()
        elif chance < 0.10:
            self._time_goes_on()
        else:
            self._press()

    def _id(self, account: str) -> UUID:
        if account not in self.ids:
            self.ids[account] = self.scenes.ward.id_of(account)
        return self.ids[account]

    def _give(self) -> None:
        """An event of the host, three times: one task."""
        giver, doer = self.random.choice((HA, HA, KHOI, HUNG, AN)), self.random.choice(WORKERS)
        host_id = str(uuid4())
        due = self._day(1, 12).isoformat()
        others = self.random.sample((NGOC, TUAN, MAI), self.random.choice((0, 0, 1, 2)))
        data = {"id": host_id, "title": "Rà soát biển quảng cáo", "quantity": self.random.choice((1, 1, 3)), "due": due}
        event = self.host.event(
            "task.created",
            {**data, "assignees": [doer, *others], "createdBy": giver},
            subject=f"tasks/{host_id}",
            sequence="1",
            actorid=giver,
        )
        for _ in range(3):
            self.host.send(event)
        self.host.work()
        with self.host.plugin.transaction() as tx:
            made = tx.session.scalars(select(TaskRow.id).where(TaskRow.host_id == host_id)).all()
            allowed = authority.allowed(authority.Act.GIVE_TASK, self._actor(tx, giver), self._of_person(tx, doer))
        assert len(made) == (1 if allowed else 0)
        self.tasks.extend(made)

    def _time_goes_on(self) -> None:
        self.clock.set((self.clock.now() + timedelta(hours=self.random.choice((1, 3, 8, 20)))).isoformat())
        while timers.fire_next(self.host.plugin):
            pass
        for task_id in self.tasks:
            self._replay(task_id)

    def to_the_morning(self) -> None:
        """What the night held back is sent at seven."""
        self.clock.set(hanoi_instant(hanoi_date(self.clock.now()) + timedelta(days=1), time(10)).isoformat())
        while timers.fire_next(self.host.plugin):
            pass

    def _press(self) -> None:
        self._let_go_of_the_ended()
        account, press = self._sensible() if self.random.random() < 0.8 else self._any()
        verb = press["value"]["action"]["verb"]
        before = self._entries()
        rights = self._rights(account)
        answer = self.host.press(account, press)
        first = answered(answer)
        written = self._written(f"press:{press['actionId']}")
        self.outcomes[f"{verb} {first['statusCode']}"] += 1
        assert first["statusCode"] in (200, 400, 403, 404, 409), first
        if first["statusCode"] != 200:
            assert written == [], f"{verb} was refused and wrote {[entry.act for entry in written]}"
        for entry in written:
            self._allowed(entry, account, rights)
        if self.random.random() < 0.25:
            assert self.host.press(account, press).data == answer.data, "the same press gets the same bytes"
            again = {**press, "actionId": str(uuid4())}
            if any(entry.act in set(TaskAct) for entry in written):
                assert answered(self.host.press(account, again))["statusCode"] != 200, f"{verb} took effect twice"
            assert [each.id for each in self._written(f"press:{press['actionId']}")] == [each.id for each in written]
        assert self._entries() >= before + len(written)
        for entry in {entry.subject_id: entry for entry in written if entry.subject_type == "task"}:
            self._replay(entry)

    # what is pressed

    def _sensible(self) -> tuple[str, Json]:
        """A button that stands on somebody's card now."""
        task_id = self.random.choice(self.tasks)
        with self.host.plugin.transaction() as tx:
            if self.random.random() < 0.1:
                return self._watched(tx) or self._disputed(tx, tx.session.get_one(TaskRow, task_id))
            asked = tx.session.scalars(
                select(TaskRequestRow).where(
                    TaskRequestRow.task_id == task_id, TaskRequestRow.state.in_([RequestState.ASKED, "agreed", "sent"])
                )
            ).all()
            if asked and self.random.random() < 0.4:
                row = self.random.choice(asked)
                person = self.random.choice([row.respondent_id, row.other_person_id, row.asked_by_id])
                account = next((each for each in PEOPLE if self._id(each) == person), HA)
                together = row.kind == RequestKind.CO_OPERATION
                verb = self.random.choice(TOGETHER[row.state] if together else ON_REQUESTS)
                return account, self._pressed(tx, verb, "task_request", row.id, row.version, task_id)
            task = tx.session.get_one(TaskRow, task_id)
            concerned = [each for each in PEOPLE if self._id(each) in (task.accountable_id, task.assigner_id)]
            for account in (self.random.choice(concerned), self.random.choice((HA, HUNG, MINH))):
                actor = self._actor(tx, account)
                subject = subject_of(tx, task)
                view = task_view(tx, task, actor) if authority.allowed(authority.Act.SEE_TASK, actor, subject) else None
                if view is None:
                    continue
                able = sorted(act for act in view.allowed if act in VERB_OF)
                able = [act for act in able if self.random.random() < CHANCE.get(act, 1)]
                if able:
                    verb = VERB_OF[self.random.choice(able)]
                    return account, self._pressed(tx, verb, "task", task_id, view.version, task_id)
        return self._any()

    def _disputed(self, tx: Tx, task: TaskRow) -> tuple[str, Json]:
        """A report that waits is answered; else whoever does the task says that a datum of it is wrong."""
        waiting = (DataReportRow.task_id.in_(self.tasks), DataReportRow.state.in_(WAITING))
        reports = tx.session.scalars(select(DataReportRow).where(*waiting).order_by(DataReportRow.id)).all()
        report = self.random.choice(reports) if reports and self.random.random() < 0.7 else None
        person = report.respondent_id if report else task.accountable_id
        account = next((each for each in PEOPLE if self._id(each) == person), HA)
        if report is None:
            return account, self._pressed(tx, "data.report", "task", task.id, task.version, task.id)
        verb = self.random.choice(ON_REPORTS[ReportState(report.state)])
        return account, self._pressed(tx, verb, "data_report", report.id, report.version, task.id)

    def _watched(self, tx: Tx) -> tuple[str, Json] | None:
        """Half of the time, where there is a bottleneck: it is sent to the leader, or decided."""
        stuck = bottlenecks.bottlenecks_among(tx, TaskRow.id.in_(self.tasks)) if self.random.random() < 0.5 else []
        if not stuck:
            return None
        task = self.random.choice(stuck).task
        account, verb = self.random.choice(((QUAN, "bottleneck.send"), (HUNG, "bottleneck.decide")))
        return account, self._pressed(tx, verb, bottlenecks.SUBJECT, task.id, task.version, task.id)

    def _any(self) -> tuple[str, Json]:
        """Somebody presses something, whatever stands on their card."""
        task_id, verb = self.random.choice(self.tasks), self.random.choice((*VERB_OF.values(), *LOOKS, *BY_SOME))
        with self.host.plugin.transaction() as tx:
            version = tx.session.get_one(TaskRow, task_id).version - (self.random.random() < 0.2)
            return self.random.choice(PEOPLE), self._pressed(tx, verb, "task", task_id, version, task_id)

    def _pressed(self, tx: Tx, verb: str, kind: str, subject_id: UUID, version: int, task_id: UUID) -> Json:
        return self.host.press_of(verb, f"{kind}/{subject_id}", version, **self._inputs(tx, verb, task_id))

    def _inputs(self, tx: Tx, verb: str, task_id: UUID) -> dict[str, Any]:
        word, colleague = f"Việc {self.random.randrange(10_000)}", str(self._id(self.random.choice(WORKERS)))
        day, units = self._day(0, 14).isoformat(), str(self.random.choice((1, 1, 2, 5)))
        match verb:
            case "task.gate.submit":
                return {
                    "basis_number": "215/KH-UBND",
                    "basis_date": "2026-05-25",
                    "basis_issuer": "UBND Phường Mẫu",
                    "kind": self.random.choice(list(TaskKind)).value,
                    "accountable": colleague,
                    "start": hanoi_date(tx.now).isoformat(),
                    "item": str(self.random.choice(self._items())),
                    "quality_criteria": "Đủ, đúng thể thức",
                    "quantity": units,
                    **self._share_of(tx, task_id),
                    **({"due": day} if self.random.random() < 0.8 else {}),
                }
            case "task.split":
                share, due = self.random.choice(("5", "20", "33.33", "40", "70", "0")), self._day(0, 9).isoformat()
                return {"split_name": word, "split_person": colleague, "split_share": share, "split_due": due}
            case "task.sendback":
                return {"sendback_reason": word}
            case "task.object":
                ground = self.random.choice(list(ObjectionGround)).value
                return {"objection_ground": ground, "objection_text": word}
            case "objection.adjust":
                return {"adjust_text": word, "adjust_due": day, "adjust_quality_criteria": word}
            case "objection.keep":
                return {"keep_text": word}
            case "objection.escalate":
                return {"escalate_text": word}
            case "task.progress":
                return {"progress": str(self.random.randrange(-5, 106)), "progress_note": word}
            case "task.submit":
                return {"submit_note": word, **({"submit_quantity": units} if self.random.random() < 0.3 else {})}
            case "submission.return":
                part = {"return_quantity": units} if self.random.random() < 0.3 else {}
                kind = self.random.choice(list(ReturnType)).value
                return {"return_type": kind, "return_reason": word, "return_change": word, **part}
            case "return.remark":
                return {"remark_text": word}
            case "wait.ask":
                today = hanoi_date(tx.now)
                expected = (today + timedelta(days=3)).isoformat()
                side = f"person:{self._id(self.random.choice((DUNG, MAI, TUAN)))}"
                return {"wait_side": side, "wait_text": word, "wait_since": str(today), "wait_expected": expected}
            case "extension.ask":
                return {"extension_due": self._day(1, 20).isoformat(), "extension_text": word}
            case "cause.claim":
                acts = (TaskAct.RETURN, TaskAct.MISS_DEADLINE)
                claimable = [entry.id for entry in entries_of(tx.session, task_id) if entry.act in acts]
                entry = str(self.random.choice(claimable or [uuid4()]))
                return {"cause_entry": entry, "cause_text": word, "cause_document": "12/TB-UBND"}
            case "co_operation.ask":
                unit = f"unit:{self._actor(tx, DUNG).unit.id}"
                side = self.random.choice((unit, f"person:{self._id(self.random.choice((NGOC, MAI, TUAN)))}"))
                return {"co_side": side, "co_what": word, **({"co_until": day} if self.random.random() < 0.5 else {})}
            case "co_operation.name":
                return {"co_operator": str(self._id(self.random.choice((MAI, NGOC))))}
            case "co_operation.send":
                return {"result_note": word}
            case "co_operation.lack":
                return {"lacking_text": word}
            case "data.report":
                acts = {TaskAct.RETURN: DatumKind.RETURN, TaskAct.MISS_DEADLINE: DatumKind.DELAY}
                data = [
                    (acts[TaskAct(each.act)], each.id) for each in entries_of(tx.session, task_id) if each.act in acts
                ]
                data += [(DatumKind.TASK_QUANTITY, task_id), (DatumKind.TASK_PERSON, task_id)]
                kind, datum_id = self.random.choice(data)
                return {"data_datum": f"{kind}:{datum_id}", "data_wanted": units, "data_reason": word}
            case "data.verify":
                seen = {"data_source": word, "data_checked": hanoi_date(tx.now).isoformat(), "data_right": units}
                return {**seen, **({"data_owner": colleague} if self.random.random() < 0.7 else {})}
            case "data.refuse":
                return {"data_refusal": word}
            case "bottleneck.decide":
                return {"lead_to": f"person:{colleague}", "lead_reason": word, "lead_due": day}
            case "hand_over.ask":
                return {"cannot_text": word}
            case "request.agree":
                return {"agree_text": word, "agree_to": colleague}
            case "request.refuse":
                return {"refuse_text": word}
            case "wait.end":
                return {"end_note": word}
            case "task.pause":
                return {"pause_reason": word}
            case "task.reassign":
                why = self.random.choice(list(HandOverWhy)).value
                return {"reassign_to": colleague, "reassign_why": why, "reassign_reason": word}
            case "task.close":
                return {"closing_reason": word}
            case "task.cancel":
                return {"stop_reason": word}
        return {}

    def _share_of(self, tx: Tx, task_id: UUID) -> dict[str, str]:
        """A part that was sent back may be given with another share."""
        again = tx.session.get_one(TaskRow, task_id).part_of_id is not None
        return {"share": self.random.choice(("10", "50", "100"))} if again else {}

    def _items(self) -> list[UUID]:
        self.items = self.items or [item.id for item in self.scenes.ward.items()]
        return self.items

    def _day(self, first: int, last: int) -> date:
        return hanoi_date(self.clock.now()) + timedelta(days=self.random.randint(first, last))

    def _let_go_of_the_ended(self) -> None:
        """So that the walk stays among tasks that something can happen to."""
        with self.host.plugin.transaction() as tx:
            rows = tx.session.execute(select(TaskRow.id, TaskRow.state).where(TaskRow.id.in_(self.tasks))).all()
            open_now = tx.session.scalars(
                select(TaskRow.id).where(
                    TaskRow.state.not_in(CLOSED), TaskRow.host_id.is_not(None) | TaskRow.part_of_id.is_not(None)
                )
            ).all()
        ended = {row.id for row in rows if row.state in CLOSED and self.random.random() < 0.3}
        self.tasks = [each for each in self.tasks if each not in ended]
        self.tasks += [each for each in open_now if each not in self.tasks]

    # what must be so afterwards

    def _actor(self, tx: Tx, account: str) -> Actor:
        """Postings and roles do not change on this walk."""
        if account not in self.actors:
            self.actors[account] = self.scenes.ward.actor(tx, account)
        return self.actors[account]

    def _of_person(self, tx: Tx, account: str) -> authority.Subject:
        return authority.Subject(self._actor(tx, account).unit)

    def _rights(self, account: str) -> dict[UUID, tuple[authority.Subject, TaskKind | None]]:
        """Every task as the authority table saw it before the press; requests answered by another side too."""
        found: dict[UUID, tuple[authority.Subject, TaskKind | None]] = {}
        with self.host.plugin.transaction() as tx:
            for row in tx.session.scalars(select(TaskRow).where(TaskRow.id.in_(self.tasks))):
                found[row.id] = (subject_of(tx, row), TaskKind(row.kind) if row.kind else None)
            waits = select(TaskRequestRow).where(
                TaskRequestRow.task_id.in_(self.tasks), TaskRequestRow.kind == "wait", TaskRequestRow.state != "refused"
            )
            for row in tx.session.scalars(waits):
                found[row.id] = (subject_awaited(tx, row), None)
            asked = select(TaskRequestRow, TaskRow).join(TaskRow, TaskRow.id == TaskRequestRow.task_id)
            for row, task in tx.session.execute(asked.where(TaskRequestRow.kind == RequestKind.CO_OPERATION)):
                found[row.id] = (subject_asked(tx, row, task), None)
                if row.other_unit_id:
                    found[UUID(int=row.id.int ^ 1)] = (subject_of_unit(tx, row), None)
        return found

    def _allowed(
        self, entry: LedgerEntryRow, account: str, rights: dict[UUID, tuple[authority.Subject, TaskKind | None]]
    ) -> None:
        """The act stood in the authority table for the one who did it, and nobody judged what they handed in."""
        if entry.actor_id is None or entry.act not in set(TaskAct):
            return
        assert entry.actor_id == self._id(account)
        act = TaskAct(entry.act)
        if act is TaskAct.RECEIVE or entry.subject_id not in rights:
            return  # what a hand-over made: its own entry is looked at
        _, kind = rights[entry.subject_id]
        with self.host.plugin.transaction() as tx:
            actor = self._actor(tx, account)
            if act is TaskAct.ASSIGN:
                needed = [authority.Act.COMPLETE_TASK, authority.Act.APPROVE_TASK, authority.Act.APPROVE_KEY_TASK]
            else:
                needed = [authority.authority_for(act, kind)]
                if act is TaskAct.END_WAIT:
                    needed += [authority.Act.ANSWER_WAIT]
                if act in (TaskAct.TAKE_CO_OPERATION, TaskAct.REFUSE_CO_OPERATION):
                    needed += [authority.Act.NAME_CO_OPERATOR]
            subjects = (
                [subject for subject, _ in rights.values()] if act in OF_OTHERS else [rights[entry.subject_id][0]]
            )
            may = any(authority.allowed(need, actor, subject) for need in needed for subject in subjects)
            assert may, f"{account} did {act} without a line in the authority table"
            if act in (TaskAct.APPROVE_PRODUCT, TaskAct.RETURN):
                given = tx.session.get_one(SubmissionRow, UUID(entry.after["submission"]))
                assert given.submitted_by_id != entry.actor_id

    def _replay(self, task_id: UUID) -> None:
        """The ledger alone leads to the state, the counts and the quantities that the task has."""
        with self.host.plugin.transaction() as tx:
            task = tx.session.get_one(TaskRow, task_id)
            entries = list(reversed(entries_of(tx.session, task_id)))
            state, accepted, returned, progress = TaskState.DRAFT, Decimal(0), 0, 0
            for entry in entries:
                if entry.act in set(TaskAct) and "state" in entry.after:
                    act, came_from = TaskAct(entry.act), TaskState(entry.before.get("state", state))
                    assert came_from is state, f"{act}: recorded from {came_from}, the ledger stood at {state}"
                    if act is not TaskAct.RECEIVE:
                        assert (state, act) in TRANSITIONS, f"{act} from {state} is no transition"
                    state = TaskState(entry.after["state"])
                if entry.act == TaskAct.APPROVE_PRODUCT:
                    accepted += Decimal(entry.after["units"])
                returned += entry.act == TaskAct.RETURN
                if entry.act == TaskAct.PROGRESS:
                    progress = entry.after["progress"]
            assert state is TaskState(task.state), [entry.act for entry in entries]
            assert accepted == task.accepted_quantity
            if task.kept_share is not None:
                self._adds_up(tx, task)
            elif task.state != TaskState.DONE and not task.taken_over:
                assert progress == task.progress
            rows = tx.session.scalars(select(SubmissionRow).where(SubmissionRow.task_id == task_id)).all()
            assert returned == sum(row.returned_quantity > 0 for row in rows)
            assert sum(entry.act == TaskAct.SUBMIT for entry in entries) == len(rows)
            assert sum((row.accepted_quantity for row in rows), Decimal(0)) == accepted
            missed = [entry.after["due"] for entry in entries if entry.act == TaskAct.MISS_DEADLINE]
            assert len(missed) == len(set(missed)), "one deadline was missed twice"
            view = task_view(tx, task, self._actor(tx, HA))
            assert view.returns + view.delays + view.waived == returned + len(missed)

    def _adds_up(self, tx: Tx, whole: TaskRow) -> None:
        """Shares are at most the whole, and what the parts and the one who keeps the rest convert to is the whole."""
        if whole.state in (TaskState.CANCELLED, TaskState.HANDED_OVER):
            return
        rows = {row.id: row for row in parts_of(tx.session, whole.id)}
        asked: dict[UUID, Decimal] = {}
        given: dict[UUID, Fraction] = {}
        lines = {line.task_id: line for line in scores.lines_of_tasks(tx, [whole, *rows.values()], JUNE)}
        for row in rows.values():
            first, line = row, lines[row.id]
            while first.origin_id in rows:
                first = rows[first.origin_id]
            left_behind = row.state == TaskState.HANDED_OVER and row.closed_quantity != 0
            if left_behind or row.state not in (TaskState.CANCELLED, TaskState.HANDED_OVER):
                assert row.share is not None
                assert line.share is not None
                asked[first.id] = row.share
                if row.state not in (TaskState.DRAFT, TaskState.AWAITING_APPROVAL):
                    given[first.id] = line.share.worth
        assert sum(asked.values(), Decimal(0)) <= 100
        own = lines[whole.id]
        units = whole.whole_quantity or own.quantity  # of one handed over, what was accepted before stays where it was
        rest = own.share.worth if own.share else Fraction(units) * own.of_unit
        assert sum(given.values(), Fraction(0)) + rest == Fraction(part_shares.converted(whole))
        if whole.origin_id is None:
            kept = [
                entry.after["kept"] for entry in entries_of(tx.session, whole.id) if entry.act == TaskAct.KEEP_SHARE
            ]
            assert Decimal(kept[0] if kept else 100) == whole.kept_share
        if whole.state != TaskState.DONE:
            done = {row.id: 100 if row.state == TaskState.DONE else row.progress for row in rows.values()}
            live = [row for row in rows.values() if row.state in (*RUNNING, TaskState.DONE)]
            parts = sum((Fraction(row.share or 0) * done[row.id] for row in live), Fraction(0))
            assert whole.progress == int((parts + Fraction(whole.kept_share or 0) * whole.own_progress) / 100)

    def _entries(self) -> int:
        with self.host.plugin.engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM ledger_entry")).scalar_one())

    def _written(self, cause: str) -> list[LedgerEntryRow]:
        with self.host.plugin.transaction() as tx:
            rows = tx.session.scalars(
                select(LedgerEntryRow).where(LedgerEntryRow.cause == cause).order_by(LedgerEntryRow.id)
            ).all()
        return list(rows)


OF_OTHERS = frozenset({TaskAct.TAKE_WAIT, TaskAct.REFUSE_WAIT, TaskAct.END_WAIT, *CO_OPERATION_ACTS})
