"""Buttons on cards of giving work in chat and of arising work (STORY 7, 10)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from marshmallow import ValidationError

from hanoiwork_plugin.domain.assigning.giving_views import Given
from hanoiwork_plugin.domain.assigning.giving_words import read_task
from hanoiwork_plugin.domain.assigning.recurrence import Recurrence
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.hooks.answers import card_answer, toast
from hanoiwork_plugin.hooks.giving_inputs import (
    ConfirmArisingInputs,
    EndPatternInputs,
    GiveInputs,
    NamePeopleInputs,
    RefuseArisingInputs,
    RepeatInputs,
    SkipInputs,
    people_meant,
    works_confirmed,
)
from hanoiwork_plugin.hooks.inputs import NoInputs
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.hooks.verb_schemas import due_given, faults_of, whole
from hanoiwork_plugin.screens.draw import gate_screen
from hanoiwork_plugin.services.assigning import arising, giving, patterns
from hanoiwork_plugin.services.doing.task_views import visible_task
from hanoiwork_plugin.services.presses import Answer

T = TypeVar("T")


def give(press: Pressed) -> Answer:
    """[Tiếp tục]: the card becomes the gate of the draft; pressed again it is the same draft."""
    posted = press.posted()
    if posted is not None:
        press.tx.session.refresh(posted, with_for_update=True)
        if posted.kind == "task":
            return press.show("task", posted.subject_id)
    given, params = press.inputs, posted.params if posted is not None else {}
    basis = read_task(params["text"], datetime.fromisoformat(params["at"]), ()).basis if "text" in params else None
    task = giving.draft_given(
        press.tx,
        press.actor,
        Given(
            given["give_name"],
            given["give_person"],
            given.get("give_item"),
            given.get("give_kind"),
            due_given(given.get("give_due"), given.get("give_due_time")),
        ),
        basis=basis,
        installation_id=press.installation_id,
    )
    if posted is not None:
        posted.kind = posted.subject_type = "task"
        posted.subject_id, posted.params = task.id, {}
    return press.show("task", task.id)


def repeat(press: Pressed) -> Answer:
    """[Đặt lặp lại]: the gate card again, with what was typed so far."""
    given = press.inputs
    day = given.get("repeat_day")
    weekday = given.get("repeat_weekday")
    rule = Recurrence(
        given["repeat_every"],
        given["repeat_until"],
        weekday=int(weekday) if weekday is not None else None,
        day=whole(day) if day is not None else None,
    )
    patterns.set_repeat(press.tx, press.actor, press.subject_id, rule, press.version)
    press.tx.settle()
    task = visible_task(press.tx, press.actor, press.subject_id)
    typed = {key: str(value) for key, value in press.raw.items() if isinstance(value, str)}
    card = gate_screen(press.tx, task, press.actor, press.context, typed=typed)
    return card_answer(card, [toast(press.say("Đã đặt lặp lại."))])


def skip(press: Pressed) -> Answer:
    """[Bỏ qua kỳ này]."""
    given = press.inputs
    patterns.skip_occurrence(
        press.tx, press.actor, press.subject_id, given["skip_day"], given["skip_reason"], press.version
    )
    return press.show("pattern", press.subject_id)


def end(press: Pressed) -> Answer:
    """[Kết thúc lặp]."""
    patterns.end_pattern(press.tx, press.actor, press.subject_id, press.inputs["end_reason"], press.version)
    return press.show("pattern", press.subject_id)


def name_people(press: Pressed) -> Answer:
    """[Gửi xác nhận]."""
    meant = _read(people_meant, press.raw)
    arising.name_people(press.tx, press.actor, press.subject_id, meant, press.version)
    return press.show("arising", press.subject_id)


def confirm(press: Pressed) -> Answer:
    """[Xác nhận]."""
    criteria = press.inputs["arising_criteria"].strip() or press.say("Hoàn thành đúng yêu cầu, có minh chứng kèm theo")
    confirmed = _read(works_confirmed, press.raw)
    arising.confirm_report(press.tx, press.actor, press.subject_id, confirmed, criteria, press.version)
    return press.show("arising", press.subject_id, [toast(press.say("Đã xác nhận việc phát sinh."))])


def refuse(press: Pressed) -> Answer:
    """[Không xác nhận]."""
    arising.refuse_report(press.tx, press.actor, press.subject_id, press.inputs["arising_reason"], press.version)
    return press.show("arising", press.subject_id)


def withdraw(press: Pressed) -> Answer:
    """[Rút lại]."""
    arising.withdraw_report(press.tx, press.actor, press.subject_id, press.version)
    return press.show("arising", press.subject_id)


def _read(reader: Callable[[dict[str, Any]], T], raw: dict[str, Any]) -> T:
    try:
        return reader(raw)
    except ValidationError as error:
        raise Invalid("Nội dung nhập chưa hợp lệ.", faults=faults_of(error.messages)) from None


VERBS: dict[str, Verb] = {
    "task.give": Verb(GiveInputs, give),
    "task.repeat": Verb(RepeatInputs, repeat),
    "pattern.skip": Verb(SkipInputs, skip),
    "pattern.end": Verb(EndPatternInputs, end),
    "arising.name": Verb(NamePeopleInputs, name_people),
    "arising.confirm": Verb(ConfirmArisingInputs, confirm),
    "arising.refuse": Verb(RefuseArisingInputs, refuse),
    "arising.withdraw": Verb(NoInputs, withdraw),
}
