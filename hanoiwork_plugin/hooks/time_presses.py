"""Buttons on cards of outages, digests and private notes (DOMAIN 7; STORY 17 to 20)."""

from hanoiwork_plugin.domain.calendar import hanoi_instant
from hanoiwork_plugin.hooks.answers import toast
from hanoiwork_plugin.hooks.inputs import NoInputs
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.hooks.time_inputs import ExplainInputs, OutageInputs
from hanoiwork_plugin.services.presses import Answer
from hanoiwork_plugin.services.timing import digest, outages
from hanoiwork_plugin.services.watch import watching


def record_outage(press: Pressed) -> Answer:
    """[Ghi nhận gián đoạn]: for the agency, by the city board for everywhere."""
    given = press.inputs
    outages.record_outage(
        press.tx,
        press.actor,
        outages.outages_for(press.tx, press.actor).unit_id,
        hanoi_instant(given["outage_from_day"], given["outage_from_hour"]),
        hanoi_instant(given["outage_to_day"], given["outage_to_hour"]),
        given["outage_reason"],
    )
    return press.show("outages", None, [toast(press.say("Đã ghi nhận."))])


def put_off(press: Pressed) -> Answer:
    """[Nhắc lại ngày mai]."""
    view = digest.put_off_digest(press.tx, press.actor)
    until = view.put_off_to.isoformat() if view.put_off_to else None
    return press.show("digest", press.actor.id, put_off_to=until)


def explain(press: Pressed) -> Answer:
    """[Giải thích]."""
    watching.explain(press.tx, press.actor, press.subject_id, press.inputs["note_text"], press.version)
    return press.show("watch_note", press.subject_id)


def add_proof(press: Pressed) -> Answer:
    """[Bổ sung minh chứng]."""
    watching.add_proof(
        press.tx,
        press.actor,
        press.subject_id,
        press.files,
        installation_id=press.installation_id,
        version=press.version,
    )
    return press.show("watch_note", press.subject_id)


VERBS: dict[str, Verb] = {
    "digest.later": Verb(NoInputs, put_off),
    "note.explain": Verb(ExplainInputs, explain),
    "note.proof": Verb(NoInputs, add_proof),
    "outage.record": Verb(OutageInputs, record_outage),
}
