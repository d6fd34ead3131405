"""Buttons of the menu, and the questions about how things stood at an instant (DOMAIN 1, 3, 6)."""

from collections.abc import Callable
from datetime import date, datetime, time

from hanoiwork_plugin.cards.instants import competent_card, standing_card
from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant
from hanoiwork_plugin.domain.changes.delegation import delegable_acts
from hanoiwork_plugin.domain.errors import Forbidden
from hanoiwork_plugin.hooks.answers import dialog
from hanoiwork_plugin.hooks.change_inputs import CompetentInputs, StandingInputs
from hanoiwork_plugin.hooks.inputs import NoInputs
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.services.changes import delegations, past
from hanoiwork_plugin.services.doing.task_views import visible_task
from hanoiwork_plugin.services.presses import Answer
from hanoiwork_plugin.store.people import PersonRow


def _sends(kind: str) -> Callable[[Pressed], Answer]:
    """The card named ``kind`` is sent into the conversation, where its own buttons work."""

    def send(press: Pressed) -> Answer:
        press.tx.notify(kind, person_id=press.actor.id, installation_id=press.installation_id)
        return press.unchanged([], press.say("Thẻ đã được gửi vào trò chuyện."))

    return send


def send_delegation_form(press: Pressed) -> Answer:
    """[Ủy quyền], for those who hold something to delegate."""
    if not delegable_acts(press.actor, delegations.units_in(press.tx, press.actor.unit)):
        raise Forbidden("Anh/chị không có việc nào để ủy quyền.")
    return _sends("delegation_form")(press)


def _instant(press: Pressed, day: date, hour: time | None) -> datetime:
    """The instant meant; without an hour the end of that day, today: now."""
    if hour is not None:
        return hanoi_instant(day, hour)
    return press.tx.now if day == hanoi_date(press.tx.now) else hanoi_instant(day, time(23, 59, 59))


def show_competent(press: Pressed) -> Answer:
    """[Ai có thẩm quyền?]."""
    given = press.inputs
    at = _instant(press, given["who_day"], given.get("who_hour"))
    found = past.read_who_could(press.tx, press.actor, given["who_task"], given["who_act"], at)
    task = visible_task(press.tx, press.actor, given["who_task"])
    card = competent_card(task.name, given["who_act"], at, found, press.context)
    return press.unchanged([dialog(press.say("Ai có thẩm quyền?"), card)], press.say("Câu trả lời đang mở."))


def show_standing(press: Pressed) -> Answer:
    """[Ai quản lý, vai trò gì?]; a look at somebody else is recorded."""
    given = press.inputs
    at = _instant(press, given["stood_day"], given.get("stood_hour"))
    person = press.tx.session.get(PersonRow, given["stood_person"])
    view = past.read_standing(press.tx, press.actor, person.account if person else "", at)
    card = standing_card(view, press.context)
    return press.unchanged([dialog(press.say("Ai quản lý, vai trò gì?"), card)], press.say("Câu trả lời đang mở."))


VERBS: dict[str, Verb] = {
    "menu.objectives": Verb(NoInputs, _sends("objectives_open")),
    "menu.plan": Verb(NoInputs, _sends("plan_open")),
    "menu.week": Verb(NoInputs, _sends("week")),
    "menu.absence": Verb(NoInputs, _sends("absence_form")),
    "menu.delegation": Verb(NoInputs, send_delegation_form),
    "menu.instants": Verb(NoInputs, _sends("instants")),
    "instant.competent": Verb(CompetentInputs, show_competent),
    "instant.standing": Verb(StandingInputs, show_standing),
}
