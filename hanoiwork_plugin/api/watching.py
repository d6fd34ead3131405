"""Private notes (lưu ý riêng): one's own, those passed on to the caller, and counts by unit for the city board."""

from uuid import UUID

from marshmallow import Schema

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.fields import Text
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.domain.watch.watch_views import CityNotes, PrivateNoteList, PrivateNoteView
from hanoiwork_plugin.services.watch import watching
from hanoiwork_plugin.store.watching import WatchNoteRow


class NoteExplanation(Schema):
    """What the person says about the pattern."""

    text = Text(2000, required=True)


def seen_note(call: Call, note_id: UUID) -> WatchNoteRow:
    """A note of the caller's, or one that was passed on to them."""
    return watching.visible_note(call.tx, call.actor, note_id)


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
