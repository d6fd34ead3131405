"""Who is competent (người có thẩm quyền): the nearest one for an act, the next one above."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Relation, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.people import Actor, Role, Unit
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.absences import absence_on
from hanoiwork_plugin.store.delegations import stand_ins

_LINE = (Relation.DEPARTMENT_HEAD, Relation.FIELD_DEPUTY, Relation.AGENCY_HEAD)
_LINE_ROLES = (Role.DEPARTMENT_HEAD, Role.DEPUTY, Role.HEAD)


def nearest_or_none(
    tx: Tx, act: Act, subject: Subject, *, besides: UUID | None, at: datetime | None = None
) -> Actor | None:
    """The competent person nearest to the subject: head of department, then deputy in charge, then head.

    Args:
        at: a past instant; None means now.
    """
    return next((found for found in _line_of(tx, act, subject, at) if found.id != besides), None)


def _line_of(tx: Tx, act: Act, subject: Subject, at: datetime | None = None) -> list[Actor]:
    """Everyone competent by a place in the line of their own, the nearest first."""
    on = hanoi_date(at or tx.now)
    return _in_line(act, subject, organisation.holders(tx.session, _LINE_ROLES, subject.unit.agency_id, on, at))


def _in_line(act: Act, subject: Subject, candidates: Iterable[Actor]) -> list[Actor]:
    found: list[tuple[int, Actor]] = []
    for candidate in candidates:
        own = authority.capacity(act, candidate, subject)
        if own is not None and own.on_behalf_of is None and own.relation in _LINE:
            found.append((_LINE.index(own.relation), candidate))
    return [candidate for _, candidate in sorted(found, key=lambda each: each[0])]


def nearest(tx: Tx, act: Act, subject: Subject, *, besides: UUID) -> Actor:
    """As ``nearest_or_none``; where the agency's own head is concerned and nobody there is, who decides one level up.

    Raises:
        Invalid: when nobody is competent, naming who is missing and who can register them.
    """
    found = nearest_or_none(tx, act, subject, besides=besides)
    if found is not None:
        return found
    if act in authority.ABOVE_THE_HEAD and _concerns_the_head(tx, subject):
        return _level_above(tx, authority.ABOVE_THE_HEAD[act], subject)
    raise Invalid(
        "Ngoài người gửi, đơn vị chưa có ai đủ thẩm quyền {act}: cần có vai trò lãnh đạo đơn vị, "
        "do quản trị đơn vị hoặc tổ chức cán bộ của đơn vị ghi nhận.",
        act=act.label,
    )


def act_of_decision(tx: Tx, act: Act, actor: Actor, subject: Subject) -> Act:
    """What deciding asks of the actor: ``act``, or of the level above what stands for it on an agency's head."""
    above = authority.ABOVE_THE_HEAD[act]
    if authority.allowed(act, actor, subject) or not authority.allowed(above, actor, subject):
        return act
    return above if _concerns_the_head(tx, subject) else act


def may_decide(tx: Tx, act: Act, actor: Actor, subject: Subject) -> bool:
    """Whether the decision is the actor's, in the agency or from one level up."""
    return authority.allowed(act_of_decision(tx, act, actor, subject), actor, subject) is not None


def _concerns_the_head(tx: Tx, subject: Subject) -> bool:
    """Whether the person concerned heads the agency now (người đứng đầu)."""
    if subject.person_id is None:
        return False
    person = organisation.actor_by_id(tx.session, subject.person_id, hanoi_date(tx.now))
    return person is not None and Relation.AGENCY_HEAD in authority.relations(person, Subject(subject.unit))


def _level_above(tx: Tx, act: Act, subject: Subject) -> Actor:
    """Who of the city's body takes what comes up: one who leads there before the others; each of them may decide."""
    board = organisation.holders_anywhere(tx.session, Role.CITY_BOARD, hanoi_date(tx.now))
    able = [person for person in board if authority.allowed(act, person, subject)]
    if not able:
        raise Invalid(
            "Cần cấp trên {act}, nhưng ngoài đơn vị chưa có ai giữ vai trò Ban Tổ chức Thành ủy: "
            "vai trò này do Ban Tổ chức Thành ủy ghi nhận, lần đầu bằng danh sách người của Ban.",
            act=act.label,
        )
    return next((person for person in able if any(person.has(role) for role in _LINE_ROLES)), able[0])


