"""The approval gate (cổng phê duyệt giao việc): a task lacking any of its eleven fields is not tracked (DOMAIN 4)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import TaskKind


class GateField(LabelledEnum):
    """A field the gate asks for; co-operating units and persons may be none, weight follows from points."""

    NAME = "name", "Tên nhiệm vụ"
    BASIS = "basis", "Căn cứ giao việc"
    KIND = "kind", "Loại nhiệm vụ"
    LEAD_UNIT = "lead_unit", "Đơn vị chủ trì"
    ACCOUNTABLE = "accountable", "Người chịu trách nhiệm"
    START = "start", "Ngày bắt đầu"
    DUE = "due", "Thời hạn"
    PRODUCT = "product", "Sản phẩm đầu ra"
    QUANTITY = "quantity", "Số lượng"
    QUALITY_CRITERIA = "quality_criteria", "Tiêu chí chất lượng"
    POINTS = "points", "Điểm"


@dataclass(frozen=True)
class TaskFields:
    """The eleven fields as known so far."""

    name: str = ""
    basis_number: str | None = None
    basis_date: date | None = None
    basis_issuer: str | None = None
    kind: TaskKind | None = None
    lead_unit: str | None = None
    accountable_id: UUID | None = None
    start: date | None = None
    due: datetime | None = None
    product: str | None = None
    quantity: Decimal | None = None
    quality_criteria: str | None = None
    points: Decimal | None = None
    coefficient: Decimal | None = None


def missing_fields(fields: TaskFields) -> tuple[GateField, ...]:
    """The fields still missing, in the order of the form."""
    present = {
        GateField.NAME: bool(fields.name.strip()),
        GateField.BASIS: bool(fields.basis_number and fields.basis_date and fields.basis_issuer),
        GateField.KIND: fields.kind is not None,
        GateField.LEAD_UNIT: bool(fields.lead_unit),
        GateField.ACCOUNTABLE: fields.accountable_id is not None,
        GateField.START: fields.start is not None,
        GateField.DUE: fields.due is not None,
        GateField.PRODUCT: bool(fields.product and fields.product.strip()),
        GateField.QUANTITY: fields.quantity is not None and fields.quantity > 0,
        GateField.QUALITY_CRITERIA: bool(fields.quality_criteria and fields.quality_criteria.strip()),
        GateField.POINTS: fields.points is not None and fields.coefficient is not None,
    }
    return tuple(field for field, given in present.items() if not given)


def check_gate(fields: TaskFields, *, due_day: date | None) -> None:
    """Let the task through only when it is complete and its figures make sense.

    Args:
        fields: what is known of the task.
        due_day: the Hanoi calendar day of the deadline.

    Raises:
        Invalid: naming exactly the missing fields, or the figures that contradict each other.
    """
    missing = missing_fields(fields)
    if missing:
        raise Invalid(
            "Chưa trình được, còn thiếu: {names}.",
            faults=[Fault(field, "Còn thiếu {name}.", {"name": field.label}) for field in missing],
            names=tuple(field.label for field in missing),
        )
    faults = []
    if fields.start and due_day and fields.start > due_day:
        faults.append(Fault(GateField.START, "Ngày bắt đầu phải trước thời hạn."))
    if faults:
        raise Invalid(faults[0].text, faults=faults)
