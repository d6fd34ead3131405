"""The life of a catalogue version (phiên bản danh mục): proposed, sent, returned, approved, in force, replaced.

Source: DOMAIN 2 (II.2, II.4), STORY 3. A version is in force from a day (``in_force_from``, included) until the day
another one takes its place (``in_force_to``, excluded); versions of one agency never overlap, which the database
itself refuses. An approved version is never edited: the next one replaces it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid
from hanoiwork_plugin.domain.people import LabelledEnum


class CatalogueState(LabelledEnum):
    """Trạng thái của một phiên bản danh mục."""

    DRAFT = "draft", "đang soạn"
    SUBMITTED = "submitted", "chờ duyệt"
    RETURNED = "returned", "trả lại, chờ sửa"
    APPROVED = "approved", "đã duyệt, chờ áp dụng"
    IN_FORCE = "in_force", "đang áp dụng"
    REPLACED = "replaced", "đã thay thế"


class CatalogueAct(LabelledEnum):
    """Hành vi trên danh mục; the code is the ledger's act."""

    PROPOSE = "catalogue.proposed", "đề xuất danh mục"
    PROPOSE_ITEM = "catalogue.item_proposed", "đề xuất một mục"
    SUBMIT = "catalogue.submitted", "trình duyệt danh mục"
    RETURN = "catalogue.returned", "trả lại danh mục"
    APPROVE = "catalogue.approved", "duyệt danh mục"
    COME_INTO_FORCE = "catalogue.in_force", "danh mục bắt đầu áp dụng"
    GIVE_WAY = "catalogue.replaced", "danh mục được thay thế"
    IMPORT = "catalogue.imported", "nhập danh mục"


_S, _A = CatalogueState, CatalogueAct

TRANSITIONS: dict[tuple[CatalogueState, CatalogueAct], CatalogueState] = {
    (_S.DRAFT, _A.PROPOSE): _S.DRAFT,
    (_S.DRAFT, _A.PROPOSE_ITEM): _S.DRAFT,
    (_S.DRAFT, _A.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, _A.RETURN): _S.RETURNED,
    (_S.SUBMITTED, _A.APPROVE): _S.APPROVED,
    (_S.RETURNED, _A.PROPOSE): _S.DRAFT,
    (_S.RETURNED, _A.PROPOSE_ITEM): _S.DRAFT,
    (_S.RETURNED, _A.SUBMIT): _S.SUBMITTED,
    (_S.APPROVED, _A.COME_INTO_FORCE): _S.IN_FORCE,
    (_S.APPROVED, _A.GIVE_WAY): _S.REPLACED,
    (_S.IN_FORCE, _A.GIVE_WAY): _S.REPLACED,
}
"""(state, act) → state; everything else is refused."""

OPEN = frozenset({CatalogueState.DRAFT, CatalogueState.SUBMITTED, CatalogueState.RETURNED})
"""States of a proposal that is not yet decided; an agency has at most one version in them."""
WRITABLE = frozenset({CatalogueState.DRAFT, CatalogueState.RETURNED})


def next_state(state: CatalogueState, act: CatalogueAct) -> CatalogueState:
    """The state after ``act``.

    Raises:
        Conflict: when the table has no such transition.
    """
    if (state, act) not in TRANSITIONS:
        raise Conflict("Danh mục đang ở trạng thái “{state}”, không thể {act}.", state=state.label, act=act.label)
    return TRANSITIONS[state, act]


def check_begin(begins: date | None, today: date) -> date:
    """The day from which an approved version is in force, which nobody sets back.

    Raises:
        Invalid: when no day is given, or one that has passed.
    """
    if begins is None:
        raise Invalid(
            "Còn thiếu ngày bắt đầu áp dụng.", faults=[Fault("in_force_from", "Còn thiếu ngày bắt đầu áp dụng.")]
        )
    if begins < today:
        raise Invalid(
            "Ngày bắt đầu áp dụng phải từ hôm nay trở đi.",
            faults=[Fault("in_force_from", "Ngày bắt đầu áp dụng phải từ hôm nay trở đi.")],
        )
    return begins


@dataclass(frozen=True)
class Span:
    """When a version is in force: from ``begins`` until the day before ``ends``; None: until replaced."""

    begins: date
    ends: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the version is in force on ``day``."""
        return self.begins <= day and (self.ends is None or day < self.ends)


def make_room(known: Sequence[Span], begins: date) -> tuple[list[Span], Span]:
    """The spans of the known versions after a new one begins on ``begins``, in their order, and the new one's.

    The version in force on that day ends there; one that would have begun the very same day never holds; one that
    begins later keeps its day, and the new one ends there.
    """
    kept = [replace(span, ends=begins) if span.holds(begins) else span for span in known]
    later = [span.begins for span in known if span.begins > begins and span.begins != span.ends]
    return kept, Span(begins, min(later, default=None))
