"""The same file for two products (tệp trùng): held for an explanation or declared shares; points never move by it."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.evidence import EvidenceAct, Use, check_shares, shares_settle
from hanoiwork_plugin.domain.doing.evidence_views import HeldView, OtherUse
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid, NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services.assigning.assignment import needed_text
from hanoiwork_plugin.services.doing.task_views import subject_of, visible_task
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evidence import EvidenceRow
from hanoiwork_plugin.store.tasks import TaskRow, task_by_id

SUBJECT = "evidence"


def hold_repeated(tx: Tx, rows: Sequence[EvidenceRow]) -> None:
    """Hold those of ``rows`` whose bytes were given for another product before; their sender is asked first.

    Proof of an objective cause is no product, practice counts for nothing, and a task handed over goes on with the
    files of the one before.
    """
    held = []
    for row in sorted(rows, key=lambda each: (each.sha256, each.id)):
        if not row.sha256 or row.fault or row.request_id is not None:
            continue
        tx.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(row.sha256))))
        task = task_by_id(tx.session, row.task_id)
        if task is None or task.practice:
            continue
        others = [other for other, of in _other_uses(tx, row) if not _continues(task, of)]
        known = [other for other in others if other not in rows or other in held or other.id < row.id]
        if known and not shares_settle(_uses([row, *others])):
            _hold(tx, row, task, known)
            held.append(row)


def _continues(task: TaskRow, other: TaskRow) -> bool:
    """Whether one of the two tasks was handed over into the other."""
    return other.id == task.origin_id or task.id == other.origin_id


def _other_uses(tx: Tx, row: EvidenceRow) -> list[tuple[EvidenceRow, TaskRow]]:
    """Evidence with the same bytes, proven, of other real tasks, oldest first."""
    return [
        (found[0], found[1])
        for found in tx.session.execute(
            select(EvidenceRow, TaskRow)
            .join(TaskRow, TaskRow.id == EvidenceRow.task_id)
            .where(
                EvidenceRow.sha256 == row.sha256,
                EvidenceRow.task_id != row.task_id,
                EvidenceRow.fault == "",
                EvidenceRow.read_at.is_not(None),
                EvidenceRow.request_id.is_(None),
            )
            .order_by(EvidenceRow.id)
        )
    ]


def _uses(rows: Sequence[EvidenceRow]) -> list[Use]:
    return [Use(row.id, row.share) for row in rows]


def _hold(tx: Tx, row: EvidenceRow, task: TaskRow, others: Sequence[EvidenceRow]) -> None:
    row.held_at = tx.now
    after = {"evidence": str(row.id), "name": row.name, "sha256": row.sha256, "also": [str(each.id) for each in others]}
    tx.record(EvidenceAct.HOLD, "task", task.id, None, after=after)
    tx.changed("task", task.id)
    tx.notify(
        "evidence_held",
        person_id=row.added_by_id or task.accountable_id,
        subject_type=SUBJECT,
        subject_id=row.id,
        dedup=f"held:{row.id}",
        installation_id=row.installation_id or task.installation_id,
    )


def _opened(tx: Tx, actor: Actor, evidence_id: UUID) -> tuple[EvidenceRow, TaskRow]:
    """A held file of a task that is the actor's to work on."""
    row = tx.session.get(EvidenceRow, evidence_id, with_for_update=True)
    if row is None:
        raise NotFound
    task = visible_task(tx, actor, row.task_id)
    tx.require(Act.WORK_ON_TASK, actor, subject_of(tx, task))
    if row.held_at is None:
        raise Conflict("Tệp này không còn chờ giải thích.")
    return row, task


def explain_repeated(tx: Tx, actor: Actor, evidence_id: UUID, text: str) -> EvidenceRow:
    """[Giải thích]: why the same file was given for two products; the reviewer reads it beside the submission.

    Raises:
        Conflict: when it is not held, or was explained before.
        Invalid: when it says nothing.
    """
    row, task = _opened(tx, actor, evidence_id)
    if row.explained_at is not None:
        raise Conflict("Tệp này đã được giải thích.")
    row.explanation, row.explained_at = needed_text("explain_text", text, "Nội dung giải thích"), tx.now
    after = {"evidence": str(row.id), "name": row.name}
    tx.record(EvidenceAct.EXPLAIN, "task", task.id, actor, reason=row.explanation, after=after)
    tx.changed("task", task.id)
    tx.changed(SUBJECT, row.id)
    return row


