"""Buttons of the reconciliation (STORY 1): [Đối chiếu], [Ghi nhận], [Để sau], [Xác nhận khớp]."""

from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.hooks.answers import toast
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.hooks.verb_schemas import NoInputs, SettleInputs
from hanoiwork_plugin.services.accounts import reconciliation
from hanoiwork_plugin.services.presses import Answer


def check(press: Pressed) -> Answer:
    """[Đối chiếu]: both sides compared as they are now, the first difference in hand."""
    row = reconciliation.visible_reconciliation(press.tx, press.actor, press.subject_id)
    return press.show("reconciliation", row.id, settling=True)


def settle(press: Pressed) -> Answer:
    """[Ghi nhận]: the difference in hand is settled, the next one comes up."""
    given = {name: press.inputs[f"settle_{name}"] for name in ("account", "phone", "unit", "reason")}
    settlement = press.inputs["settle_choice"]
    row = reconciliation.settle(press.tx, press.actor, press.subject_id, _code(press), settlement, given, press.version)
    return press.show("reconciliation", row.id, [toast(press.say("Đã ghi nhận."))], settling=True)


def skip(press: Pressed) -> Answer:
    """[Để sau]: the next difference comes up, nothing is written."""
    row = reconciliation.visible_reconciliation(press.tx, press.actor, press.subject_id)
    return press.show("reconciliation", row.id, settling=True, after=_code(press))


def confirm(press: Pressed) -> Answer:
    """[Xác nhận khớp]."""
    row = reconciliation.confirm(press.tx, press.actor, press.subject_id, press.version)
    return press.show("reconciliation", row.id)


def _code(press: Pressed) -> str:
    """The difference in ``reconciliation/<id>/<code>``."""
    parts = press.subject.split("/")
    if len(parts) != 3:
        raise NotFound
    return parts[2]


VERBS: dict[str, Verb] = {
    "reconciliation.check": Verb(NoInputs, check),
    "reconciliation.settle": Verb(SettleInputs, settle),
    "reconciliation.skip": Verb(NoInputs, skip),
    "reconciliation.confirm": Verb(NoInputs, confirm),
}
