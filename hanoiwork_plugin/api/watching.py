"""Private notes (lưu ý riêng): one's own, those passed on to the caller, the rules, counts for the city board."""

from dataclasses import replace
from uuid import UUID

from marshmallow import Schema

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.fields import Text
from hanoiwork_plugin.api.shapes import list_of, shape_of
from hanoiwork_plugin.domain.watch.watch_rules import WatchRuleView, figures
from hanoiwork_plugin.domain.watch.watch_views import CityNotes, PrivateNoteList, PrivateNoteView
from hanoiwork_plugin.i18n import Locale, translate
from hanoiwork_plugin.services.watch import watching
from hanoiwork_plugin.store.watching import WatchNoteRow


class NoteExplanation(Schema):
    """What the person says about the pattern."""

    text = Text(2000, required=True)


def seen_note(call: Call, note_id: UUID) -> WatchNoteRow:
    """A note of the caller's, or one that was passed on to them."""
    return watching.visible_note(call.tx, call.actor, note_id)


def in_language(rule: WatchRuleView, locale: Locale) -> WatchRuleView:
    """The rule with its words in the caller's language and the policy's figures in them."""
    numbers = figures()
    return replace(
        rule,
        sentence=translate(rule.sentence, locale),
        threshold_words=translate(rule.threshold.label, locale, **numbers),
        told_words=translate(rule.told_to.label, locale, **numbers),
        not_meant=translate(rule.not_meant, locale),
    )


def room(desk: Desk) -> Room:
    """``/private-notes``."""
    routes = desk.room("private notes", "Patterns told to the person first; points never move")
    note = shape_of(PrivateNoteView)

    @routes.read("/private-notes", shape_of(PrivateNoteList))
    def list_notes(call: Call) -> object:
        """The caller's own notes, and those that were passed on to them"""
        return watching.notes_for(call.tx, call.actor)

    @routes.read("/private-notes/counts", shape_of(CityNotes))
    def count_notes(call: Call) -> object:
        """How many notes each agency has, for the city board; units, no names"""
        return watching.city_notes(call.tx, call.actor)

    @routes.read("/private-notes/rules", list_of(WatchRuleView))
    def list_rules(call: Call) -> object:
        """Every rule of watching: its threshold, who is told, what it does not mean; in the caller's language"""
        rules = watching.rules_for(call.tx, call.actor)
        return {"items": [in_language(rule, call.locale) for rule in rules]}

    @routes.read("/private-notes/<uuid:note_id>", note)
    def read_note(call: Call, note_id: UUID) -> object:
        """One note with its events"""
        return watching.note_view(call.tx, seen_note(call, note_id), call.actor)

    @routes.write("/private-notes/<uuid:note_id>/explanation", note, body=NoteExplanation, look=seen_note)
    def explain_note(call: Call, note_id: UUID) -> object:
        """Explain, which closes the note"""
        row = watching.explain(call.tx, call.actor, note_id, call.given["text"], call.version)
        call.tx.settle()
        return watching.note_view(call.tx, row, call.actor)

    return routes