def declare_shares(
    tx: Tx, actor: Actor, evidence_id: UUID, here: Decimal, earlier: Decimal | None = None
) -> EvidenceRow:
    """[Khai tỷ lệ]: how much of the file (percent) belongs to this product, and to the actor's earlier one.

    When every product of the file has its share and they are at most 100 % together, nothing is held any more.

    Raises:
        Conflict: when it is not held.
        Invalid: for shares that cannot stand, or when no earlier product of the actor's waits for one.
    """
    row, task = _opened(tx, actor, evidence_id)
    tx.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(row.sha256))))
    others = [other for other, of in _other_uses(tx, row) if not _continues(task, of)]
    declared = {row.id: here}
    if earlier is not None:
        own = _undeclared_own(others, actor)
        if own is None:
            raise Invalid(
                "Chỉ khai được tỷ lệ của sản phẩm trước khi đó là một sản phẩm của anh/chị và chưa khai.",
                faults=[Fault("share_earlier", "Không có sản phẩm trước nào của anh/chị chờ khai tỷ lệ.")],
            )
        declared[own.id] = earlier
    check_shares([Use(each.id, declared.get(each.id, each.share)) for each in [row, *others]])
    for each in [row, *others]:
        if each.id in declared:
            before = {"share": str(each.share) if each.share is not None else None}
            each.share = declared[each.id]
            after = {"evidence": str(each.id), "name": each.name, "share": str(each.share)}
            tx.record(EvidenceAct.SHARE, "task", each.task_id, actor, before=before, after=after)
    if shares_settle(_uses([row, *others])):
        for each in [row, *others]:
            if each.held_at is not None:
                each.held_at = None
                after = {"evidence": str(each.id), "name": each.name}
                tx.record(EvidenceAct.RELEASE, "task", each.task_id, actor, after=after)
                tx.changed("task", each.task_id)
                tx.changed(SUBJECT, each.id)
    tx.changed(SUBJECT, row.id)
    return row


def _undeclared_own(others: Sequence[EvidenceRow], actor: Actor) -> EvidenceRow | None:
    own = [each for each in others if each.added_by_id == actor.id and each.share is None]
    return own[0] if len(own) == 1 else None


def held_view(tx: Tx, viewer: Actor, evidence_id: UUID) -> HeldView:
    """The file and its other uses; products that the viewer may not see are not named.

    Raises:
        NotFound: when the viewer may not see its task.
    """
    row = tx.session.get(EvidenceRow, evidence_id)
    if row is None:
        raise NotFound
    task = visible_task(tx, viewer, row.task_id)
    others = [(other, of) for other, of in _other_uses(tx, row) if not _continues(task, of)]
    people = organisation.references(tx.session, hanoi_date(tx.now), {other.added_by_id for other, _ in others})
    mine = authority.allowed(Act.WORK_ON_TASK, viewer, subject_of(tx, task)) is not None
    own = _undeclared_own([other for other, _ in others], viewer)

    def shown(other: EvidenceRow, of: TaskRow) -> OtherUse:
        seen = authority.allowed(Act.SEE_TASK, viewer, subject_of(tx, of)) is not None
        person = people.get(other.added_by_id) if seen and other.added_by_id else None
        return OtherUse(of.name if seen else "", person, other.added_at, other.share)

    return HeldView(
        id=row.id,
        name=row.name,
        task_id=task.id,
        task_name=task.name,
        others=tuple(shown(other, of) for other, of in others[:5]),
        held=row.held_at is not None,
        share=row.share,
        explanation=row.explanation,
        explained_at=row.explained_at,
        may_explain=mine and row.held_at is not None,
        earlier_name=next((of.name for other, of in others if own is not None and other.id == own.id), ""),
    )
