"""Words typed to the bot about the roll-out: which card answers, for whom (sẵn sàng, tổ công tác, sân tập)."""

from uuid import UUID

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.errors import Forbidden
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services.rollout import exercises, practice, readiness
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation

_ASKS = {
    "readiness_open": Act.SEE_READINESS,
    "working_group": Act.SEE_READINESS,
    "practice_board": Act.SEND_PRACTICE,
}
_SUBJECTS = {"readiness": readiness.SUBJECT, "working_group": "working_group", "practice_board": "practice"}
ROLLOUT = frozenset({*_ASKS, "practice"})
"""Cards of this room that a command names."""


def rollout_card(tx: Tx, sender: Actor, kind: str) -> tuple[str, str, UUID | None]:
    """The screen that answers, what it is about and its id.

    Raises:
        Forbidden: when it is none of the sender's business.
    """
    if kind == "practice":
        row = practice.own_exercise(tx, sender)
        return ("practice", exercises.SUBJECT, row.id) if row else ("practice_done", "", None)
    if kind == "readiness_open" and readiness.sees_the_city(sender):
        return kind, "", None
    agency = organisation.unit(tx.session, sender.unit.agency_id)
    if authority.allowed(_ASKS[kind], sender, Subject(agency)) is None:
        raise Forbidden("Mục này dành cho lãnh đạo, quản trị đơn vị và tổ chức cán bộ.")
    screen = "readiness" if kind == "readiness_open" else kind
    return screen, _SUBJECTS[screen], agency.id
