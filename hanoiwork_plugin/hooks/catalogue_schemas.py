"""The inputs of the verbs on the catalogue and on provisional coefficients, and what the cards call them."""

from uuid import UUID

from marshmallow import ValidationError, fields, validate

from hanoiwork_plugin.domain.catalogues.catalogue import CataloguePart
from hanoiwork_plugin.hooks.inputs import LONG, Inputs
from hanoiwork_plugin.services.catalogues.catalogue_drafts import ItemGiven
from hanoiwork_plugin.wire.fields import Number

_LINE = validate.Length(max=500)


class CatalogueSubmitInputs(Inputs):
    """``catalogue.submit``."""

    catalogue_note = fields.String(load_default="", validate=LONG)


class CatalogueApproveInputs(Inputs):
    """``catalogue.approve``."""

    catalogue_from = fields.Date()


class CatalogueReturnInputs(Inputs):
    """``catalogue.return``."""

    catalogue_return_reason = fields.String(load_default="", validate=LONG)


class ItemInputs(Inputs):
    """``catalogue.propose_item`` and ``catalogue_proposal.take``: one item for the next version."""

    item_product = fields.String(load_default="", validate=_LINE)
    item_detail = fields.String(load_default="", validate=validate.Length(max=1000))
    item_owner = fields.String(required=True, validate=validate.Length(max=36))
    """A part of the catalogue by its code, or the id of a department."""
    item_group = fields.String(load_default="", validate=validate.Length(max=100))
    item_points = Number()
    item_code = fields.String(load_default="", validate=validate.Length(max=40))


class DeclineInputs(Inputs):
    """``catalogue_proposal.decline``."""

    proposal_reason = fields.String(load_default="", validate=LONG)


class ChangeCoefficientInputs(Inputs):
    """``coefficient.change``."""

    coefficient_points = Number(required=True)
    coefficient_reason = fields.String(load_default="", validate=LONG)


class RefuseCoefficientInputs(Inputs):
    """``coefficient.refuse``."""

    refusal_reason = fields.String(load_default="", validate=LONG)


class SetCoefficientInputs(Inputs):
    """``coefficient.set``."""

    new_points = Number(required=True)


LABELS = {
    "catalogue_note": "Giải trình các câu hỏi",
    "catalogue_from": "Áp dụng từ ngày",
    "catalogue_return_reason": "Lý do trả lại",
    "item_product": "Sản phẩm đầu ra",
    "item_detail": "Công việc chi tiết",
    "item_owner": "Thuộc phần",
    "item_group": "Nhóm và khung điểm",
    "item_points": "Điểm chấm",
    "item_code": "Mã công việc",
    "proposal_reason": "Lý do không đưa vào danh mục",
    "coefficient_points": "Điểm",
    "coefficient_reason": "Lý do duyệt khác",
    "refusal_reason": "Lý do không duyệt",
    "new_points": "Điểm tạm tính",
    "outside_product": "Sản phẩm ngoài danh mục",
    "outside_points": "Điểm tạm tính",
}
"""Input id → what the card calls it."""


def item_given(inputs: dict[str, object]) -> ItemGiven:
    """The item of ``ItemInputs``.

    Raises:
        ValidationError: when the part is neither one of the catalogue nor a department.
    """
    owner, department = str(inputs["item_owner"]), None
    if owner in list(CataloguePart):
        part = CataloguePart(owner)
    else:
        try:
            part, department = CataloguePart.DEPARTMENT, UUID(owner)
        except ValueError:
            raise ValidationError({"item_owner": ["unknown"]}) from None
    points = inputs.get("item_points")
    return ItemGiven(
        product=str(inputs["item_product"]),
        points=None if points is None else Number().deserialize(points),
        group=str(inputs["item_group"]),
        part=part,
        department_id=department,
        code=str(inputs["item_code"]),
        detail=str(inputs["item_detail"]),
    )
