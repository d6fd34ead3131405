"""A transfer to another agency: both heads, the month's results, who rates; and changes recorded during a day."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from stage.play import Play
from stage.ward import AN, DUNG, HA, HUNG, KHOI, LONG, MINH, NGOC, PHUONG, SON, TIEN

from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.changes.transfer import LeftTask
from hanoiwork_plugin.domain.errors import Forbidden, Invalid, NotFound
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.accounts import roles
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.changes import delegations, past, transfers
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import entries_of
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.people import PersonRow, PostingRow, RoleGrantRow, UnitRow

HEAD, LEADER = "truong.phongkhac", "chutich.phuongkhac"
SINCE = date(2026, 1, 1)


def _unit(tx: Tx, name: str, above: UnitRow | None = None) -> UnitRow:
    made = new_id()
    row = UnitRow(
        id=made, name=name, parent_id=above.id if above else None, path=[*(above.path if above else ()), made]
    )
    tx.session.add(row)
    tx.session.flush()
    return row


def _person(tx: Tx, account: str, home: UUID, role: Role) -> None:
    person = PersonRow(id=new_id(), account=account, name=account, staff_group="civil_servant", active=True)
    tx.session.add(person)
    tx.session.flush()
    common = {"person_id": person.id, "unit_id": home, "valid_from": SINCE, "valid_to": None}
    tx.session.add(PostingRow(id=new_id(), title="x", position="x", is_primary=True, **common))
    tx.session.add(RoleGrantRow(id=new_id(), role=role, fields=[], **common))


@pytest.fixture
def elsewhere(play: Play) -> UUID:
    """A department of another ward, with its head and the ward's."""
    with play.plugin.transaction(cause="test") as tx:
        ward = _unit(tx, "Phường Khác")
        office = _unit(tx, "Phòng Kinh tế", ward)
        _person(tx, LEADER, ward.id, Role.HEAD)
        _person(tx, HEAD, office.id, Role.DEPARTMENT_HEAD)
        return office.id


def _given(play: Play, name: str, due: str) -> UUID:
    task_id = play.draft(name, due)
    play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, task_id, play.gate(1, LONG)))
    play.act(LONG, lambda tx, long: assignment.accept_task(tx, long, task_id))
    return task_id


