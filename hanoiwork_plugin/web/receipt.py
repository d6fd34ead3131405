"""The receipt of a score as a page shows it: a tree to unfold, down to the ledger entry, and bars for a, b and c."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.rating.receipt import ReceiptCode, ReceiptStep, receipt
from hanoiwork_plugin.domain.rating.sheet import ScoreSheet
from hanoiwork_plugin.web.page import Reader

_COSTLY = frozenset({ReceiptCode.RETURN, ReceiptCode.DELAY})
_UNFOLDED = frozenset({ReceiptCode.TOTAL, ReceiptCode.NO_GENERAL, ReceiptCode.TASK_PART, ReceiptCode.RESULT})
_UNFOLDED |= {ReceiptCode.RESULT_LEADER, ReceiptCode.BY_UNIT, ReceiptCode.INSUFFICIENT, *_COSTLY}
_FREE = frozenset(
    {
        ReceiptCode.RETURN_FREE,
        ReceiptCode.RETURN_WAIVED,
        ReceiptCode.DELAY_FREE,
        ReceiptCode.DELAY_WAIVED,
        ReceiptCode.DELAY_BY_SYSTEM,
    }
)


@dataclass(frozen=True)
class Node:
    """One line of the receipt: a step with what explains it below."""

    text: str
    style: str
    """``step``, ``task``, ``cost`` or ``free``."""
    unfolded: bool
    children: tuple["Node", ...]
    task_id: UUID | None
    """The task it is about, where this line is the first to name it or leads to its ledger."""
    entry_id: UUID | None
    """The ledger entry behind it."""


@dataclass(frozen=True)
class Bar:
    """One of a, b and c, in percent."""

    label: str
    value: str
    width: Decimal


@dataclass(frozen=True)
class SheetShown:
    """A score sheet as a page shows it."""

    title: str
    score: str
    """The total, or the task part where there is no total; empty: chưa đủ dữ liệu."""
    maximum: str
    bars: tuple[Bar, ...]
    nodes: tuple[Node, ...]


def show_sheet(title: str, sheet: ScoreSheet, reader: Reader) -> SheetShown:
    """The sheet under ``title`` with its whole receipt."""
    whole = sheet.total if sheet.total is not None else sheet.task_part
    maximum = sheet.task_max + (sheet.general_max if sheet.total is not None else 0)
    bars = (
        (reader.say("a – Số lượng"), sheet.a),
        (reader.say("b – Chất lượng"), sheet.b),
        (reader.say("c – Tiến độ"), sheet.c),
    )
    return SheetShown(
        title=title,
        score=reader.score(whole) if whole is not None else "",
        maximum=reader.say("trên {maximum} điểm", maximum=reader.number(maximum)),
        bars=tuple(
            Bar(label, reader.percent(value), max(Decimal(0), min(Decimal(100), value)))
            for label, value in bars
            if value is not None
        ),
        nodes=tuple(_node(step, reader, None) for step in receipt(sheet)),
    )


def _node(step: ReceiptStep, reader: Reader, task_above: UUID | None) -> Node:
    params = step.params
    if step.code is ReceiptCode.POLICY:
        params = {name: reader.say(str(value)) for name, value in params.items()}
    return Node(
        text=reader.filled(step.text, params),
        style=_style(step),
        unfolded=step.code in _UNFOLDED or any(_costs(child) for child in step.children),
        children=tuple(_node(child, reader, step.task_id) for child in step.children),
        task_id=step.task_id if step.entry_id or step.task_id != task_above else None,
        entry_id=step.entry_id,
    )


def _style(step: ReceiptStep) -> str:
    if step.code in _COSTLY:
        return "cost"
    if step.code in _FREE:
        return "free"
    return "task" if step.task_id and step.entry_id is None else "step"


def _costs(step: ReceiptStep) -> bool:
    """Whether a deduction lies in or below the step."""
    return step.code in _COSTLY or any(_costs(child) for child in step.children)
