"""Words typed to the bot about watching: which cards answer, for whom (điểm nghẽn, quy tắc theo dõi, số dấu hiệu)."""

from uuid import UUID

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.errors import Forbidden
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.services.watch import bottleneck_views, bottlenecks
from hanoiwork_plugin.services.watch.bottlenecks import DEPARTMENT

WATCHING = frozenset({DEPARTMENT, "watch_counts"})
"""Cards of this room that not everybody may ask for."""


def watch_cards(tx: Tx, sender: Actor, kind: str) -> list[tuple[str, UUID | None]]:
    """What the cards that answer are about: a department each with bottlenecks, or one that says there are none.

    Raises:
        Forbidden: when it is none of the sender's business.
    """
    if kind == "watch_counts":
        if authority.allowed(Act.SEE_NOTE_COUNTS, sender, Subject(sender.unit)) is None:
            raise Forbidden("Mục này dành cho Ban Tổ chức Thành ủy.")
        return [("", None)]
    units = bottlenecks.seen_units(tx, sender)
    if not units:
        raise Forbidden("Mục này dành cho người theo dõi và lãnh đạo.")
    found = bottleneck_views.bottlenecks_for(tx, sender).departments
    return [(DEPARTMENT, each.unit_id) for each in found] or [(DEPARTMENT, units[0].id)]
