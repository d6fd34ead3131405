"""Việc phát sinh typed by the one who did it: a report with drafts, confirmed by the manager in one press (DOMAIN 4).

Who did the work together each get a task of their own with a share of its product, so that nothing is counted twice
and nobody is a tag; names that are not sure are asked about before the manager is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.assigning.arising import ArisingAct, ArisingState, even_shares, next_state
from hanoiwork_plugin.domain.assigning.arising_words import TypedWork, read_works
from hanoiwork_plugin.domain.assigning.typed_people import Colleague, Named
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import add_working_days, due_instant, hanoi_date, is_overdue
from hanoiwork_plugin.domain.errors import Fault, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import TaskAct, TaskKind, TaskState
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.assigning.assignment import REDO_WORKING_DAYS, GateInput, move, needed_text, pass_gate
from hanoiwork_plugin.services.assigning.task_entry import HostTask, new_draft
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.arising import (
    ArisingReportRow,
    ArisingWorkRow,
    locked_report,
    report_of_message,
    works_of,
)
from hanoiwork_plugin.store.tasks import TaskRow

SUBJECT = "arising_report"
"""How the ledger and the cards name a report."""


@dataclass(frozen=True)
class Confirmed:
    """What the manager chose for one work: an item of the catalogue, or a product outside it with points."""

    item_id: UUID | None = None
    outside_product: str | None = None
    outside_points: Decimal | None = None
    quantity: Decimal = Decimal(1)


def colleagues_of(tx: Tx, sender: Actor) -> list[Actor]:
    """Người cùng đơn vị: everyone who can be named beside the sender."""
    everyone = organisation.members(tx.session, sender.unit.agency_id, hanoi_date(tx.now))
    return [person for person in everyone if sender.unit.id in person.unit.path and person.id != sender.id]


def report_arising(
    tx: Tx, sender: Actor, text: str, *, installation_id: str | None = None, message_id: str | None = None
) -> ArisingReportRow:
    """Report the works of a message: a draft each; the manager is asked, once every name is sure.

    The same message again is the same report.

    Raises:
        Invalid: naming what cannot be read, or when nobody stands above the sender.
    """
    tx.require(Act.REPORT_ARISING, sender, Subject(sender.unit, sender.id))
    known = report_of_message(tx.session, installation_id, message_id)
    if known is not None:
        return known
    people = colleagues_of(tx, sender)
    named = [Colleague(each.id, each.name) for each in (*people, sender)]
    works = [_besides(work, sender.id) for work in read_works(text, tx.now, named)]
    manager = competence.nearest(tx, Act.APPROVE_TASK, Subject(sender.unit, sender.id), besides=sender.id)
    unsure = any(each.sure is None for work in works for each in work.people)
    row = ArisingReportRow(
        id=new_id(),
        installation_id=installation_id,
        message_id=message_id,
        sender_id=sender.id,
        unit_id=sender.unit.id,
        manager_id=manager.id,
        state=ArisingState.ASKING if unsure else ArisingState.WAITING,
        reported_at=tx.now,
        reason="",
    )
    tx.session.add(row)
    tx.session.flush()
    for number, work in enumerate(works, start=1):
        _draft(tx, sender, row, number, work)
    names = [work.name for work in works]
    tx.record(ArisingAct.REPORT, SUBJECT, row.id, sender, after={"state": row.state, "works": names})
    _tell(tx, row, sender.id)
    if not unsure:
        _ask_manager(tx, row)
    return row


def _besides(work: TypedWork, sender_id: UUID) -> TypedWork:
    """The work without the sender among those named beside them."""
    return replace(work, people=tuple(each for each in work.people if each.sure != sender_id))


def _draft(tx: Tx, sender: Actor, row: ArisingReportRow, number: int, work: TypedWork) -> None:
    form = HostTask(None, work.name, kind=TaskKind.ARISING, quantity=Decimal(1), due=_due(tx, work.ends))
    task = new_draft(tx, row.manager_id, sender.unit, form, [sender.id], row.installation_id)
    task.accountable_id, task.start = sender.id, work.day
    task.co_people_ids = [person_id for named in work.people if (person_id := named.sure) is not None]
    task.basis_number, task.basis_date = "Báo việc phát sinh trong trò chuyện", hanoi_date(tx.now)
    task.basis_issuer = sender.unit.name
    unclear = {str(n): _unclear(named) for n, named in enumerate(work.people) if named.sure is None}
    tx.session.add(
        ArisingWorkRow(
            report_id=row.id, number=number, task_id=task.id, begins=work.begins, ends=work.ends, unclear=unclear
        )
    )
    tx.record(TaskAct.RECEIVE, "task", task.id, sender, after={"name": task.name, "report": str(row.id)})


def _unclear(named: Named) -> dict[str, object]:
    return {"typed": named.typed, "candidates": [str(each) for each in named.candidates]}


def _due(tx: Tx, ends: datetime | None) -> datetime:
    """Until when the product is handed in: the end of the work when it lies ahead, else two working days."""
    later = due_instant(add_working_days(hanoi_date(tx.now), REDO_WORKING_DAYS))
    return ends if ends is not None and ends > tx.now else later


def name_people(
    tx: Tx,
    actor: Actor,
    report_id: UUID,
    meant: Mapping[tuple[int, int], UUID | None],
    version: int | None = None,
) -> ArisingReportRow:
    """[Gửi xác nhận]: the sender says who was meant; None: nobody of the unit.

    Raises:
        Invalid: when a name is left open, or somebody outside the unit is chosen.
    """
    row = _opened(tx, actor, report_id, Act.REPORT_ARISING, version)
    row.state = next_state(ArisingState(row.state), ArisingAct.NAME_PEOPLE)
    known = {person.id for person in colleagues_of(tx, actor)}
    named: dict[str, str | None] = {}
    tasks = _tasks(tx, row)
    for work in works_of(tx.session, row.id):
        for index, each in work.unclear.items():
            key = (work.number, int(index))
            if key not in meant or (meant[key] is not None and meant[key] not in known):
                place = f"who_{work.number}_{index}"
                raise Invalid(
                    "Mời chọn “{name}” là ai.",
                    faults=[Fault(place, "Mời chọn “{name}” là ai.", {"name": each["typed"]})],
                    name=each["typed"],
                )
            chosen = meant[key]
            named[each["typed"]] = str(chosen) if chosen else None
            task = tasks[work.task_id]
            if chosen and chosen not in task.co_people_ids:
                task.co_people_ids = [*task.co_people_ids, chosen]
        work.unclear = {}
        flag_modified(work, "unclear")
    tx.record(ArisingAct.NAME_PEOPLE, SUBJECT, row.id, actor, after={"state": row.state, "named": named})
    tx.changed(SUBJECT, row.id)
    _ask_manager(tx, row)
    return row


def confirm_report(
    tx: Tx,
    actor: Actor,
    report_id: UUID,
    confirmed: Mapping[int, Confirmed],
    quality_criteria: str,
    version: int | None = None,
) -> ArisingReportRow:
    """[Xác nhận]: every work passes the gate and is given to those who did it, each with a share of its product.

    A work that was given on its own card meanwhile stays as it is.

    Raises:
        Invalid: naming what a work lacks.
        Forbidden: when one of those who did it is outside the actor's authority.
    """
    row = _opened(tx, actor, report_id, Act.APPROVE_TASK, version)
    row.state = next_state(ArisingState(row.state), ArisingAct.CONFIRM)
    tasks = _tasks(tx, row)
    works = [work for work in works_of(tx.session, row.id) if tasks[work.task_id].state == TaskState.DRAFT]
    lacking = [work.number for work in works if work.number not in confirmed]
    if lacking:
        raise Invalid(
            "Mời chọn sản phẩm cho từng việc.",
            faults=[
                Fault(f"item_{number}", "Chưa chọn sản phẩm của việc {number}.", {"number": number})
                for number in lacking
            ],
        )
    for work in works:
        task, chosen = tasks[work.task_id], confirmed[work.number]
        if task.due is None or is_overdue(task.due, tx.now):
            task.due = task.window_due = _due(tx, None)
        given = GateInput(
            item_id=chosen.item_id,
            outside_product=chosen.outside_product or (task.name if chosen.outside_points is not None else None),
            outside_points=chosen.outside_points,
            quality_criteria=quality_criteria,
        )
        _give(tx, actor, task, given, chosen.quantity)
    _decided(tx, actor, row, ArisingAct.CONFIRM, "")
    return row


def _give(tx: Tx, actor: Actor, task: TaskRow, given: GateInput, quantity: Decimal) -> None:
    """Give one work to all who did it; the sender, who reported it, has taken it already."""
    helpers, task.co_people_ids = list(task.co_people_ids), []
    own, *others = even_shares(quantity, 1 + len(helpers))
    task.quantity = own
    for person_id, share in zip(helpers, others, strict=True):
        part = _for_helper(tx, task, person_id, share)
        pass_gate(tx, actor, part, given)
    pass_gate(tx, actor, task, given)
    if task.state == TaskState.ASSIGNED:
        move(tx, None, task, TaskAct.ACCEPT, after={"reported": True})


def _for_helper(tx: Tx, task: TaskRow, person_id: UUID, share: Decimal) -> TaskRow:
    unit = organisation.unit(tx.session, task.lead_unit_id)
    form = HostTask(None, task.name, kind=TaskKind.ARISING, quantity=share, due=task.due)
    part = new_draft(tx, task.assigner_id, unit, form, [person_id], task.installation_id)
    part.accountable_id, part.start = person_id, task.start
    part.basis_number, part.basis_date, part.basis_issuer = task.basis_number, task.basis_date, task.basis_issuer
    after = {"name": part.name, "together_with": str(task.id)}
    tx.record(TaskAct.RECEIVE, "task", part.id, None, after=after)
    return part


def refuse_report(tx: Tx, actor: Actor, report_id: UUID, reason: str, version: int | None = None) -> ArisingReportRow:
    """[Không xác nhận], with a reason: the drafts are cancelled and the sender reads why."""
    row = _opened(tx, actor, report_id, Act.APPROVE_TASK, version)
    row.state = next_state(ArisingState(row.state), ArisingAct.REFUSE)
    reason = needed_text("refuse_reason", reason, "Lý do")
    _drop(tx, actor, row, reason)
    _decided(tx, actor, row, ArisingAct.REFUSE, reason)
    return row


def withdraw_report(tx: Tx, actor: Actor, report_id: UUID, version: int | None = None) -> ArisingReportRow:
    """[Rút lại]: the sender takes the report back before it is decided."""
    row = _opened(tx, actor, report_id, Act.REPORT_ARISING, version)
    row.state = next_state(ArisingState(row.state), ArisingAct.WITHDRAW)
    _drop(tx, actor, row, "")
    _decided(tx, actor, row, ArisingAct.WITHDRAW, "")
    return row


def _drop(tx: Tx, actor: Actor, row: ArisingReportRow, reason: str) -> None:
    drafts = [task for task in tasks_of_report(tx, row) if task.state == TaskState.DRAFT]
    for task in drafts:
        move(tx, actor, task, TaskAct.CANCEL, reason=reason)


def _decided(tx: Tx, actor: Actor, row: ArisingReportRow, act: ArisingAct, reason: str) -> None:
    row.reason, row.decided_by_id, row.decided_at = reason, actor.id, tx.now
    tx.record(act, SUBJECT, row.id, actor, reason=reason, after={"state": row.state})
    tx.changed(SUBJECT, row.id)
    if actor.id != row.sender_id:
        _tell(tx, row, row.sender_id)


def subject_of_report(tx: Tx, row: ArisingReportRow) -> Subject:
    """The report as the authority table sees it: about its sender."""
    return Subject(organisation.unit(tx.session, row.unit_id), row.sender_id, row.manager_id)


def visible_report(tx: Tx, actor: Actor, report_id: UUID) -> ArisingReportRow:
    """The report, for its sender and for who may confirm it.

    Raises:
        NotFound: for everybody else.
    """
    row = tx.session.get(ArisingReportRow, report_id)
    if row is None or not _concerns(tx, actor, row):
        raise NotFound
    return row


def _concerns(tx: Tx, actor: Actor, row: ArisingReportRow) -> bool:
    subject = subject_of_report(tx, row)
    return any(authority.allowed(act, actor, subject) for act in (Act.REPORT_ARISING, Act.APPROVE_TASK))


def _opened(tx: Tx, actor: Actor, report_id: UUID, act: Act, version: int | None) -> ArisingReportRow:
    row = locked_report(tx.session, report_id)
    if row is None or not _concerns(tx, actor, row):
        raise NotFound
    tx.require(act, actor, subject_of_report(tx, row))
    if version is not None and version != row.version:
        raise Stale
    return row


def _tasks(tx: Tx, row: ArisingReportRow) -> dict[UUID, TaskRow]:
    return {task.id: task for task in tasks_of_report(tx, row)}


def tasks_of_report(tx: Tx, row: ArisingReportRow) -> Sequence[TaskRow]:
    """The tasks of the works, in the order they were typed."""
    query = (
        select(TaskRow)
        .join(ArisingWorkRow, ArisingWorkRow.task_id == TaskRow.id)
        .where(ArisingWorkRow.report_id == row.id)
        .order_by(ArisingWorkRow.number)
    )
    return tx.session.scalars(query).all()


def _ask_manager(tx: Tx, row: ArisingReportRow) -> None:
    subject = subject_of_report(tx, row)
    for person_id in competence.those_who_decide(tx, row.manager_id, Act.APPROVE_TASK, subject):
        _tell(tx, row, person_id)


def _tell(tx: Tx, row: ArisingReportRow, person_id: UUID) -> None:
    tx.notify(
        "arising",
        person_id=person_id,
        subject_type=SUBJECT,
        subject_id=row.id,
        dedup=f"arising:{row.id}:{person_id}:{row.state}",
        installation_id=row.installation_id,
    )
