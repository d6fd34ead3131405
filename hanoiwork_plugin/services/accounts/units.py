"""The tree of units (cây tổ chức), drawn from one query however many there are (DOMAIN 1)."""

from uuid import UUID

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.accounts.unit_views import UnitNode, as_tree
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.people import Actor, Role, Unit
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation


def unit_tree(tx: Tx, actor: Actor, agency_id: UUID | None = None) -> tuple[UnitNode, ...]:
    """An agency with everything below it; without ``agency_id`` one's own, for the city board every agency.

    Raises:
        NotFound: for an unknown agency, and for one that is none of the actor's business.
    """
    if agency_id is None and not actor.has(Role.CITY_BOARD):
        agency_id = actor.unit.agency_id
    if agency_id is not None:
        agency = Unit(agency_id, "", (agency_id,))
        if authority.allowed(Act.SEE_UNITS, actor, Subject(agency)) is None:
            raise NotFound
    found = as_tree(organisation.units_with_people(tx.session, agency_id, hanoi_date(tx.now)))
    if not found:
        raise NotFound
    return found
