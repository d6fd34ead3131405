"""KPI values: in bulk from another system, by hand with evidence, corrected without losing what was."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from stage.goals import objective
from stage.play import JUNE, Play
from stage.queries import counted_queries
from stage.ward import AN, HA, HUNG, KHOI, MAI, MINH, QUAN

from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound
from hanoiwork_plugin.domain.goals.kpi import Verdict
from hanoiwork_plugin.domain.goals.objective_views import KeyResultView
from hanoiwork_plugin.services.goals import kpi_judging, kpi_values, objective_entries, objectives
from hanoiwork_plugin.services.goals.kpi_values import SCOPE, ValueGiven
from hanoiwork_plugin.services.goals.objective_sets import visible_set
from hanoiwork_plugin.services.goals.objective_views import set_view
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.ledger import entries_of
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.objectives import KpiValueRow

NOON = datetime(2026, 5, 31, 5, tzinfo=UTC)
SCOPES = frozenset({SCOPE})


@pytest.fixture
def set_id(play: Play) -> UUID:
    """The department's objectives of June, approved."""

    def ward_set(tx, actor):  # type: ignore[no-untyped-def]
        agency = organisation.unit(tx.session, actor.unit.agency_id)
        row = objective_entries.open_set(tx, actor, agency, None, JUNE)
        objective_entries.write_objectives(tx, actor, row.id, [objective()])
        objectives.submit(tx, actor, row.id)
        return set_view(tx, row, actor).objectives[0].id

    parent = play.act(QUAN, ward_set)

    def department(tx, actor):  # type: ignore[no-untyped-def]
        row = objective_entries.open_set(tx, actor, actor.unit, None, JUNE)
        objective_entries.write_objectives(tx, actor, row.id, [objective(parent_id=parent)])
        objectives.submit(tx, actor, row.id)
        return row.id

    made: UUID = play.act(HA, department)
    play.act(HUNG, lambda tx, actor: objectives.approve(tx, actor, made))
    return made


def results(play: Play, set_id: UUID) -> tuple[KeyResultView, ...]:
    return play.act(HA, lambda tx, actor: set_view(tx, visible_set(tx, actor, set_id), actor)).objectives[0].key_results


def push(play: Play, *values: ValueGiven, scopes: frozenset[str] = SCOPES) -> kpi_values.Received:
    with play.plugin.transaction(cause="test") as tx:
        return kpi_values.push_values(tx, "mot-cua", scopes, values)


def test_a_value_moves_the_progress_and_keeps_its_source(play: Play, set_id: UUID) -> None:
    first = results(play, set_id)[0]
    assert (first.progress, first.value) == (0, None)
    done = push(play, ValueGiven(first.id, Decimal("47.5"), NOON, "Hệ thống một cửa"))
    assert (done.added, done.corrected, done.unchanged) == (1, 0, 0)
    now = results(play, set_id)[0]
    assert (now.progress, now.value, now.source, now.measured_at) == (
        Decimal("50.00"),
        Decimal("47.5"),
        "Hệ thống một cửa",
        NOON,
    )
    assert now.verdict is Verdict.FAILED


def test_a_correction_keeps_the_old_value(play: Play, set_id: UUID) -> None:
    one = results(play, set_id)[0].id
    given = ValueGiven(one, Decimal(50), NOON, "Hệ thống một cửa")
    push(play, given)
    assert push(play, given).unchanged == 1
    done = push(play, ValueGiven(one, Decimal(60), NOON, "Hệ thống một cửa"))
    assert (done.added, done.corrected) == (0, 1)
    values = play.act(HA, lambda tx, actor: kpi_values.page_of_values(tx, actor, one, None, 50))
    assert {(value.value, value.replaced_by_id is None) for value in values} == {
        (Decimal(60), True),
        (Decimal(50), False),
    }


def test_ten_thousand_values_in_a_bounded_number_of_queries(play: Play, set_id: UUID) -> None:
    ids = [each.id for each in results(play, set_id)]
    values = [
        ValueGiven(ids[n % 4], Decimal(n % 90), NOON - timedelta(minutes=n), "Hệ thống một cửa") for n in range(10_000)
    ]
    with counted_queries(play.plugin.engine) as statements:
        assert push(play, *values).added == 10_000
    assert len(statements) <= 6
    again = [ValueGiven(each.key_result_id, each.value + 1, each.measured_at, each.source) for each in values]
    with counted_queries(play.plugin.engine) as statements:
        assert push(play, *again).corrected == 10_000
    assert len(statements) <= 6
    with play.plugin.transaction() as tx:
        assert tx.session.scalar(select(func.count()).select_from(KpiValueRow)) == 20_000


