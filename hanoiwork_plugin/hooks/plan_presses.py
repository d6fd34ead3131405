"""Buttons on cards of plans, weeks and calendar addresses (STORY 6)."""

from hanoiwork_plugin.hooks.answers import dialog, toast
from hanoiwork_plugin.hooks.goal_schemas import PlanDropInputs, PlanLineInputs, PlanReturnInputs
from hanoiwork_plugin.hooks.inputs import NoInputs
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.screens.draw import draw
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services.goals import calendar_address, plans
from hanoiwork_plugin.services.presses import Answer

KIND = "plan"


def add(press: Pressed) -> Answer:
    """[Thêm việc], on the plan and on the week's card."""
    given = press.inputs
    plans.add_line(
        press.tx,
        press.actor,
        press.subject_id,
        name=given["plan_name"],
        kind=given.get("plan_kind"),
        product=given["plan_product"],
        priority=given.get("plan_priority"),
        due=given.get("plan_due"),
        version=press.version,
    )
    posted = press.posted()
    if posted is not None and posted.kind == "week":
        press.tx.settle()
        return press.unchanged([toast(press.say("Đã thêm vào kế hoạch."))], press.say("Đã thêm vào kế hoạch."))
    return press.show(KIND, press.subject_id)


def drop(press: Pressed) -> Answer:
    """[Bỏ việc]."""
    plans.drop_line(press.tx, press.actor, press.subject_id, press.inputs["plan_line"], press.version)
    return press.show(KIND, press.subject_id)


def submit(press: Pressed) -> Answer:
    """[Gửi duyệt]."""
    plans.submit(press.tx, press.actor, press.subject_id, press.version)
    return press.show(KIND, press.subject_id, [toast(press.say("Đã gửi duyệt kế hoạch."))])


def approve(press: Pressed) -> Answer:
    """[Duyệt kế hoạch]."""
    plans.approve(press.tx, press.actor, press.subject_id, press.version)
    return press.show(KIND, press.subject_id)


def send_back(press: Pressed) -> Answer:
    """[Trả lại]."""
    reason = press.inputs["plan_return_reason"]
    plans.send_back(press.tx, press.actor, press.subject_id, reason, press.version)
    return press.show(KIND, press.subject_id)


def show_address(press: Pressed) -> Answer:
    """[Đưa vào lịch của tôi]."""
    card = draw(press.tx, Screen("calendar_address", press.actor), press.context)
    title = press.say("Địa chỉ lịch của riêng anh/chị")
    return press.unchanged([dialog(title, card)], press.say("Địa chỉ lịch đang mở."))


def withdraw_address(press: Pressed) -> Answer:
    """[Thu hồi địa chỉ]."""
    calendar_address.withdraw(press.tx, press.actor)
    said = press.say("Đã thu hồi địa chỉ lịch; lịch đã đăng ký sẽ không cập nhật nữa.")
    return press.unchanged([toast(said)], said)


VERBS: dict[str, Verb] = {
    "plan.add": Verb(PlanLineInputs, add),
    "plan.drop": Verb(PlanDropInputs, drop),
    "plan.submit": Verb(NoInputs, submit),
    "plan.approve": Verb(NoInputs, approve),
    "plan.return": Verb(PlanReturnInputs, send_back),
    "calendar.address": Verb(NoInputs, show_address),
    "calendar.withdraw": Verb(NoInputs, withdraw_address),
}
