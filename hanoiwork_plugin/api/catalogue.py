"""The catalogue (danh mục sản phẩm/công việc): searched as people type, proposed, compared, approved (STORY 3)."""

import binascii
from base64 import b64decode
from functools import cache
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, validate

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.fields import Amount, Day, Text
from hanoiwork_plugin.api.shapes import Code, list_of, shape_of
from hanoiwork_plugin.api.tasks import Reason
from hanoiwork_plugin.domain.catalogues.catalogue import CataloguePart, QuestionRule
from hanoiwork_plugin.domain.catalogues.catalogue_views import (
    CatalogueLineView,
    CatalogueVersionView,
    DifferencesView,
    ProposalView,
)
from hanoiwork_plugin.domain.views import ItemChoice
from hanoiwork_plugin.i18n import translate
from hanoiwork_plugin.reports.differences_xlsx import differences_workbook
from hanoiwork_plugin.services.catalogues import catalogue, catalogue_decisions, catalogue_drafts, catalogue_proposals
from hanoiwork_plugin.services.catalogues.catalogue_drafts import ItemGiven
from hanoiwork_plugin.services.catalogues.catalogue_views import (
    differences_view,
    version_view,
    versions_of,
    visible_version,
)
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import CatalogueProposalRow, CatalogueVersionRow
from hanoiwork_plugin.wire.fields import Choice

LARGEST = 8 * 1024 * 1024
"""Bytes of a body that carries a file."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ItemsQuery(Schema):
    """What was typed."""

    q = Text(200, load_default="")
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class FileBytes(fields.Field[bytes]):
    """A file's bytes in base64."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "string", "contentEncoding": "base64"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        try:
            return b64decode(value, validate=True)
        except (TypeError, ValueError, binascii.Error):
            raise ValidationError("Must be base64.") from None


class CatalogueFile(Schema):
    """A catalogue file (xlsx or csv)."""

    file_name = Text(255, shortest=1, required=True)
    content = FileBytes(required=True)


class ProposedItem(Schema):
    """One item; the coefficient follows from the points, an empty code is the next free one."""

    product = Text(500, required=True)
    points = Amount(required=True)
    group = Text(100, required=True)
    part = Choice(CataloguePart, required=True)
    department_id = fields.UUID(metadata={"description": "The department of an item that is a department's own."})
    code = Text(40, load_default="")
    duty = Text(1000, load_default="")
    detail = Text(1000, load_default="")
    note = Text(1000, load_default="")


class Note(Schema):
    """What is answered to the questions."""

    note = Text(2000, load_default="")


class Begin(Schema):
    """The first day in force."""

    in_force_from = Day(required=True)


class Asked(Schema):
    """A question of the rules, in the caller's language."""

    rule = Code([rule.value for rule in QuestionRule], required=True)
    text = fields.String(required=True)


@cache
def _version_shape() -> type[Schema]:
    made: dict[str, Any] = {"questions": fields.List(fields.Nested(Asked), required=True)}
    return type("CatalogueVersion", (shape_of(CatalogueVersionView, "questions"),), made)


def _seen(call: Call, version_id: UUID) -> CatalogueVersionRow:
    return visible_version(call.tx, call.actor, version_id)


def _seen_proposal(call: Call, proposal_id: UUID) -> CatalogueProposalRow:
    return catalogue_proposals.visible_proposal(call.tx, call.actor, proposal_id)


def _shown(call: Call, row: CatalogueVersionRow) -> dict[str, Any]:
    call.tx.settle()
    view = version_view(call.tx, row, call.actor)
    questions = [
        {"rule": each.rule, "text": translate(each.text, call.locale, **each.params)} for each in view.questions
    ]
    return {**vars(view), "questions": questions}


def _shown_proposal(call: Call, row: CatalogueProposalRow) -> ProposalView:
    call.tx.settle()
    return catalogue_proposals.proposal_view(call.tx, row, call.actor)


def _located(body: dict[str, object]) -> str:
    return f"{PREFIX}/catalogue/versions/{body['id']}"


def _item(given: dict[str, Any]) -> ItemGiven:
    return ItemGiven(
        product=given["product"],
        points=given["points"],
        group=given["group"],
        part=given["part"],
        department_id=given.get("department_id"),
        code=given["code"],
        duty=given["duty"],
        detail=given["detail"],
        note=given["note"],
    )


