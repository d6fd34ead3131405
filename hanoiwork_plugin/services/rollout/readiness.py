"""Mức độ sẵn sàng of one agency, and of all for the city board; computed when asked for (VI.1)."""

from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.rollout import readiness
from hanoiwork_plugin.domain.rollout.readiness import Lack, ReadinessFacts, ReadinessLine
from hanoiwork_plugin.domain.rollout.readiness_views import (
    ActCount,
    CityReadiness,
    LackView,
    LineCount,
    LineView,
    ReadinessView,
)
from hanoiwork_plugin.services.rollout.readiness_facts import facts_of
from hanoiwork_plugin.services.rollout.working_group import known_agency
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.people import UnitRow

SUBJECT = "readiness"
"""How cards name the readiness of an agency."""

_NEXT_ACTS = {
    ReadinessLine.WORKING_GROUP: Act.RECORD_WORKING_GROUP,
    ReadinessLine.ACCOUNTS: Act.RECONCILE,
    ReadinessLine.CATALOGUE: Act.PROPOSE_CATALOGUE,
    ReadinessLine.OBJECTIVES: Act.SET_UNIT_OBJECTIVES,
    ReadinessLine.PRACTICE: Act.SEND_PRACTICE,
}
"""What is done next about a line, by whoever may."""
_WITHOUT_CARD = (Lack.NO_ROLE, Lack.NOBODY)
"""What is settled in the unit's list of people, not on a card."""


def readiness_of(tx: Tx, actor: Actor, agency_id: UUID) -> ReadinessView:
    """The readiness of an agency.

    Raises:
        NotFound: when there is no such agency, or it is none of the actor's business.
    """
    agency = known_agency(tx, agency_id)
    if authority.allowed(Act.SEE_READINESS, actor, Subject(agency)) is None:
        raise NotFound
    return _view(actor, agency, facts_of(tx, [agency.id])[agency.id])


def city_readiness(tx: Tx, actor: Actor) -> CityReadiness:
    """Every agency in which somebody works, those that lack most first; units, no names (DOMAIN 7).

    Raises:
        NotFound: for anybody but the city board.
    """
    if not sees_the_city(actor):
        raise NotFound
    working = organisation.agencies_with_people(tx.session, hanoi_date(tx.now))
    rows = tx.session.scalars(select(UnitRow).where(UnitRow.id.in_(working)).order_by(UnitRow.name))
    agencies = [organisation.unit_of(row) for row in rows]
    facts = facts_of(tx, [agency.id for agency in agencies])
    views = [_view(actor, agency, facts[agency.id]) for agency in agencies]
    views.sort(key=lambda view: (view.ready, view.agency))
    return CityReadiness(
        agencies=tuple(views),
        ready=sum(view.ready == len(ReadinessLine) for view in views),
        by_line=tuple(
            LineCount(line, sum(each.ready for view in views for each in view.lines if each.line is line))
            for line in ReadinessLine
        ),
    )


def sees_the_city(actor: Actor) -> bool:
    """Whether the actor sees every agency, as the city board (Ban Tổ chức Thành ủy) does."""
    return authority.allowed(Act.SEE_ALL_READINESS, actor, Subject(actor.unit)) is not None


def _may_go(actor: Actor, agency: Unit, standing: readiness.LineStanding) -> bool:
    """Whether the next act of a line is the actor's: of their own agency, and one that a card can lead to."""
    if all(lacking.lack in _WITHOUT_CARD for lacking in standing.lacks) or actor.unit.agency_id != agency.id:
        return False
    return authority.allowed(_NEXT_ACTS[standing.line], actor, Subject(agency)) is not None


def _view(actor: Actor, agency: Unit, facts: ReadinessFacts) -> ReadinessView:
    lines = readiness.standing(facts)
    return ReadinessView(
        agency_id=agency.id,
        agency=agency.name,
        ready=readiness.lines_ready(lines),
        lines=tuple(
            LineView(
                each.line,
                each.ready,
                tuple(LackView(lacking.lack, lacking.count, lacking.roles) for lacking in each.lacks),
                may_go=not each.ready and authority.allowed(_NEXT_ACTS[each.line], actor, Subject(agency)) is not None,
            )
            for each in lines
        ),
        people=facts.people,
        group_kind=facts.group.kind if facts.group else None,
        group_from=facts.group.since if facts.group else None,
        confirmed_on=facts.confirmed_on,
        catalogue_number=facts.catalogue_number,
        catalogue_from=facts.catalogue_from,
        objectives_period=facts.objectives_period,
        objectives_on=facts.objectives_on,
        practised=facts.practised,
        practised_by_act=tuple(ActCount(act, count) for act, count in facts.practised_by_act),
    )
