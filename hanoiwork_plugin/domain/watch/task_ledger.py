"""What the ledger says of one piece of work, as the rules of hand-overs and of waiting read it (DOMAIN 7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hanoiwork_plugin.domain.tasks import TaskAct

READ = frozenset(TaskAct) - {
    *(TaskAct.PROGRESS, TaskAct.ADD_EVIDENCE, TaskAct.REMARK, TaskAct.NO_UPDATE),
    *(TaskAct.MISS_DEADLINE, TaskAct.EXCUSE_DELAY, TaskAct.PAUSE),
    *(TaskAct.CLAIM_CAUSE, TaskAct.CONFIRM_CAUSE, TaskAct.REFUSE_CAUSE),
}
"""Acts that may change who has the work or who is waited for; the others need not be fetched."""


@dataclass(frozen=True)
class LedgerFact:
    """One ledger entry of a task (sổ sự kiện), with what it says of before and after."""

    entry_id: UUID
    task_id: UUID
    at: datetime
    act: TaskAct
    actor_id: UUID | None
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
