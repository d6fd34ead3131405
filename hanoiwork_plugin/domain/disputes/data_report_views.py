"""What is seen of disputed data: what can be disputed, one report, a person's reports (STORY 20)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hanoiwork_plugin.domain.disputes.data_reports import DatumKind, ReportState
from hanoiwork_plugin.domain.views import PersonRef


@dataclass(frozen=True)
class DatumView:
    """One datum held about a person; ``value`` is an instant in ISO 8601 for a return or a delay."""

    kind: DatumKind
    id: UUID
    name: str
    """What it is about: the task, the key result, the person."""
    value: str


@dataclass(frozen=True)
class DatumList:
    """What the reader may dispute here."""

    data: tuple[DatumView, ...]


@dataclass(frozen=True)
class DataReportView:
    """Một báo sai lệch dữ liệu, as the reporter, who verifies and who decides see it."""

    id: UUID
    version: int
    kind: DatumKind
    state: ReportState
    datum_id: UUID
    task_id: UUID | None
    name: str
    shown: str
    """The value as it was when it was reported."""
    now: str
    """The value as it is now; empty when the datum is gone. An entry of the ledger stays as it was written."""
    wanted: str
    """What it should be, in the reporter's words."""
    reason: str
    files: tuple[str, ...]
    reporter: PersonRef
    reported_at: datetime
    respondent: PersonRef
    """Whose turn it is, or was last."""
    answer_by: datetime | None
    source: str
    checked_on: date | None
    right: str
    """The right value, as verified."""
    owner: PersonRef | None
    """Whose it is; shown to those who answer and to that person, not to the reporter."""
    verified_by: PersonRef | None
    verified_at: datetime | None
    answered_by: PersonRef | None
    """Who corrected it, or answered that it stays."""
    answered_at: datetime | None
    answer_text: str
    correction_id: UUID | None
    """The KPI value or the ledger entry that corrects it."""
    score_before: str | None
    """The task part of the reporter's suggested score before and after, for the reporter alone."""
    score_after: str | None
    period: str
    may_verify: bool
    may_decide: bool
    may_update: bool
    """The directory's keeper says that it was entered there."""
    colleagues: tuple[PersonRef, ...]
    """To whom it may belong, for who verifies."""


@dataclass(frozen=True)
class DataReportList:
    """The reader's own reports, and those that wait for them; the newest first."""

    own: tuple[DataReportView, ...]
    waiting: tuple[DataReportView, ...]
