"""Who is competent (người có thẩm quyền): the nearest one for an act, the next one above."""

from uuid import UUID

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Relation, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation

_LINE = (Relation.DEPARTMENT_HEAD, Relation.FIELD_DEPUTY, Relation.AGENCY_HEAD)
_LINE_ROLES = (Role.DEPARTMENT_HEAD, Role.DEPUTY, Role.HEAD)


def nearest_or_none(tx: Tx, act: Act, subject: Subject, *, besides: UUID | None) -> Actor | None:
    """The competent person nearest to the subject: head of department, then deputy in charge, then head."""
    found: dict[Relation, Actor] = {}
    for candidate in organisation.holders(tx.session, _LINE_ROLES, subject.unit.agency_id, hanoi_date(tx.now)):
        relation = authority.allowed(act, candidate, subject) if candidate.id != besides else None
        if relation:
            found.setdefault(relation, candidate)
    return next((found[relation] for relation in _LINE if relation in found), None)


def nearest(tx: Tx, act: Act, subject: Subject, *, besides: UUID) -> Actor:
    """As ``nearest_or_none``.

    Raises:
        Invalid: when nobody in the agency is competent.
    """
    found = nearest_or_none(tx, act, subject, besides=besides)
    if found is None:
        raise Invalid("Đơn vị chưa có người đủ thẩm quyền {act}.", act=act.label)
    return found


def one_level_up(tx: Tx, actor: Actor, subject: Subject) -> Actor:
    """The next competent person above the actor.

    Raises:
        Invalid: when the actor is already the highest in the agency.
    """
    held = authority.relations(actor, subject)
    above = _LINE[max((_LINE.index(relation) + 1 for relation in held if relation in _LINE), default=0) :]
    candidates = organisation.holders(tx.session, _LINE_ROLES, subject.unit.agency_id, hanoi_date(tx.now))
    for relation in above:
        for candidate in candidates:
            if candidate.id != actor.id and relation in authority.relations(candidate, subject):
                return candidate
    raise Invalid("Không còn cấp trên trong đơn vị để chuyển.")
