"""The provisional coefficient (hệ số tạm tính) of arising work outside the catalogue (DOMAIN 2, 4; STORY 10).

Whoever gives the work sets its points within the frames of the catalogue in force; a competent person confirms them,
changes them with a reason, or refuses them. Until then the score counts the work and says that it is provisional;
refused, it has no coefficient and counts nothing.
"""

from collections.abc import Sequence
from decimal import Decimal

from hanoiwork_plugin.domain.catalogues.catalogue import Group, show_frame
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid
from hanoiwork_plugin.domain.folding import tokens
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import TaskKind

REPEATS = 3
"""The third arising work with the same product becomes a proposal for the catalogue by itself."""


class CoefficientState(LabelledEnum):
    """Trạng thái hệ số của việc ngoài danh mục."""

    PROVISIONAL = "provisional", "tạm tính, chờ duyệt"
    CONFIRMED = "confirmed", "đã duyệt"
    REFUSED = "refused", "không được duyệt"


class CoefficientAct(LabelledEnum):
    """Hành vi trên hệ số tạm tính; the code is the ledger's act."""

    SET = "task.coefficient_set", "đặt hệ số tạm tính"
    CONFIRM = "task.coefficient_confirmed", "duyệt hệ số"
    CHANGE = "task.coefficient_changed", "duyệt hệ số khác"
    REFUSE = "task.coefficient_refused", "không duyệt hệ số"


_S, _A = CoefficientState, CoefficientAct

TRANSITIONS: dict[tuple[CoefficientState, CoefficientAct], CoefficientState] = {
    (_S.PROVISIONAL, _A.SET): _S.PROVISIONAL,
    (_S.PROVISIONAL, _A.CONFIRM): _S.CONFIRMED,
    (_S.PROVISIONAL, _A.CHANGE): _S.CONFIRMED,
    (_S.PROVISIONAL, _A.REFUSE): _S.REFUSED,
    (_S.REFUSED, _A.SET): _S.PROVISIONAL,
}
"""(state, act) → state; a confirmed coefficient stays as it is."""


def next_state(state: CoefficientState, act: CoefficientAct) -> CoefficientState:
    """The state after ``act``.

    Raises:
        Conflict: when the table has no such transition.
    """
    if (state, act) not in TRANSITIONS:
        raise Conflict("Hệ số của việc này {state}, không thể {act}.", state=state.label, act=act.label)
    return TRANSITIONS[state, act]


def check_points(points: Decimal, groups: Sequence[Group], place: str) -> Decimal:
    """``points``, when they lie in the frame of one of the groups.

    Raises:
        Invalid: naming the frames.
    """
    if not any(low <= points <= high for low, high in (group.frame for group in groups)):
        frames = "; ".join(f"{group.name}: {show_frame(group.frame)}" for group in groups)
        raise Invalid(
            "Điểm tạm tính phải nằm trong khung điểm của danh mục ({frames}).",
            faults=[Fault(place, "Điểm phải nằm trong một khung: {frames}.", {"frames": frames})],
            frames=frames,
        )
    return points


def check_kind(kind: TaskKind | None, place: str) -> None:
    """Only arising work may be outside the catalogue.

    Raises:
        Invalid: for planned work.
    """
    if kind is not TaskKind.ARISING:
        raise Invalid(
            "Chỉ việc phát sinh, đột xuất mới dùng hệ số tạm tính; việc khác mời chọn trong danh mục.",
            faults=[Fault(place, "Chỉ việc phát sinh, đột xuất mới dùng hệ số tạm tính.")],
        )


def product_key(product: str) -> str:
    """A product for comparison with others like it: folded words, without punctuation."""
    return " ".join(tokens(product))
