"""Repeating work: a pattern set on a draft, its occurrences, one skipped, the end (DOMAIN 4)."""

from uuid import UUID

from marshmallow import Schema

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.fields import Day, Text, Whole
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.api.tasks import Reason, seen_task
from hanoiwork_plugin.domain.assigning.pattern_views import PatternView
from hanoiwork_plugin.domain.assigning.recurrence import Cadence, Recurrence
from hanoiwork_plugin.services.assigning import patterns
from hanoiwork_plugin.wire.fields import Choice


class NewPattern(Schema):
    """When it repeats: a weekday (0: Monday to 4: Friday), a day of the month or of the quarter's last month."""

    cadence = Choice(Cadence, required=True)
    weekday = Whole(0, 4)
    day = Whole(1, 31)
    until = Day(required=True)


class SkippedOccurrence(Schema):
    """Which occurrence, by its ``nominal`` day, and why."""

    nominal = Day(required=True)
    reason = Text(2000, required=True)


def _shown(call: Call, task_id: UUID) -> PatternView:
    call.tx.settle()
    return patterns.pattern_view(call.tx, call.actor, task_id)


def room(desk: Desk) -> Room:
    """``/tasks/{id}/pattern``."""
    routes = desk.room("patterns", "Repeating work: the pattern of a task")
    shape = shape_of(PatternView)

    @routes.read("/tasks/<uuid:task_id>/pattern", shape)
    def read_pattern(call: Call, task_id: UUID) -> object:
        """What a task repeats as, and the coming occurrences"""
        return _shown(call, task_id)

    @routes.write("/tasks/<uuid:task_id>/pattern", shape, body=NewPattern, look=seen_task)
    def set_pattern(call: Call, task_id: UUID) -> object:
        """Let a draft repeat; it is approved with the task, whose version If-Match names"""
        given = call.given
        rule = Recurrence(given["cadence"], given["until"], given.get("weekday"), given.get("day"))
        patterns.set_repeat(call.tx, call.actor, task_id, rule, call.version)
        return _shown(call, task_id)

    @routes.write("/tasks/<uuid:task_id>/pattern/skips", shape, body=SkippedOccurrence, look=_shown)
    def skip_occurrence(call: Call, task_id: UUID) -> object:
        """Skip one occurrence, with a reason; a task of it that nobody took is cancelled"""
        given = call.given
        patterns.skip_occurrence(call.tx, call.actor, task_id, given["nominal"], given["reason"], call.version)
        return _shown(call, task_id)

    @routes.write("/tasks/<uuid:task_id>/pattern/ending", shape, body=Reason, look=_shown)
    def end_pattern(call: Call, task_id: UUID) -> object:
        """End the pattern, with a reason; coming occurrences that nobody took are cancelled"""
        patterns.end_pattern(call.tx, call.actor, task_id, call.given["reason"], call.version)
        return _shown(call, task_id)

    return routes
