"""Scores: the suggestion as it stands, and why (DOMAIN 5); each look at another's is recorded."""

from typing import Any

from marshmallow import Schema, fields, validate

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.fields import PERIOD_PATTERN, Text
from hanoiwork_plugin.api.shapes import Code, shape_of
from hanoiwork_plugin.domain import plain
from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rating.card_views import ScorePreview
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode, ReceiptStep, receipt
from hanoiwork_plugin.domain.rating.sheet import ScoreSheet
from hanoiwork_plugin.i18n import Locale, translate
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.rating.evaluation_views import score_preview


class ScoreQuery(Schema):
    """Whose score of which month."""

    period = fields.String(
        validate=validate.Regexp(PERIOD_PATTERN),
        metadata={"description": "A month, as 2026-06; the running one when left out."},
    )
    account = Text(255, shortest=1, metadata={"description": "The caller's own when left out."})


class ReceiptQuery(ScoreQuery):
    """Which of the sheets of a preview is explained."""

    scope = fields.String(load_default="whole", validate=validate.OneOf(["due", "whole", "projected"]))


class Step(Schema):
    """One step of the explanation; ``text`` has ``{places}`` for the values in ``params``."""

    code = Code([code.value for code in ReceiptCode], required=True)
    text = fields.String(required=True)
    params = fields.Dict(required=True)
    task_id = fields.UUID(required=True, allow_none=True)
    entry_id = fields.UUID(
        required=True, allow_none=True, metadata={"description": "The ledger entry behind a return or delay."}
    )
    children = fields.List(fields.Nested(lambda: Step()), required=True)


class Receipt(Schema):
    """Why a score is what it is."""

    sheet = fields.Nested(shape_of(ScoreSheet), required=True)
    steps = fields.List(fields.Nested(Step), required=True)


def room(desk: Desk) -> Room:
    """``/scores``."""
    routes = desk.room("scores", "Suggested scores and their reasons")

    @routes.read("/scores", shape_of(ScorePreview), query=ScoreQuery, may_conflict=True)
    def read_score(call: Call) -> object:
        """The score of a month as it stands: what fell due, the whole month, and where it leads"""
        return score_preview(call.tx, *_asked(call))

    @routes.read("/scores/receipt", Receipt, query=ReceiptQuery, may_conflict=True)
    def read_receipt(call: Call) -> object:
        """Why a score is what it is, down to each return and delay"""
        person, period = _asked(call)
        sheet = scores.sheet_of(call.tx, person, period, scope=call.given["scope"])
        return {"sheet": sheet, "steps": [_shown(step, call.locale) for step in receipt(sheet)]}

    return routes


def _asked(call: Call) -> tuple[Actor, Period]:
    code, account = call.given.get("period"), call.given.get("account")
    period = scores.period_named(code) if code else scores.current_period(call.tx.now)
    return scores.person_whose_score(call.tx, call.actor, account or call.actor.account), period


def _shown(step: ReceiptStep, locale: Locale) -> dict[str, Any]:
    return {
        "code": step.code,
        "text": translate(step.text, locale),
        "params": plain.dump(step.params),
        "task_id": step.task_id,
        "entry_id": step.entry_id,
        "children": [_shown(child, locale) for child in step.children],
    }