@pytest.mark.usefixtures("installation")
def test_to_another_agency(play: Play, elsewhere: UUID) -> None:
    done, open_one = _given(play, "Xong trước khi đi", "2026-06-12"), _given(play, "Còn dở", "2026-06-19")
    evaluation = play.evaluation_id(LONG)
    play.at("2026-06-11T09:00+07:00")
    play.hand_in(done, account=LONG)
    play.accept(done)
    lent = play.act(
        HA,
        lambda tx, ha: (
            delegations.delegate(
                tx, ha, ha.id, play.ward.id_of(LONG), [Act.JUDGE_PRODUCT], date(2026, 6, 11), date(2026, 6, 30), "Họp"
            ).id
        ),
    )

    def decide(account: str) -> UUID:
        return play.act(
            account,
            lambda tx, actor: (
                transfers.decide_transfer(
                    tx,
                    actor,
                    transfers.person_of_account(tx, f" {LONG} "),
                    transfers.unit_of_path(tx, "Phường Khác / Phòng Kinh tế"),
                    title="Chuyên viên",
                    position="",
                    effective_on=date(2026, 6, 15),
                    basis="QĐ 99/QĐ-BTC",
                ).id
            ),
        )

    for account in (TIEN, PHUONG, HA, MINH):
        with pytest.raises(Forbidden):
            decide(account)
    for wrong in (lambda tx: transfers.person_of_account(tx, "x"), lambda tx: transfers.unit_of_path(tx, "Phường X")):
        with pytest.raises(Invalid), play.plugin.transaction() as tx:
            wrong(tx)
    transfer = decide(SON)
    play.at("2026-06-14T23:59:59+07:00")
    assert play.act(LONG, lambda _tx, long: long.delegated) != ()
    play.at("2026-06-15T08:00+07:00")
    long = play.act(LONG, lambda _tx, actor: actor)
    assert (long.unit.id, long.delegated) == (elsewhere, ())
    with play.plugin.transaction() as tx:
        row = tx.session.get_one(EvaluationRow, evaluation)
        named = organisation.references(tx.session, date(2026, 6, 15), [row.reviewer_id, row.approver_id])
        assert row.reviewer_id is not None
        assert row.approver_id is not None
        assert (named[row.reviewer_id].account, named[row.approver_id].account) == (HEAD, LEADER)
        told = tx.session.scalars(select(NoticeRow.person_id).where(NoticeRow.kind == "transfer")).all()
        assert {play.ward.id_of(HA), play.ward.id_of(HEAD), play.ward.id_of(SON)} <= set(told)
        ended = [entry.after["delegation"] for entry in entries_of(tx.session, long.id) if entry.act.endswith(".ended")]
        assert ended == [str(lent)]
    for account in (MINH, PHUONG, HUNG):
        with pytest.raises(NotFound):
            play.act(account, lambda tx, actor: scores.person_whose_score(tx, actor, LONG))
    left = play.act(HA, lambda tx, ha: transfers.transfer_view(tx, transfers.visible_transfer(tx, ha, transfer), ha))
    assert [task.id for task in left.tasks] == [open_one], "the old head still settles what was left"
    play.act(
        HA,
        lambda tx, ha: transfers.settle_left_task(
            tx, ha, transfer, open_one, LeftTask.HAND_OVER, reason="Bàn giao", to_id=play.ward.id_of(NGOC)
        ),
    )
    play.act(HEAD, lambda tx, head: transfers.receive_transfer(tx, head, transfer))
    assert play.view(open_one, HA).state is TaskState.HANDED_OVER
    play.act(HEAD, lambda tx, head: scores.person_whose_score(tx, head, LONG))
    sheet = play.sheet(LONG)
    assert {line.unit for line in sheet.lines} == {"Phòng Kinh tế, Hạ tầng và Đô thị – Phường Mẫu"}
    assert (sheet.assigned, sheet.done) == (Decimal(1), Decimal(1)), "the results of the old place come along"


def test_changes_recorded_during_a_day_count_from_their_minute(play: Play) -> None:
    task = play.given("Việc của An", "2026-06-30")
    with play.plugin.transaction() as tx:
        ward = organisation.unit_by_names(tx.session, ["Phường Mẫu"])
        assert ward is not None
    play.at("2026-06-10T15:00+07:00")
    with play.plugin.transaction() as tx:
        old = tx.session.scalars(
            select(RoleGrantRow.id).where(
                RoleGrantRow.person_id == play.ward.id_of(HUNG), RoleGrantRow.role == Role.DEPUTY
            )
        ).one()
    play.act(TIEN, lambda tx, tien: roles.end_role(tx, tien, old, last=date(2026, 6, 10), basis="QĐ 1"))
    play.act(
        TIEN,
        lambda tx, tien: roles.grant_role(
            tx,
            tien,
            play.ward.id_of(DUNG),
            Role.DEPUTY,
            ward.id,
            fields=["Kinh tế, Hạ tầng và Đô thị"],
            first=date(2026, 6, 10),
            last=None,
            basis="QĐ 2",
        ),
    )
    play.at("2026-06-11T09:00+07:00")
    with play.plugin.transaction() as tx:

        def could(instant: str) -> set[str]:
            at = datetime.fromisoformat(f"{instant}+07:00")
            return {each.person.account for each in past.who_could(tx, task, Act.JUDGE_PRODUCT, at)}

        assert {HUNG, HA} <= could("2026-06-10T14:59")
        assert DUNG not in could("2026-06-10T14:59"), "valid for the whole day, but not recorded yet"
        assert {HUNG, DUNG} <= could("2026-06-10T15:00")
        assert DUNG in could("2026-06-11T00:00")
        assert HUNG not in could("2026-06-11T00:00")
        assert AN not in could("2026-06-10T15:00")
        assert KHOI not in could("2026-06-10T15:00")
        reasons = {entry.reason for entry in entries_of(tx.session, play.ward.id_of(HUNG))}
        assert "QĐ 1" in reasons
