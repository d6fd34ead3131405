"""What people see of outages (gián đoạn hệ thống)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hanoiwork_plugin.domain.timing.outages import OutageSource
from hanoiwork_plugin.domain.views import PersonRef


@dataclass(frozen=True)
class OutageView:
    """Một lần gián đoạn; ``unit`` empty where it was felt everywhere, ``until`` None while it lasts."""

    id: UUID
    source: OutageSource
    since: datetime
    until: datetime | None
    unit: str
    reason: str
    recorded_by: PersonRef | None


@dataclass(frozen=True)
class OutagesView:
    """The newest outages felt where the viewer works; ``unit_id`` where they may record one, None: the whole city."""

    outages: tuple[OutageView, ...]
    unit_id: UUID | None
    unit: str
    may_record: bool
    day: date
