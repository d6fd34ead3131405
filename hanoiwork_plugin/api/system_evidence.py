"""Evidence that other systems send by their own scope: a record there, with its fingerprint (DOMAIN 4)."""

from marshmallow import Schema, fields, validate

from hanoiwork_plugin.api.desk import Desk, Room, ServiceCall
from hanoiwork_plugin.api.fields import Instant, Text
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.services.doing import evidence
from hanoiwork_plugin.services.doing.evidence import EvidenceReceived, SystemEvidence

LARGEST = 512 * 1024
"""Bytes of one call: two hundred records with room to spare."""


class Record(Schema):
    """A record of another system that proves a product."""

    task_id = fields.UUID(required=True)
    key = Text(200, shortest=1, required=True, metadata={"description": "The record's own key in that system."})
    name = Text(300, shortest=1, required=True, metadata={"description": "Tên minh chứng, as people read it."})
    source = Text(200, shortest=1, required=True, metadata={"description": "Hệ thống nguồn, shown beside it."})
    sha256 = fields.String(
        required=True,
        validate=validate.Regexp(r"^[0-9a-fA-F]{64}\Z"),
        metadata={"description": "SHA-256 of the record's content, in hexadecimal."},
    )
    measured_at = Instant(required=True)
    address = Text(2000, load_default="", metadata={"description": "An https address for people; never fetched."})


class Records(Schema):
    """Evidence of one call; all of it is taken or none."""

    evidence = fields.List(fields.Nested(Record), required=True, validate=validate.Length(1, evidence.MOST))


def service_room(desk: Desk) -> Room:
    """``/evidence`` for other systems."""
    about = "Evidence from other systems: a token with the scope evidence:write"
    routes = desk.service_room("evidence-service", about, largest=LARGEST)

    @routes.write("/evidence", shape_of(EvidenceReceived), body=Records)
    def push_evidence(call: ServiceCall) -> object:
        """Up to 200 records that prove products of running tasks; the same key of the same source twice is one"""
        given = [SystemEvidence(**each) for each in call.given["evidence"]]
        return evidence.receive_from_system(call.tx, call.client, call.scopes, given)

    return routes
