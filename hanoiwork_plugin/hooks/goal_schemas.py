"""The inputs of the verbs on objectives, KPIs and plans, and what the cards call them."""

import re
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate

from hanoiwork_plugin.domain.goals.objectives import Direction, Measure
from hanoiwork_plugin.domain.tasks import Priority, TaskKind
from hanoiwork_plugin.hooks.inputs import LONG, Inputs
from hanoiwork_plugin.wire.fields import Choice, Figure, Number

_LINE = validate.Length(max=500)


class KeyResultInputs(Inputs):
    """``objectives.add``: a key result, under a new objective or one that is there."""

    okr_under = fields.UUID()
    okr_objective = fields.String(load_default="", validate=_LINE)
    okr_parent = fields.UUID()
    okr_product = fields.String(required=True, validate=_LINE)
    okr_due = fields.Date()
    okr_weight = Number()
    okr_coefficient = Number()
    okr_measure = Choice(Measure, load_default=Measure.KPI)
    okr_target = Number()
    kpi_unit = fields.String(load_default="", validate=validate.Length(max=100))
    kpi_calculation = fields.String(load_default="", validate=_LINE)
    kpi_direction = Choice(Direction)
    kpi_source = fields.String(load_default="", validate=validate.Length(max=200))
    kpi_complete = Figure()
    kpi_exceed = Figure()
    kpi_fail = Figure()


class WeightsInputs(Inputs):
    """``objectives.weights``: one weight a key result, in their order."""

    okr_weights = fields.String(required=True, validate=validate.Length(max=400))


class DropResultInputs(Inputs):
    """``objectives.drop``."""

    okr_result = fields.UUID(required=True)


class JustificationInputs(Inputs):
    """``objectives.justify``."""

    justification = fields.String(load_default="", validate=LONG)


class ObjectivesReturnInputs(Inputs):
    """``objectives.return``."""

    okr_return_reason = fields.String(load_default="", validate=LONG)


class KpiValueInputs(Inputs):
    """``kpi.enter``; files come as ``attachments`` of the press."""

    kpi_result = fields.UUID(required=True)
    kpi_value = Figure(required=True)
    kpi_measured = fields.Date(required=True)
    kpi_evidence = fields.String(load_default="", validate=LONG)


class KpiRefusalInputs(Inputs):
    """``kpi.refuse``."""

    kpi_refusal = fields.String(load_default="", validate=LONG)


class PlanLineInputs(Inputs):
    """``plan.add``."""

    plan_name = fields.String(load_default="", validate=_LINE)
    plan_kind = Choice(TaskKind)
    plan_product = fields.String(load_default="", validate=_LINE)
    plan_priority = Choice(Priority)
    plan_due = fields.Date()


class PlanDropInputs(Inputs):
    """``plan.drop``."""

    plan_line = fields.UUID(required=True)


class PlanReturnInputs(Inputs):
    """``plan.return``."""

    plan_return_reason = fields.String(load_default="", validate=LONG)


LABELS = {
    "okr_under": "Thêm vào mục tiêu đã có",
    "okr_objective": "Mục tiêu mới",
    "okr_parent": "Phục vụ mục tiêu cấp trên",
    "okr_product": "Kết quả then chốt",
    "okr_due": "Thời hạn",
    "okr_weight": "Trọng số (%)",
    "okr_coefficient": "Hệ số quy đổi",
    "okr_measure": "Đo bằng",
    "okr_target": "Số lượng cần đạt",
    "kpi_unit": "Đơn vị tính",
    "kpi_calculation": "Cách tính",
    "kpi_direction": "Chiều hướng",
    "kpi_source": "Nguồn dữ liệu",
    "kpi_complete": "Ngưỡng hoàn thành",
    "kpi_exceed": "Ngưỡng vượt",
    "kpi_fail": "Ngưỡng không hoàn thành",
    "okr_weights": "Trọng số lần lượt của các kết quả (%)",
    "okr_result": "Kết quả then chốt cần bỏ",
    "justification": "Giải trình trọng số",
    "okr_return_reason": "Lý do trả lại",
    "kpi_result": "Chỉ số của kết quả then chốt",
    "kpi_value": "Số liệu",
    "kpi_measured": "Ngày đo",
    "kpi_evidence": "Minh chứng",
    "kpi_refusal": "Lý do không xác nhận",
    "plan_name": "Tên việc",
    "plan_kind": "Loại nhiệm vụ",
    "plan_product": "Sản phẩm",
    "plan_priority": "Mức ưu tiên",
    "plan_due": "Thời hạn",
    "plan_line": "Việc cần bỏ khỏi kế hoạch",
    "plan_return_reason": "Lý do trả lại",
}
"""Input id → what the card calls it."""

_BETWEEN = re.compile(r"\s*[;/|]\s*|\s*,\s+|\s+")


def weights_given(text: str) -> list[Decimal]:
    """Weights written one after the other: "45; 20; 10; 25", "45/20/10/25", "33,3; 33,3; 33,4".

    Raises:
        ValidationError: when one is no number.
    """
    parts: list[Any] = [part for part in _BETWEEN.split(text.strip()) if part]
    if len(parts) == 1 and parts[0].count(",") > 1:
        parts = parts[0].split(",")
    if not parts:
        raise ValidationError("Giá trị này phải là một số.")
    return [Number().deserialize(part.rstrip("%")) for part in parts]