def test_all_or_none(play: Play, set_id: UUID) -> None:
    one = results(play, set_id)[0].id
    good = ValueGiven(one, Decimal(50), NOON, "Hệ thống một cửa")
    with pytest.raises(Invalid) as refused:
        push(
            play,
            good,
            good,
            ValueGiven(uuid4(), Decimal(1), NOON, "x"),
            ValueGiven(one, Decimal(1), NOON.replace(year=2027), "x"),
        )
    assert [fault.place for fault in refused.value.faults] == [
        "values/1",
        "values/2/key_result_id",
        "values/3/measured_at",
    ]
    with pytest.raises(Forbidden):
        push(play, good, scopes=frozenset({"tasks:write"}))
    assert results(play, set_id)[0].value is None


def enter(
    play: Play, key_result: UUID, value: int, account: str = HA, evidence: str = "Báo cáo 45/BC-UBND", **more: object
) -> UUID:
    return play.act(
        account,
        lambda tx, actor: kpi_values.enter_value(tx, actor, key_result, Decimal(value), NOON, evidence, **more).id,  # type: ignore[arg-type]
    )


def test_by_hand_with_evidence_and_another_persons_word(play: Play, set_id: UUID) -> None:
    one = results(play, set_id)[0].id
    with pytest.raises(Invalid):
        enter(play, one, 95, evidence=" ")
    with pytest.raises(Forbidden):
        enter(play, one, 95, AN)
    value = enter(play, one, 95)
    assert results(play, set_id)[0].progress == 0, "not before it is confirmed"
    for account in (HA, KHOI, MAI):
        with pytest.raises((Forbidden, NotFound)):
            play.act(account, lambda tx, actor: kpi_judging.confirm_value(tx, actor, value))
    play.act(HUNG, lambda tx, actor: kpi_judging.confirm_value(tx, actor, value))
    assert results(play, set_id)[0].progress == 100
    with pytest.raises(Conflict):
        play.act(MINH, lambda tx, actor: kpi_judging.confirm_value(tx, actor, value))
    with pytest.raises(Conflict):
        enter(play, one, 90)
    with pytest.raises(Invalid):
        enter(play, one, 90, replaces=value)
    better = enter(play, one, 90, replaces=value, reason="Số liệu trước thiếu một phường")
    kept = play.act(HA, lambda tx, actor: kpi_values.page_of_values(tx, actor, one, None, 50))
    old = next(each for each in kept if each.id == value)
    assert (old.replaced_by_id, old.confirmed_by and old.confirmed_by.account) == (better, HUNG)
    assert results(play, set_id)[0].progress == 100, "the old value counts until the correction is confirmed"


def test_refused_with_a_reason_and_the_enterer_is_told(play: Play, set_id: UUID, installation: str) -> None:
    one = results(play, set_id)[0].id
    first = enter(play, one, 80)
    for account in (HA, KHOI, MAI):
        with pytest.raises((Forbidden, NotFound)):
            play.act(account, lambda tx, actor: kpi_judging.refuse_value(tx, actor, first, "x"))
    with pytest.raises(Invalid):
        play.act(HUNG, lambda tx, actor: kpi_judging.refuse_value(tx, actor, first, " "))
    play.act(HUNG, lambda tx, actor: kpi_judging.refuse_value(tx, actor, first, "Thiếu phường Yên Hòa"))
    for act in (kpi_judging.confirm_value, lambda tx, x, v: kpi_judging.refuse_value(tx, x, v, "x")):
        with pytest.raises(Conflict):
            play.act(MINH, lambda tx, actor, act=act: act(tx, actor, first))
    with pytest.raises(Conflict):
        enter(play, one, 70, replaces=first, reason="Sửa")
    second = enter(play, one, 95)
    play.act(HUNG, lambda tx, actor: kpi_judging.confirm_value(tx, actor, second))
    third = enter(play, one, 50, replaces=second, reason="Nhầm")
    play.act(HUNG, lambda tx, actor: kpi_judging.refuse_value(tx, actor, third, "Không có căn cứ"))
    assert results(play, set_id)[0].progress == 100, "the corrected value stands again"
    assert push(play, ValueGiven(one, Decimal(90), NOON, "Hệ thống một cửa")).corrected == 1
    with play.plugin.transaction() as tx:
        told = tx.session.scalars(select(NoticeRow).where(NoticeRow.dedup.endswith(":refused"))).all()
        assert {each.person_id for each in told} == {play.ward.id_of(HA)}
        entries = entries_of(tx.session, set_id)
        refusals = [entry for entry in entries if entry.act == "kpi.value_refused"]
        assert [(entry.actor_id, entry.reason) for entry in refusals[::-1]] == [
            (play.ward.id_of(HUNG), "Thiếu phường Yên Hòa"),
            (play.ward.id_of(HUNG), "Không có căn cứ"),
        ]
