"""The directory and dated truth: a decided transfer stands, whoever comes back begins anew, past instants stay."""

from datetime import date, datetime
from typing import Any

from pushes import Push, patch, user
from sqlalchemy import select
from stage.play import JUNE, Play, full_marks
from stage.ward import AN, DUNG, HA, TIEN
from test_people_pushed import unit_of

from hanoiwork_plugin.domain.accounts.reconciliation import Difference, Settlement
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services.accounts import people, reconciliation
from hanoiwork_plugin.services.accounts.reconciliation_facts import sides
from hanoiwork_plugin.services.changes import transfers
from hanoiwork_plugin.services.rating import evaluations
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import entries_of
from hanoiwork_plugin.store.people import PersonRow, PostingRow

WARD, ECONOMY = "Phường Mẫu", "Phòng Kinh tế, Hạ tầng và Đô thị"
CULTURE, OFFICE = "Phòng Văn hóa – Xã hội", "Văn phòng HĐND và UBND"
HEADINGS = "Tài khoản HanoiWork,Họ và tên,Số điện thoại,Đơn vị,Chức vụ,Vị trí việc làm,Nhóm,Vai trò,Lĩnh vực phụ trách"


def pushed(directory: Push, account: str, department: str, **more: Any) -> str:
    answer = directory("POST", "/Users", user(account, organization=WARD, department=department, **more))
    assert answer.status_code == 201, answer.get_json()
    return str(answer.get_json()["id"])


def moved(directory: Push, person: str, department: str, **more: Any) -> None:
    found = directory("GET", f"/Users/{person}").get_json()
    body = user(found["userName"], organization=WARD, department=department, **more)
    answer = directory("PUT", f"/Users/{person}", body)
    assert answer.status_code == 200, answer.get_json()


def transfer(play: Play, account: str, department: str, effective_on: date) -> None:
    def decide(tx: Tx, tien: Actor) -> None:
        there = organisation.unit_by_names(tx.session, [WARD, department])
        assert there is not None
        person = play.ward.id_of(account)
        transfers.decide_transfer(
            tx, tien, person, there.id, title="Phó phòng", position="", effective_on=effective_on, basis="QĐ 45"
        )

    play.act(TIEN, decide)


def postings(plugin: Plugin, account: str) -> list[tuple[str, date, date | None]]:
    with plugin.transaction() as tx:
        rows = tx.session.scalars(
            select(PostingRow)
            .join(PersonRow, PersonRow.id == PostingRow.person_id)
            .where(PersonRow.account == account)
            .order_by(PostingRow.valid_from, PostingRow.id)
        ).all()
        return [(organisation.unit(tx.session, row.unit_id).name, row.valid_from, row.valid_to) for row in rows]


def open_lines(play: Play) -> list[Difference]:
    with play.plugin.transaction() as tx:
        agency = play.ward.actor(tx, TIEN).unit.agency_id
        return [line.kind for line in sides(tx, agency).lines if line.account == AN]


def test_a_decided_transfer_stands_whatever_the_directory_says_before_its_day(directory: Push, play: Play) -> None:
    hoa = pushed(directory, "hoa.trinh", ECONOMY, title="Chuyên viên")
    an = pushed(directory, AN, ECONOMY)
    for account in ("hoa.trinh", AN):
        transfer(play, account, CULTURE, date(2026, 6, 22))
    decided = [(ECONOMY, date(2026, 1, 1), date(2026, 6, 21)), (CULTURE, date(2026, 6, 22), None)]
    moved(directory, hoa, ECONOMY, title="Chuyên viên chính")
    moved(directory, hoa, OFFICE)
    assert postings(play.plugin, "hoa.trinh") == postings(play.plugin, AN) == decided

    evaluation = play.evaluation_id(AN)
    play.at("2026-06-21T16:00+07:00")
    play.act(AN, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, full_marks()))
    play.at("2026-06-22T08:00+07:00")
    assert unit_of(play.plugin, AN) == f"{WARD} / {CULTURE}"
    with play.plugin.transaction() as tx:
        row = tx.session.get_one(EvaluationRow, evaluation)
        assert row.reviewer_id == play.ward.id_of(DUNG)
    assert open_lines(play) == [Difference.UNIT_DIFFERS], "the directory has not followed yet"
    moved(directory, an, CULTURE)
    assert open_lines(play) == []
    assert postings(play.plugin, AN) == decided


def test_who_left_and_comes_back_begins_on_that_day(directory: Push, play: Play) -> None:
    def list_of(tx: Tx, tien: Actor) -> None:
        row = f'{AN},Nguyễn Văn An,0912000005,"{WARD} / {ECONOMY}",Chuyên viên,Quản lý đô thị,công chức,,'
        people.import_people(tx, tien, "can-bo.csv", f"{HEADINGS}\n{row}\n".encode())

    def left(tx: Tx, tien: Actor) -> None:
        row = reconciliation.reconciliation_of(tx, tien)
        line = next(each for each in sides(tx, row.unit_id).lines if each.account == AN)
        given = {"reason": "Nghỉ việc"}
        reconciliation.settle(tx, tien, row.id, reconciliation.code_of(line), Settlement.LEFT, given)

    gone = [(ECONOMY, date(2026, 1, 1), date(2026, 6, 9))]
    pushed(directory, HA, ECONOMY)
    play.act(TIEN, list_of)
    play.at("2026-06-10T08:00+07:00")
    play.act(TIEN, left)
    assert unit_of(play.plugin, AN) is None
    assert postings(play.plugin, AN) == gone
    play.at("2026-06-15T08:00+07:00")
    play.act(TIEN, list_of)
    assert postings(play.plugin, AN) == [*gone, (ECONOMY, date(2026, 6, 15), None)]
    play.at("2026-06-16T08:00+07:00")
    play.act(TIEN, left)
    play.at("2026-06-20T08:00+07:00")
    pushed(directory, AN, CULTURE)
    assert postings(play.plugin, AN)[1:] == [
        (ECONOMY, date(2026, 6, 15), date(2026, 6, 15)),
        (CULTURE, date(2026, 6, 20), None),
    ]


def test_who_worked_here_at_an_instant_is_what_the_directory_said_then(directory: Push, play: Play) -> None:
    person = pushed(directory, AN, ECONOMY)
    for day, active in ((3, False), (5, True), (8, False)):
        play.at(f"2026-06-{day:02}T09:00+07:00")
        off = patch({"op": "replace", "path": "active", "value": active})
        assert directory("PATCH", f"/Users/{person}", off).status_code == 204
    with play.plugin.transaction() as tx:
        worked = [
            day
            for day in range(1, 11)
            if organisation.actor_by_account(
                tx.session, AN, date(2026, 6, day), datetime.fromisoformat(f"2026-06-{day:02}T12:00+07:00")
            )
        ]
        assert worked == [1, 2, 5, 6, 7]
        assert [each.act for each in entries_of(tx.session, play.ward.id_of(AN)) if "activ" in each.act] == [
            "person.deactivated",
            "person.activated",
            "person.deactivated",
        ]
