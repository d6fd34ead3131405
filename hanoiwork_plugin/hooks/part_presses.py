"""Buttons of splitting big work: the dialog, one more part, the end when all of it is done by its parts."""

from hanoiwork_plugin.domain.calendar import due_instant
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.hooks.answers import dialog, toast
from hanoiwork_plugin.hooks.doing_inputs import SplitInputs
from hanoiwork_plugin.hooks.inputs import NoInputs
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.screens import doing
from hanoiwork_plugin.services.assigning import parts
from hanoiwork_plugin.services.assigning.parts import NewPart
from hanoiwork_plugin.services.presses import Answer


def show_splitting(press: Pressed) -> Answer:
    """[Chia việc…]: what is left and the form, in a dialog."""
    card = doing.splitting(press.tx, press.actor, press.subject_id, press.context)
    return press.unchanged([dialog(press.say("Chia việc"), card)], press.say("Mời nhập trong hộp thoại."))


def split(press: Pressed) -> Answer:
    """[Giao phần việc]."""
    given = press.inputs
    part = NewPart(
        given["split_name"],
        given["split_person"],
        given["split_share"],
        due_instant(given["split_due"]),
        quantity=given.get("split_quantity"),
        product=given.get("split_product"),
        quality_criteria=given.get("split_criteria"),
    )
    made = parts.split_task(press.tx, press.actor, press.subject_id, part, press.version)
    waits = made.state == TaskState.AWAITING_APPROVAL
    told = press.say("Đã trình phê duyệt phần việc." if waits else "Đã giao phần việc.")
    return press.show("task", press.subject_id, [toast(told)])


def close_parts(press: Pressed) -> Answer:
    """[Kết thúc theo các phần]."""
    parts.close_by_parts(press.tx, press.actor, press.subject_id, press.version)
    return press.show("task", press.subject_id)


VERBS: dict[str, Verb] = {
    "task.splitting": Verb(NoInputs, show_splitting),
    "task.split": Verb(SplitInputs, split),
    "task.close_parts": Verb(NoInputs, close_parts),
}