def one_level_up(tx: Tx, actor: Actor, subject: Subject) -> Actor:
    """The next competent person above the actor.

    Raises:
        Invalid: when the actor is already the highest in the agency.
    """
    acting = tx.capacity_of(actor)
    above = _LINE[authority.level_of(actor, subject) :]
    candidates = organisation.holders(tx.session, _LINE_ROLES, subject.unit.agency_id, hanoi_date(tx.now))
    for relation in above:
        for candidate in candidates:
            passed_over = (actor.id, acting.on_behalf_of if acting else None)
            if candidate.id not in passed_over and relation in authority.relations(candidate, subject):
                return candidate
    raise Invalid("Không còn cấp trên trong đơn vị để chuyển.")


def head_of(tx: Tx, unit: Unit) -> Actor | None:
    """Who leads a unit (thủ trưởng): head of the department, else the deputy in charge, else the head of the agency."""
    return nearest_or_none(tx, Act.ANSWER_WAIT, Subject(unit), besides=None)


def reviewer_of(tx: Tx, person: Actor) -> Actor | None:
    """Who rates a person: the nearest competent one; never somebody whose rating is now lent to that very person."""
    passed_over = authority.stands_in_for(person, Act.RATE)
    subject = Subject(person.unit, person.id)
    return next(
        (each for each in _line_of(tx, Act.RATE, subject) if each.id != person.id and each.id not in passed_over), None
    )


def raters_and_approvers(tx: Tx, people: Sequence[Actor]) -> dict[UUID, tuple[UUID | None, UUID | None]]:
    """Who rates and who approves each of many people, as ``reviewer_of`` and ``nearest_or_none`` find them.

    Four queries however many there are; the line of a unit is worked out once for all its people.
    """
    units = {person.unit.id: person.unit for person in people}
    leaders = organisation.holders_by_agency(
        tx.session, _LINE_ROLES, {unit.agency_id for unit in units.values()}, hanoi_date(tx.now)
    )
    lines = {
        (unit.id, act): _in_line(act, Subject(unit), leaders.get(unit.agency_id, ()))
        for unit in units.values()
        for act in (Act.RATE, Act.APPROVE_EVALUATION)
    }

    def first(person: Actor, act: Act, passed_over: frozenset[UUID]) -> UUID | None:
        line = lines[person.unit.id, act]
        return next((each.id for each in line if each.id != person.id and each.id not in passed_over), None)

    return {
        person.id: (
            first(person, Act.RATE, authority.stands_in_for(person, Act.RATE)),
            first(person, Act.APPROVE_EVALUATION, frozenset()),
        )
        for person in people
    }


def lines_of(tx: Tx, act: Act, units: Sequence[Unit]) -> dict[UUID, list[Actor]]:
    """Unit → everyone competent there by a place in the line of their own, the nearest first; four queries for any
    number of units."""
    agencies = {unit.agency_id for unit in units}
    leaders = organisation.holders_by_agency(tx.session, _LINE_ROLES, agencies, hanoi_date(tx.now)) if units else {}
    return {unit.id: _in_line(act, Subject(unit), leaders.get(unit.agency_id, ())) for unit in units}


def those_who_decide(tx: Tx, responsible_id: UUID, act: Act, subject: Subject) -> list[UUID]:
    """The person responsible, unless absent with somebody standing in, and everyone who stands in for them."""
    today = hanoi_date(tx.now)
    takers = [row.taker_id for row in stand_ins(tx.session, responsible_id, act, today)]
    people = organisation.actors(tx.session, takers, today) if takers else []
    able = [person.id for person in people if authority.allowed(act, person, subject)]
    if able and absence_on(tx.session, responsible_id, today) is not None:
        return able
    return [responsible_id, *able]
