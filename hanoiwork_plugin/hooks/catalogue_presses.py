"""Buttons on cards of the catalogue and of provisional coefficients (STORY 3, 10)."""

from marshmallow import ValidationError

from hanoiwork_plugin.domain.catalogues.catalogue_life import OPEN
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.hooks.answers import toast
from hanoiwork_plugin.hooks.catalogue_schemas import (
    CatalogueApproveInputs,
    CatalogueReturnInputs,
    CatalogueSubmitInputs,
    ChangeCoefficientInputs,
    DeclineInputs,
    ItemInputs,
    RefuseCoefficientInputs,
    SetCoefficientInputs,
    item_given,
)
from hanoiwork_plugin.hooks.inputs import NoInputs
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.hooks.verb_schemas import faults_of
from hanoiwork_plugin.services.assigning import coefficients
from hanoiwork_plugin.services.catalogues import catalogue_decisions, catalogue_proposals
from hanoiwork_plugin.services.catalogues.catalogue_drafts import ItemGiven, propose_item
from hanoiwork_plugin.services.catalogues.catalogue_views import visible_version
from hanoiwork_plugin.services.presses import Answer
from hanoiwork_plugin.store import organisation

KIND = "catalogue_version"


def submit(press: Pressed) -> Answer:
    """[Trình duyệt]."""
    note = press.inputs["catalogue_note"]
    catalogue_decisions.submit_version(press.tx, press.actor, press.subject_id, note, press.version)
    return press.show(KIND, press.subject_id, [toast(press.say("Đã trình danh mục."))])


def approve(press: Pressed) -> Answer:
    """[Duyệt]."""
    begins = press.inputs.get("catalogue_from")
    catalogue_decisions.approve_version(press.tx, press.actor, press.subject_id, begins, press.version)
    return press.show(KIND, press.subject_id)


def send_back(press: Pressed) -> Answer:
    """[Trả lại]."""
    reason = press.inputs["catalogue_return_reason"]
    catalogue_decisions.return_version(press.tx, press.actor, press.subject_id, reason, press.version)
    return press.show(KIND, press.subject_id)


def suggest_item(press: Pressed) -> Answer:
    """[Đề xuất một mục], on the card of the proposal or of the version in force."""
    shown = visible_version(press.tx, press.actor, press.subject_id)
    unit = organisation.unit(press.tx.session, shown.unit_id)
    version = press.version if shown.state in OPEN else None
    row, item = propose_item(press.tx, press.actor, unit, _item(press), version)
    said = press.say("Đã đưa mục {code} vào bản đề xuất {number}.", code=item.code, number=row.number)
    return press.show(KIND, row.id, [toast(said)])


def _item(press: Pressed) -> ItemGiven:
    try:
        return item_given(press.inputs)
    except ValidationError as error:
        raise Invalid("Chưa đề xuất được mục này.", faults=faults_of(error.messages)) from None


def take(press: Pressed) -> Answer:
    """[Đưa vào danh mục]."""
    catalogue_proposals.take_proposal(press.tx, press.actor, press.subject_id, _item(press), press.version)
    return press.show("catalogue_proposal", press.subject_id)


def decline(press: Pressed) -> Answer:
    """[Không đưa vào]."""
    reason = press.inputs["proposal_reason"]
    catalogue_proposals.decline_proposal(press.tx, press.actor, press.subject_id, reason, press.version)
    return press.show("catalogue_proposal", press.subject_id)


def confirm_coefficient(press: Pressed) -> Answer:
    """[Duyệt hệ số]."""
    coefficients.confirm_coefficient(press.tx, press.actor, press.subject_id, version=press.version)
    return press.show("coefficient", press.subject_id)


def change_coefficient(press: Pressed) -> Answer:
    """[Duyệt hệ số khác]."""
    coefficients.confirm_coefficient(
        press.tx,
        press.actor,
        press.subject_id,
        points=press.inputs["coefficient_points"],
        reason=press.inputs["coefficient_reason"],
        version=press.version,
    )
    return press.show("coefficient", press.subject_id)


def refuse_coefficient(press: Pressed) -> Answer:
    """[Không duyệt]."""
    reason = press.inputs["refusal_reason"]
    coefficients.refuse_coefficient(press.tx, press.actor, press.subject_id, reason, press.version)
    return press.show("coefficient", press.subject_id)


def set_coefficient(press: Pressed) -> Answer:
    """[Đặt lại hệ số]."""
    points = press.inputs["new_points"]
    coefficients.set_coefficient(press.tx, press.actor, press.subject_id, points, press.version)
    return press.show("coefficient", press.subject_id)


VERBS: dict[str, Verb] = {
    "catalogue.submit": Verb(CatalogueSubmitInputs, submit),
    "catalogue.approve": Verb(CatalogueApproveInputs, approve),
    "catalogue.return": Verb(CatalogueReturnInputs, send_back),
    "catalogue.propose_item": Verb(ItemInputs, suggest_item),
    "catalogue_proposal.take": Verb(ItemInputs, take),
    "catalogue_proposal.decline": Verb(DeclineInputs, decline),
    "coefficient.confirm": Verb(NoInputs, confirm_coefficient),
    "coefficient.change": Verb(ChangeCoefficientInputs, change_coefficient),
    "coefficient.refuse": Verb(RefuseCoefficientInputs, refuse_coefficient),
    "coefficient.set": Verb(SetCoefficientInputs, set_coefficient),
}
