"""The roll-out: working group, readiness, practice (VI.1; STORY 2, 4)."""

from uuid import UUID

from marshmallow import Schema, fields

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.fields import Day, Marks, Text
from hanoiwork_plugin.api.named import person_named
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Conflict
from hanoiwork_plugin.domain.rating.sheet import ScoreSheet
from hanoiwork_plugin.domain.rollout.practice import Disputed, PracticeAct
from hanoiwork_plugin.domain.rollout.readiness_views import (
    CityReadiness,
    ExerciseView,
    PracticeBoard,
    ReadinessView,
    WorkingGroupsView,
)
from hanoiwork_plugin.domain.rollout.working_group import GroupGiven, GroupKind
from hanoiwork_plugin.services.rollout import practice, readiness, working_group
from hanoiwork_plugin.store.practice import ExerciseRow
from hanoiwork_plugin.wire.fields import Choice, Items

_ACCOUNTS = fields.List(Text(255, shortest=1), load_default=list, validate=Items(max=500))


class NewGroup(Schema):
    """A working group, or the body for BCĐ 57 that stands for it, with its document; from today by default."""

    kind = Choice(GroupKind, load_default=GroupKind.OWN)
    head = Text(255, shortest=1, metadata={"description": "Account of a leader of the agency."})
    it_members = _ACCOUNTS
    members = _ACCOUNTS
    body_name = Text(300, load_default="", metadata={"description": "Of the body for BCĐ 57."})
    basis_number = Text(100, shortest=1, required=True)
    basis_date = Day(required=True)
    basis_issuer = Text(200, shortest=1, required=True)
    it_basis = Text(300, load_default="", metadata={"description": "Document that designates the IT members."})
    valid_from = Day()


class Sending(Schema):
    """Which of the seven acts; without any, each person gets all that they have not practised."""

    acts = fields.List(Choice(PracticeAct), load_default=list, validate=Items(max=len(PracticeAct)))


class ExerciseMarks(Schema):
    """A mark for each general criterion."""

    marks = Marks(required=True)


class DataDisputed(Schema):
    """What of the exercise is wrong, and what is right."""

    what = Choice(Disputed, required=True)
    text = Text(2000, shortest=1, required=True)


def _given(call: Call) -> GroupGiven:
    given = call.given
    return GroupGiven(
        kind=given["kind"],
        head_id=person_named(call, given["head"], "head") if "head" in given else None,
        it_ids=tuple(person_named(call, each, "it_members") for each in given["it_members"]),
        member_ids=tuple(person_named(call, each, "members") for each in given["members"]),
        body_name=given["body_name"].strip(),
        basis_number=given["basis_number"].strip(),
        basis_date=given["basis_date"],
        basis_issuer=given["basis_issuer"].strip(),
        it_basis=given["it_basis"].strip(),
        valid_from=given.get("valid_from") or hanoi_date(call.tx.now),
    )


def _seen(call: Call, exercise_id: UUID) -> ExerciseRow:
    return practice.visible_exercise(call.tx, call.actor, exercise_id)


def _shown(call: Call, row: ExerciseRow) -> ExerciseView:
    call.tx.settle()
    return practice.exercise_view(call.tx, row)


def _located(body: dict[str, object]) -> str:
    return f"{PREFIX}/exercises/{body['id']}"


def room(desk: Desk) -> Room:
    """``/readiness``, ``/agencies/<id>/…`` of the roll-out, ``/exercises``."""
    routes = desk.room("readiness", "Working groups, readiness and practice before the roll-out")
    exercise = shape_of(ExerciseView)

    @routes.read("/readiness", shape_of(CityReadiness))
    def read_city_readiness(call: Call) -> object:
        """Every agency, those that lack most first; for the city board"""
        return readiness.city_readiness(call.tx, call.actor)

    @routes.read("/agencies/<uuid:agency_id>/readiness", shape_of(ReadinessView))
    def read_readiness(call: Call, agency_id: UUID) -> object:
        """The five lines of an agency, computed now"""
        return readiness.readiness_of(call.tx, call.actor, agency_id)

    @routes.read("/agencies/<uuid:agency_id>/working-group", shape_of(WorkingGroupsView))
    def read_working_group(call: Call, agency_id: UUID) -> object:
        """The working group of an agency and those before it"""
        return working_group.groups_view(call.tx, call.actor, agency_id)

    @routes.write("/agencies/<uuid:agency_id>/working-group", shape_of(WorkingGroupsView), body=NewGroup, status=201)
    def record_working_group(call: Call, agency_id: UUID) -> object:
        """Record the working group of an agency; it ends the one before"""
        working_group.record_group(call.tx, call.actor, agency_id, _given(call))
        return working_group.groups_view(call.tx, call.actor, agency_id)

    @routes.read("/agencies/<uuid:agency_id>/practice", shape_of(PracticeBoard))
    def read_practice(call: Call, agency_id: UUID) -> object:
        """Who still has to practise which of the seven acts"""
        return practice.board(call.tx, call.actor, agency_id)

    @routes.write("/agencies/<uuid:agency_id>/practice", shape_of(PracticeBoard), body=Sending)
    def send_practice(call: Call, agency_id: UUID) -> object:
        """Send each person exactly what they have not practised"""
        practice.send_exercises(call.tx, call.actor, agency_id, call.given["acts"] or None)
        call.tx.settle()
        return practice.board(call.tx, call.actor, agency_id)

    @routes.write("/exercises", exercise, status=201, at=_located)
    def open_exercise(call: Call) -> object:
        """One's own exercise: the one under way, else one on all that is left to practise"""
        row = practice.own_exercise(call.tx, call.actor)
        if row is None:
            raise Conflict("Anh/chị đã tập đủ bảy thao tác, không còn bài tập nào.")
        return _shown(call, row)

    @routes.read("/exercises/<uuid:exercise_id>", exercise)
    def read_exercise(call: Call, exercise_id: UUID) -> object:
        """One's own exercise, and what of it is done"""
        return _shown(call, _seen(call, exercise_id))

    @routes.write("/exercises/<uuid:exercise_id>/beginning", exercise, look=_seen)
    def start_exercise(call: Call, exercise_id: UUID) -> object:
        """Begin: the practice task comes; it counts for nothing"""
        return _shown(call, practice.start_exercise(call.tx, call.actor, exercise_id, call.version))

    @routes.write("/exercises/<uuid:exercise_id>/self-evaluation", exercise, body=ExerciseMarks, look=_seen)
    def self_evaluate_exercise(call: Call, exercise_id: UUID) -> object:
        """Mark the general criteria as in a real month"""
        marks = call.given["marks"]
        return _shown(call, practice.self_evaluate_exercise(call.tx, call.actor, exercise_id, marks, call.version))

    @routes.write("/exercises/<uuid:exercise_id>/result", shape_of(ScoreSheet), look=_seen)
    def see_exercise_result(call: Call, exercise_id: UUID) -> object:
        """What the practice task alone would score; the look is recorded"""
        return practice.see_result(call.tx, call.actor, exercise_id, call.version)

    @routes.write("/exercises/<uuid:exercise_id>/dispute", exercise, body=DataDisputed, look=_seen)
    def dispute_exercise_data(call: Call, exercise_id: UUID) -> object:
        """Say that data of the exercise is wrong"""
        given = call.given
        return _shown(
            call,
            practice.dispute_data(call.tx, call.actor, exercise_id, given["what"], given["text"], call.version),
        )

    return routes
