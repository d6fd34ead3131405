"""The generator's city brought in: whole, twice without a change, asked about in few queries however large it is."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from sqlalchemy import delete, func, select
from stage.clock import StandingClock
from stage.database import DatabaseServer
from stage.queries import counted_queries
from stage.ward import Ward

from hanoiwork_plugin.city import tables
from hanoiwork_plugin.city.places import BOARD
from hanoiwork_plugin.city.staff import City, city
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.domain.timing.reminders import ReminderKind
from hanoiwork_plugin.services import competence, timers
from hanoiwork_plugin.services.accounts import people, units
from hanoiwork_plugin.services.rating import month_steps, periods
from hanoiwork_plugin.services.rating.evaluation_opening import open_evaluations
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.settings import Settings
from hanoiwork_plugin.store import database, organisation
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.messages import NoticeRow, TimerRow
from hanoiwork_plugin.store.people import PersonRow, RoleGrantRow, UnitRow

PEOPLE = 3_000
FIRED = 6
"""Agencies whose month is opened here."""
JUNE = Period.month(2026, 6)


@pytest.fixture(scope="module")
def made() -> City:
    return city(PEOPLE, seed=7)


@pytest.fixture
def database_url(server: DatabaseServer, made: City, settings: Settings) -> Iterator[str]:
    """A database that holds the city, brought in once and cloned."""

    def filled(url: str) -> None:
        engine = database.connect(url, settings, pool_size=2)
        database.migrate(engine)
        bring_in(Plugin(engine, StandingClock(), settings), made)
        engine.dispose()

    with server.clone(server.template("city", filled)) as url:
        yield url


def bring_in(plugin: Plugin, made: City) -> people.PeopleImported:
    table = tables.people_table(made, lambda _so_far: None)
    told: list[tuple[int, int]] = []
    with plugin.transaction(cause="test") as tx:
        done = people.import_people(tx, None, tables.PEOPLE_FILE, table, lambda so_far, of: told.append((so_far, of)))
    assert told[-1] == (PEOPLE, PEOPLE)
    return done


def holder_of(plugin: Plugin, role: Role, name: str) -> str:
    """The account of the first who holds a role over a unit of this name."""
    with plugin.transaction() as tx:
        found = tx.session.scalars(
            select(PersonRow.account)
            .join(RoleGrantRow, RoleGrantRow.person_id == PersonRow.id)
            .join(UnitRow, UnitRow.id == RoleGrantRow.unit_id)
            .where(RoleGrantRow.role == role, UnitRow.name == name)
            .order_by(PersonRow.account)
        ).first()
        assert found is not None, (role, name)
        return found


def test_brought_in_again_nothing_changes(plugin: Plugin, made: City) -> None:
    with plugin.transaction() as tx:
        assert tx.session.scalar(select(func.count()).select_from(PersonRow)) == PEOPLE
        assert len(organisation.units_with_people(tx.session, None, hanoi_date(tx.now))) == sum(
            1 + len(each.offices) for each in made.organisations
        )
    with counted_queries(plugin.engine) as asked:
        done = bring_in(plugin, made)
    assert (done.people_added, done.people_changed, done.units_added) == (0, 0, 0)
    assert len(asked) <= 8, asked


@pytest.mark.parametrize("role", [Role.HEAD, Role.DEPUTY, Role.UNIT_ADMIN, Role.PERSONNEL, Role.MONITOR])
def test_rights_are_known_in_three_queries(plugin: Plugin, role: Role) -> None:
    account = holder_of(plugin, role, "Phường Hoàn Kiếm")
    with plugin.transaction() as tx:
        tx.session.connection()
        with counted_queries(plugin.engine) as asked:
            actor = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now))
        assert actor is not None
        assert actor.has(role)
        assert actor.unit.name
        assert actor.delegated == ()
        assert len(asked) <= 3, asked


def test_the_tree_of_the_city_is_drawn_from_one_query(plugin: Plugin, made: City) -> None:
    names = ("Phường Hoàn Kiếm", BOARD)
    head, board = holder_of(plugin, Role.HEAD, names[0]), holder_of(plugin, Role.CITY_BOARD, BOARD)
    with plugin.transaction() as tx:
        of_ward, of_board = (Ward(plugin).actor(tx, account) for account in (head, board))
        with counted_queries(plugin.engine) as asked:
            whole = units.unit_tree(tx, of_board)
        assert len(asked) == 1
        own = units.unit_tree(tx, of_ward)
    assert len(whole) == sum(1 + len(each.offices) for each in made.organisations) > 900
    assert sum(node.people for node in whole if node.depth == 0) == PEOPLE
    assert [node.depth for node in own] == [0] + [1] * (len(own) - 1)
    assert own[0].name == "Phường Hoàn Kiếm"
    for node, following in pairwise(whole):
        assert following.depth == 0 or following.parent_id in (node.id, node.parent_id)


def timers_left(plugin: Plugin, kind: str) -> int:
    with plugin.transaction() as tx:
        waiting = select(func.count()).where(TimerRow.kind == kind, TimerRow.fired_at.is_(None))
        return tx.session.scalar(waiting) or 0


@pytest.mark.usefixtures("installation")
def test_a_month_is_opened_agency_by_agency(plugin: Plugin, made: City, clock: StandingClock) -> None:
    clock.set("2026-06-20T08:00:00+07:00")
    with plugin.transaction() as tx:
        tx.session.execute(delete(TimerRow))
        tx.timer(periods.REMIND, f"{JUNE.code}:{ReminderKind.SELF_EVALUATION}", tx.now)
    assert timers.fire_next(plugin)
    assert timers_left(plugin, month_steps.OF_AGENCY) == len(made.organisations)
    for _ in range(FIRED):
        with counted_queries(plugin.engine) as asked:
            assert timers.fire_next(plugin)
        assert len(asked) <= 25, "as many statements as in the next agency, however many people it has"
    assert timers_left(plugin, month_steps.OF_AGENCY) == len(made.organisations) - FIRED
    with plugin.transaction() as tx:
        today = hanoi_date(tx.now)
        rows = tx.session.scalars(select(EvaluationRow).where(EvaluationRow.period == JUNE.code)).all()
        told = tx.session.scalars(select(NoticeRow.person_id).where(NoticeRow.kind == "evaluation")).all()
        agencies = {row.agency_id for row in rows}
        assert len(agencies) == FIRED
        everyone = [person for agency in agencies for person in organisation.members(tx.session, agency, today)]
        assert sorted(row.person_id for row in rows) == sorted(told) == sorted(person.id for person in everyone)
        for row in rows[::11]:
            person = organisation.actor_by_id(tx.session, row.person_id, today)
            assert person is not None
            reviewer = competence.reviewer_of(tx, person)
            subject = Subject(person.unit, person.id)
            approver = competence.nearest_or_none(tx, Act.APPROVE_EVALUATION, subject, besides=person.id)
            assert (row.reviewer_id, row.approver_id) == (
                reviewer.id if reviewer else None,
                approver.id if approver else None,
            )
        again = open_evaluations(tx, everyone, JUNE)
        assert {row.id for row in again} == {row.id for row in rows}