def room(desk: Desk) -> Room:
    """``/catalogue``."""
    routes = desk.room("catalogue", "Products and jobs with their points and coefficients", largest=LARGEST)
    version, proposal = _version_shape(), shape_of(ProposalView)

    @routes.read("/catalogue/items", list_of(ItemChoice), query=ItemsQuery)
    def search_items(call: Call) -> object:
        """Items of the catalogue in force nearest to what was typed, best first"""
        return {"items": catalogue.search(call.tx, call.actor.unit, call.given["q"], call.given["limit"])}

    @routes.read("/catalogue/versions", list_of(CatalogueLineView))
    def list_versions(call: Call) -> object:
        """Every version of the caller's own agency, the newest first"""
        return {"items": versions_of(call.tx, call.actor)}

    @routes.write("/catalogue/versions", version, body=CatalogueFile, status=201, at=_located)
    def propose_catalogue(call: Call) -> object:
        """Propose a catalogue file, or the own department's part of one; faults are named by sheet and cell"""
        name, content = call.given["file_name"], call.given["content"]
        return _shown(call, catalogue_drafts.propose_file(call.tx, call.actor, call.actor.unit, name, content))

    @routes.write("/catalogue/proposed-items", version, body=ProposedItem, status=201, at=_located)
    def suggest_item(call: Call) -> object:
        """Put one item into the agency's proposal, which begins with everything in force"""
        row, _ = catalogue_drafts.propose_item(call.tx, call.actor, call.actor.unit, _item(call.given))
        return _shown(call, row)

    @routes.read("/catalogue/versions/<uuid:version_id>", version)
    def read_version(call: Call, version_id: UUID) -> object:
        """A version with its counts, its questions and what the caller may do with it"""
        return _shown(call, _seen(call, version_id))

    @routes.read("/catalogue/versions/<uuid:version_id>/differences", shape_of(DifferencesView))
    def read_differences(call: Call, version_id: UUID) -> object:
        """Everything a version changes against the one before it"""
        return differences_view(catalogue_decisions.differences_of(call.tx, _seen(call, version_id)))

    @routes.read("/catalogue/versions/<uuid:version_id>/differences.xlsx", None, media=XLSX)
    def download_differences(call: Call, version_id: UUID) -> bytes:
        """The same as a workbook"""
        row = _seen(call, version_id)
        base = catalogue_decisions.compared_with(call.tx, row)
        unit = organisation.unit(call.tx.session, row.unit_id).name
        differences = catalogue_decisions.differences_of(call.tx, row)
        return differences_workbook(unit, row.number, base.number if base else None, differences, call.locale)

    @routes.write("/catalogue/versions/<uuid:version_id>/submission", version, body=Note, look=_seen)
    def submit_catalogue(call: Call, version_id: UUID) -> object:
        """Send a proposal to the head of the agency"""
        note = call.given["note"]
        return _shown(call, catalogue_decisions.submit_version(call.tx, call.actor, version_id, note, call.version))

    @routes.write("/catalogue/versions/<uuid:version_id>/approval", version, body=Begin, look=_seen)
    def approve_catalogue(call: Call, version_id: UUID) -> object:
        """Approve a proposal; it is in force from the day named"""
        day = call.given["in_force_from"]
        return _shown(call, catalogue_decisions.approve_version(call.tx, call.actor, version_id, day, call.version))

    @routes.write("/catalogue/versions/<uuid:version_id>/sending-back", version, body=Reason, look=_seen)
    def send_back_catalogue(call: Call, version_id: UUID) -> object:
        """Back to its proposers, with a reason"""
        reason = call.given["reason"]
        return _shown(call, catalogue_decisions.return_version(call.tx, call.actor, version_id, reason, call.version))

    @routes.read("/catalogue/proposals", list_of(ProposalView))
    def list_proposals(call: Call) -> object:
        """Arising products that came back often enough to be proposed by themselves, waiting for the caller"""
        return {"items": catalogue_proposals.proposals_for(call.tx, call.actor)}

    @routes.read("/catalogue/proposals/<uuid:proposal_id>", proposal)
    def read_proposal(call: Call, proposal_id: UUID) -> object:
        """One of them"""
        return _shown_proposal(call, _seen_proposal(call, proposal_id))

    @routes.write("/catalogue/proposals/<uuid:proposal_id>/taking", proposal, body=ProposedItem, look=_seen_proposal)
    def take_proposal(call: Call, proposal_id: UUID) -> object:
        """Put its product into the next version"""
        given = _item(call.given)
        catalogue_proposals.take_proposal(call.tx, call.actor, proposal_id, given, call.version)
        return _shown_proposal(call, _seen_proposal(call, proposal_id))

    @routes.write("/catalogue/proposals/<uuid:proposal_id>/declining", proposal, body=Reason, look=_seen_proposal)
    def decline_proposal(call: Call, proposal_id: UUID) -> object:
        """Leave it out, with a reason"""
        reason = call.given["reason"]
        row = catalogue_proposals.decline_proposal(call.tx, call.actor, proposal_id, reason, call.version)
        return _shown_proposal(call, row)

    return routes
