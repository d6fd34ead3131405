"""The roll-out made ready for whoever presses an example: a ward, an exercise as far as the press needs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from scenes import MARKS, Scenes
from stage.ward import MINH

from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rollout.practice import PracticeAct
from hanoiwork_plugin.services.rollout import practice
from hanoiwork_plugin.services.transaction import Tx

Json = dict[str, Any]
Setting = Callable[[Scenes, str, Json], tuple[str, int]]


def line(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """The line that the example names, of the ward."""
    return f"readiness/{scenes.agency()}/{data['subject'].split('/')[2]}", 0


def group(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    if "group_head" in data:
        data["group_head"] = str(scenes.ward.id_of(MINH))
    return f"working_group/{scenes.agency()}", 0


def board(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    return f"practice/{scenes.agency()}", 0


def exercise(*before: Callable[[Tx, Actor, UUID], object], ask: tuple[PracticeAct, ...] = ()) -> Setting:
    """An exercise of the presser on ``ask``, with what comes before done."""

    def setting(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
        with scenes.ward.plugin.transaction() as tx:
            actor = scenes.ward.actor(tx, account)
            row = practice.own_exercise(tx, actor)
            assert row is not None
            row.acts = list(ask) or row.acts
            tx.session.flush()
            for act in before:
                act(tx, actor, row.id)
            tx.session.flush()
            return f"exercise/{row.id}", row.version

    return setting


def _marked(tx: Tx, actor: Actor, exercise_id: UUID) -> None:
    practice.self_evaluate_exercise(tx, actor, exercise_id, MARKS)


_LAST = (PracticeAct.SELF_EVALUATE, PracticeAct.SEE_RESULT, PracticeAct.DISPUTE)
SETTINGS: dict[str, Setting] = {
    "readiness.next": line,
    "group.record": group,
    "group.record_body": group,
    "practice.send": board,
    "practice.start": exercise(),
    "practice.self": exercise(practice.start_exercise, ask=_LAST),
    "practice.result": exercise(practice.start_exercise, _marked, ask=_LAST),
    "practice.dispute": exercise(practice.start_exercise, _marked, practice.see_result, ask=_LAST),
}
"""Verb → what its card is about, made ready for the person who presses."""
