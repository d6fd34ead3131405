"""Buttons on cards of bottlenecks (DOMAIN 7; STORY 19)."""

from uuid import UUID

from hanoiwork_plugin.cards.bottleneck import bottlenecks_card
from hanoiwork_plugin.hooks.answers import dialog, toast
from hanoiwork_plugin.hooks.bottleneck_inputs import LeadInputs
from hanoiwork_plugin.hooks.inputs import NoInputs
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.services.presses import Answer
from hanoiwork_plugin.services.watch import bottleneck_views, bottlenecks, lead_decisions
from hanoiwork_plugin.services.watch.bottlenecks import SUBJECT
from hanoiwork_plugin.services.watch.lead_decisions import Lead


def view_bottleneck(press: Pressed) -> Answer:
    """[Mở]: the bottleneck's own card is sent, where its buttons work."""
    work = bottlenecks.visible_bottleneck(press.tx, press.actor, press.subject_id)
    press.tx.notify(
        SUBJECT,
        person_id=press.actor.id,
        subject_type=SUBJECT,
        subject_id=work.task.id,
        installation_id=press.installation_id,
    )
    sent = press.say("Thẻ điểm nghẽn đã được gửi vào trò chuyện.")
    return press.unchanged([toast(sent, "info")], sent)


def list_bottlenecks(press: Pressed) -> Answer:
    """[Xem đầy đủ]: all of a department beside the card."""
    view = bottleneck_views.bottlenecks_of_unit(press.tx, press.actor, press.subject_id)
    card = bottlenecks_card(view, press.context, all_of_them=True)
    return press.unchanged([dialog(press.say("Điểm nghẽn"), card)], press.say("Danh sách đang mở."))


def send_to_leader(press: Pressed) -> Answer:
    """[Chuyển lãnh đạo quyết định]."""
    lead_decisions.send_to_leader(press.tx, press.actor, press.subject_id, press.version)
    return press.show(SUBJECT, press.subject_id, [toast(press.say("Đã chuyển lãnh đạo quyết định."))])


def decide_lead(press: Pressed) -> Answer:
    """[Quyết định chủ trì]."""
    given = press.inputs
    kind, _, lead_id = given["lead_to"].partition(":")
    lead = Lead(unit_id=UUID(lead_id)) if kind == "unit" else Lead(person_id=UUID(lead_id))
    lead_decisions.decide_lead(
        press.tx,
        press.actor,
        press.subject_id,
        lead,
        given["lead_reason"],
        due=given.get("lead_due"),
        version=press.version,
    )
    return press.show(SUBJECT, press.subject_id)


VERBS: dict[str, Verb] = {
    "bottleneck.decide": Verb(LeadInputs, decide_lead),
    "bottleneck.list": Verb(NoInputs, list_bottlenecks),
    "bottleneck.send": Verb(NoInputs, send_to_leader),
    "bottleneck.view": Verb(NoInputs, view_bottleneck),
}
