"""The week calendar on Monday 7:30: in each department's conversation, else to each person (DOMAIN 6; STORY 6)."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Conflict
from hanoiwork_plugin.domain.goals.week import next_posting, posted_at
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.services.goals.plan_views import weeks_of
from hanoiwork_plugin.services.transaction import Outgoing, Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.plans import UnitConversationRow

WEEK = "plan.week"
AGENCY_WEEK = "plan.agency_week"


def ensure_timer(tx: Tx) -> None:
    """Let the next week calendar fall due."""
    monday = next_posting(tx.now)
    tx.timer(WEEK, monday.isoformat(), posted_at(monday))


def fire_week(tx: Tx, subject_key: str) -> None:
    """Monday 7:30: every agency posts in a transaction of its own, and the next Monday is set."""
    monday = date.fromisoformat(subject_key)
    for agency_id in organisation.agencies_with_people(tx.session, hanoi_date(tx.now)):
        tx.timer(AGENCY_WEEK, f"{agency_id}:{subject_key}", tx.now)
    following = monday + timedelta(days=7)
    tx.timer(WEEK, following.isoformat(), posted_at(following))


def fire_agency_week(tx: Tx, subject_key: str) -> None:
    """Post the week of each department to its conversation; where none is known, to each person who has work."""
    agency, _, day = subject_key.partition(":")
    installation_id = tx.installation_id()
    if installation_id is None:
        return
    monday = date.fromisoformat(day)
    members = organisation.members(tx.session, UUID(agency), hanoi_date(tx.now))
    conversations = {
        row.unit_id: row.conversation_id
        for row in tx.session.scalars(
            select(UnitConversationRow).where(
                UnitConversationRow.installation_id == installation_id,
                UnitConversationRow.unit_id.in_({person.unit.id for person in members}),
            )
        )
    }
    places = {person.id: person.unit.id for person in members}
    notices: dict[UUID, Outgoing] = {}
    for person_id, week in weeks_of(tx, members, monday).items():
        if not week.lines:
            continue
        unit_id = places[person_id]
        if unit_id in conversations:
            notices[unit_id] = _notice("unit_week", unit_id, day, conversation_id=conversations[unit_id])
        else:
            notices[person_id] = _notice("week", person_id, day, person_id=person_id)
    tx.notify_each(list(notices.values()))


def _notice(
    kind: str, subject_id: UUID, day: str, *, person_id: UUID | None = None, conversation_id: str | None = None
) -> Outgoing:
    return Outgoing(
        kind,
        person_id=person_id,
        conversation_id=conversation_id,
        subject_type=kind,
        subject_id=subject_id,
        params={"monday": day},
        dedup=f"week:{day}:{subject_id}",
    )


def own_installation(tx: Tx) -> str:
    """The installation through which the week is posted.

    Raises:
        Conflict: where the plugin is not installed in a workspace.
    """
    installation_id = tx.installation_id()
    if installation_id is None:
        raise Conflict("Hệ thống chưa được cài đặt vào HanoiWork nên chưa đăng được lịch tuần.")
    return installation_id


def name_conversation(tx: Tx, actor: Actor, unit: Unit, installation_id: str, conversation_id: str) -> None:
    """Nhóm của phòng: the conversation in which a unit's week calendar is posted from now on.

    Raises:
        Forbidden: for whoever does not lead or administer the unit.
    """
    tx.require(Act.NAME_CONVERSATION, actor, Subject(unit))
    before = tx.session.get(UnitConversationRow, (unit.id, installation_id))
    values = {"conversation_id": conversation_id, "named_by_id": actor.id, "named_at": tx.now}
    tx.session.execute(
        insert(UnitConversationRow)
        .values(unit_id=unit.id, installation_id=installation_id, **values)
        .on_conflict_do_update(index_elements=["unit_id", "installation_id"], set_=values)
    )
    tx.record(
        "unit.conversation_named",
        "unit",
        unit.id,
        actor,
        before={"conversation": before.conversation_id} if before else None,
        after={"conversation": conversation_id},
    )
