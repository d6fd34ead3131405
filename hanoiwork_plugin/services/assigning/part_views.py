"""What is seen of big work on the card of its part, and of the parts on the card of the whole."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hanoiwork_plugin.domain.assigning.parts import WHOLE, reserved
from hanoiwork_plugin.domain.calendar import is_overdue
from hanoiwork_plugin.domain.points import round_points
from hanoiwork_plugin.domain.tasks import CLOSED, HELD, TaskState
from hanoiwork_plugin.domain.views import PartView, PersonRef, WholeRef
from hanoiwork_plugin.services.assigning import part_shares
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.tasks import TaskRow


def counts_for(tx: Tx, task: TaskRow) -> Decimal | None:
    """Converted value of the share that the task stands for; None: quantity × coefficient."""
    share = part_shares.share_of(task, part_shares.wholes_of(tx, [task]))
    return round_points(share.of_unit * Fraction(task.quantity or 0)) if share is not None else None


def is_gone(part: TaskRow) -> bool:
    """Cancelled, or with somebody else now: not shown among the parts."""
    return part.state in (TaskState.CANCELLED, TaskState.HANDED_OVER)


def by_due(part: TaskRow) -> tuple[bool, datetime, UUID]:
    """The first due first, what has no deadline last."""
    return part.due is None, part.due or part.created_at, part.id


def part_view(tx: Tx, row: TaskRow, people: dict[UUID, PersonRef]) -> PartView:
    """A part as the card of the whole names it."""
    late = row.due is not None and row.state not in (*CLOSED, *HELD) and is_overdue(row.due, tx.now)
    return PartView(
        id=row.id,
        name=row.name,
        state=TaskState(row.state),
        share=row.share,
        accountable=people.get(row.accountable_id) if row.accountable_id else None,
        due=row.due,
        overdue=late,
        progress=100 if row.state == TaskState.DONE else row.progress,
    )


def whole_ref(tx: Tx, task: TaskRow) -> WholeRef | None:
    """The big work of which the task is a part, and what is left of it while the share is asked for."""
    whole = tx.session.get(TaskRow, task.part_of_id) if task.part_of_id is not None else None
    if whole is None:
        return None
    asked = task.state in (TaskState.DRAFT, TaskState.AWAITING_APPROVAL)
    others = [each for each in part_shares.parts_in(tx, whole) if each.id != task.id] if asked else []
    left = WHOLE - reserved(others) if asked else None
    return WholeRef(whole.id, whole.name, whole.due, part_shares.converted(whole), left)
