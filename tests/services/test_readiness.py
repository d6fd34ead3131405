"""Readiness, the working group and practice, from the outside of the use-cases (VI.1; STORY 2, 4)."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from stage.goals import objective
from stage.play import JUNE, Play, full_marks
from stage.queries import counted_queries
from stage.ward import AN, HA, HUNG, MINH, PHUONG, SON, TIEN

from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.domain.rollout.practice import Disputed, PracticeAct
from hanoiwork_plugin.domain.rollout.readiness import Lack, ReadinessLine
from hanoiwork_plugin.domain.rollout.readiness_views import ReadinessView
from hanoiwork_plugin.domain.rollout.working_group import GroupGiven, GroupKind
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.services.accounts import reconciliation, roles
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.doing import task_work
from hanoiwork_plugin.services.doing.task_work import FileGiven
from hanoiwork_plugin.services.goals import objective_entries, objectives
from hanoiwork_plugin.services.rollout import practice, readiness, working_group
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.directory import ListedPersonRow
from hanoiwork_plugin.store.ledger import entries_of
from hanoiwork_plugin.store.people import PersonRow, PostingRow, UnitRow
from hanoiwork_plugin.store.reconciliation import ReconciliationRow
from hanoiwork_plugin.store.working_groups import WorkingGroupRow

L = ReadinessLine


def agency_of(play: Play) -> UUID:
    with play.plugin.transaction() as tx:
        return play.ward.actor(tx, AN).unit.agency_id


def group(play: Play, head: str = MINH, it: tuple[str, ...] = (TIEN,), day: int = 1, it_basis: str = "") -> GroupGiven:
    return GroupGiven(
        kind=GroupKind.OWN,
        head_id=play.ward.id_of(head),
        it_ids=tuple(play.ward.id_of(each) for each in it),
        member_ids=(play.ward.id_of(HA),),
        body_name="",
        basis_number="12/QĐ-UBND",
        basis_date=date(2026, 5, 28),
        basis_issuer="UBND Phường Mẫu",
        valid_from=date(2026, 6, day),
        it_basis=it_basis,
    )


def seen(play: Play, account: str = TIEN) -> ReadinessView:
    agency = agency_of(play)
    return play.act(account, lambda tx, actor: readiness.readiness_of(tx, actor, agency))


def lacks(view: ReadinessView, line: ReadinessLine) -> list[Lack]:
    return [each.lack for each in next(one for one in view.lines if one.line is line).lacks]


def test_a_group_is_recorded_by_its_rule_and_replaced_by_date(play: Play) -> None:
    agency = agency_of(play)

    def record(account: str, given: GroupGiven) -> UUID:
        return play.act(account, lambda tx, actor: working_group.record_group(tx, actor, agency, given).id)

    with pytest.raises(Forbidden):
        record(HA, group(play))
    with pytest.raises(Invalid) as refusal:
        record(TIEN, group(play, head=HA, it=()))
    assert [fault.place for fault in refusal.value.faults] == ["head", "it_members"]
    with pytest.raises(Invalid) as refusal:
        record(TIEN, group(play, it=(SON,)))
    assert [fault.place for fault in refusal.value.faults] == ["members"]
    for basis in ("", "đã phân công miệng"):
        with pytest.raises(Invalid) as refusal:
            record(TIEN, group(play, it=(AN, TIEN), it_basis=basis))
        (fault,) = refusal.value.faults
        assert (fault.place, len(fault.params["names"])) == ("it_basis", 1), (
            "An is no IT person; Tiến's position says it"
        )

    first = record(TIEN, group(play))
    assert record(MINH, group(play)) == first, "the same again is no other"
    second = record(MINH, group(play, head=HUNG, day=10, it=(AN,), it_basis="15/TB-UBND ngày 27/5/2026"))
    with pytest.raises(Invalid):
        record(MINH, group(play, day=5))
    view = play.act(SON, lambda tx, son: working_group.groups_view(tx, son, agency))
    assert (view.current and view.current.id, [each.id for each in view.earlier]) == (second, [first])
    assert view.earlier[0].valid_to == date(2026, 6, 9)
    assert not view.may_record
    assert view.current
    assert view.current.it_basis.startswith("15/TB-UBND")
    with play.plugin.transaction() as tx:
        entries = entries_of(tx.session, agency)
        assert [entry.act for entry in entries] == ["working_group.recorded"] * 2
        assert entries[0].before["group"] == str(first)
        assert entries[0].after["basis"] == "12/QĐ-UBND, 2026-05-28, UBND Phường Mẫu"
    assert lacks(seen(play), L.WORKING_GROUP) == []
    play.at("2026-06-10T08:00+07:00")
    assert seen(play).group_from == date(2026, 6, 10)

    body = GroupGiven(GroupKind.BODY_57, None, (), (), " ", "1", date(2026, 6, 1), "UBND", date(2026, 6, 11))
    with pytest.raises(Invalid) as refusal:
        record(MINH, body)
    assert [fault.place for fault in refusal.value.faults] == ["body_name"]


def test_the_group_counts_while_its_people_are_what_they_were(play: Play) -> None:
    agency = agency_of(play)
    play.act(TIEN, lambda tx, tien: working_group.record_group(tx, tien, agency, group(play, head=HUNG)))
    with play.plugin.transaction(cause="test") as tx:
        hung = play.ward.actor(tx, HUNG)
        grant = tx.session.scalars(
            select(roles.RoleGrantRow).where(
                roles.RoleGrantRow.person_id == hung.id, roles.RoleGrantRow.role == Role.DEPUTY
            )
        ).one()
        roles.end_role(tx, play.ward.actor(tx, PHUONG), grant.id, last=date(2026, 6, 1), basis="QĐ 9")
        tx.session.scalars(select(PersonRow).where(PersonRow.account == TIEN)).one().active = False
    play.at("2026-06-02T08:00+07:00")
    assert lacks(seen(play, MINH), L.WORKING_GROUP) == [Lack.HEAD_NO_LEADER, Lack.NO_IT_MEMBER]
    assert Lack.NO_ROLE in lacks(seen(play, MINH), L.ACCOUNTS), "and the unit has no admin any more"


def practise_everything(play: Play, account: str, exercise: UUID) -> UUID:
    """Every act of an exercise in turn, as its person does them; the practice task's id."""
    task = play.act(account, lambda tx, me: practice.start_exercise(tx, me, exercise).task_id)
    assert task is not None
    with pytest.raises(Conflict):
        play.act(account, lambda tx, me: practice.see_result(tx, me, exercise))
    play.act(account, lambda tx, me: assignment.accept_task(tx, me, task))
    with pytest.raises(Conflict):
        play.act(account, lambda tx, me: task_work.submit_product(tx, me, task, None, "Báo cáo tuần"))
    play.act(account, lambda tx, me: task_work.report_progress(tx, me, task, 40, "Đang viết"))
    play.act(account, lambda tx, me: task_work.submit_product(tx, me, task, None, "Báo cáo tuần"))
    assert play.view(task, account).state is TaskState.SUBMITTED
    files = [FileGiven("f-1", "bao-cao.pdf", 10, "ab" * 32)]
    play.act(account, lambda tx, me: task_work.add_evidence(tx, me, task, files, installation_id=None))
    assert play.view(task, account).state is TaskState.DONE, "nobody is asked to judge it"
    play.act(account, lambda tx, me: practice.self_evaluate_exercise(tx, me, exercise, full_marks()))
    sheet = play.act(account, lambda tx, me: practice.see_result(tx, me, exercise))
    assert sheet.task_part == Decimal("70.00")
    what = Disputed.DEADLINE
    play.act(account, lambda tx, me: practice.dispute_data(tx, me, exercise, what, "Hạn là thứ Sáu"))
    return task


def test_one_press_sends_exactly_the_exercise_to_exactly_those_people(play: Play, installation: str) -> None:
    agency = agency_of(play)

    def send(*acts: PracticeAct) -> dict[UUID, list[str]]:
        return play.act(
            TIEN,
            lambda tx, tien: {
                row.person_id: row.acts for row in practice.send_exercises(tx, tien, agency, acts or None)
            },
        )

    with pytest.raises(Forbidden):
        play.act(HA, lambda tx, ha: practice.send_exercises(tx, ha, agency))
    everybody = play.act(TIEN, lambda tx, tien: practice.board(tx, tien, agency)).people
    evidence = send(PracticeAct.SEND_EVIDENCE)
    assert len(evidence) == everybody
    assert set(map(tuple, evidence.values())) == {("send_evidence",)}
    an = play.ward.id_of(AN)
    exercise = play.act(AN, lambda tx, me: practice.own_exercise(tx, me))
    assert exercise is not None
    task = play.act(AN, lambda tx, me: practice.start_exercise(tx, me, exercise.id).task_id)
    assert task is not None
    photo = [FileGiven("f-9", "anh.jpg", 3, "cd" * 32)]
    play.act(AN, lambda tx, me: task_work.add_evidence(tx, me, task, photo, installation_id=None))
    assert an not in send(PracticeAct.SEND_EVIDENCE)
    assert send(PracticeAct.SEND_EVIDENCE) == send(PracticeAct.SEND_EVIDENCE), "pressed twice: no second exercise"
    whole = send()
    assert whole[an] == [act for act in PracticeAct if act is not PracticeAct.SEND_EVIDENCE]
    assert len(whole[play.ward.id_of(HA)]) == len(PracticeAct), "what was not begun is widened"
    board = play.act(PHUONG, lambda tx, me: practice.board(tx, me, agency))
    assert {each.act: each.people for each in board.by_act}[PracticeAct.SEND_EVIDENCE] == everybody - 1
    with pytest.raises(NotFound):
        play.act(HA, lambda tx, ha: practice.start_exercise(tx, ha, exercise.id))


def test_five_lines_turn_ready_by_facts_alone(play: Play, installation: str) -> None:
    play.at("2026-06-01T09:00+07:00")
    agency = agency_of(play)
    before = seen(play)
    assert [line.ready for line in before.lines] == [False, False, True, False, False]
    assert all(line.may_go for line in before.lines if line.line in (L.WORKING_GROUP, L.ACCOUNTS, L.PRACTICE))
    play.act(TIEN, lambda tx, tien: working_group.record_group(tx, tien, agency, group(play)))
    play.act(TIEN, lambda tx, tien: reconciliation.confirm(tx, tien, reconciliation.reconciliation_of(tx, tien).id))

    goals = play.act("quan.luuhong", lambda tx, quan: _goals(tx, play, agency))
    assert lacks(seen(play), L.OBJECTIVES) == [Lack.NO_OBJECTIVES]
    play.act(MINH, lambda tx, minh: objectives.approve(tx, minh, goals))
    play.act(TIEN, lambda tx, tien: practice.send_exercises(tx, tien, agency))
    people = play.act(TIEN, lambda tx, tien: [each.person for each in practice.board(tx, tien, agency).open])
    for person in people:
        exercise = play.act(person.account, lambda tx, me: practice.own_exercise(tx, me))
        assert exercise is not None
        practise_everything(play, person.account, exercise.id)
        assert play.act(person.account, lambda tx, me: practice.own_exercise(tx, me)) is None
    after = seen(play)
    assert after.ready == 5, after
    assert after.practised == after.people == len(people)
    city = play.act(SON, lambda tx, son: readiness.city_readiness(tx, son))
    assert (city.ready, city.agencies[-1].agency) == (1, "Phường Mẫu"), "what lacks most comes first"
    with pytest.raises(NotFound):
        play.act(MINH, lambda tx, minh: readiness.city_readiness(tx, minh))
    with play.plugin.transaction(cause="test") as tx:
        tx.session.scalars(select(PersonRow).where(PersonRow.account == AN)).one().phone = ""
    assert lacks(seen(play), L.ACCOUNTS) == [Lack.DIFFERENCES], "a fact that changes takes the line back"


def _goals(tx: Tx, play: Play, agency: UUID) -> UUID:
    quan = play.ward.actor(tx, "quan.luuhong")
    row = objective_entries.open_set(tx, quan, organisation.unit(tx.session, agency), None, JUNE)
    objective_entries.write_objectives(tx, quan, row.id, [objective()])
    objectives.submit(tx, quan, row.id)
    return row.id


def add_agencies(tx: Tx, numbers: range) -> None:
    """Agencies with one person each, whose reconciliation is confirmed and whose phone is missing since."""
    for number in numbers:
        agency, person = uuid4(), uuid4()
        tx.session.add(UnitRow(id=agency, parent_id=None, name=f"Xã số {number}", path=[agency]))
        tx.session.add(PersonRow(id=person, account=f"p{number}", name="Lê Văn Bốn", phone="", staff_group="official"))
        tx.session.flush()
        common = {"person_id": person, "unit_id": agency, "valid_from": date(2026, 1, 1)}
        tx.session.add(PostingRow(id=uuid4(), title="", position="", is_primary=True, **common))
        tx.session.add(ListedPersonRow(person_id=person, unit_id=agency, listed_at=tx.now))
        by = {"opened_by_id": person, "opened_at": tx.now, "confirmed_by_id": person, "confirmed_at": tx.now}
        tx.session.add(ReconciliationRow(id=uuid4(), unit_id=agency, **by))
        group = {"head_id": person, "it_ids": [person], "member_ids": [], "recorded_by_id": person}
        paper = {"body_name": "", "basis_number": "1", "basis_date": date(2026, 5, 1), "basis_issuer": "UBND"}
        dates = {"valid_from": date(2026, 5, 1), "recorded_at": tx.now}
        tx.session.add(WorkingGroupRow(id=uuid4(), agency_id=agency, kind="own", **group, **paper, **dates))
    tx.session.flush()


def test_all_agencies_are_one_handful_of_queries(play: Play) -> None:
    counts = []
    for numbers in (range(2), range(2, 42)):
        with play.plugin.transaction(cause="test") as tx:
            add_agencies(tx, numbers)
            son = play.ward.actor(tx, SON)
        with play.plugin.transaction() as tx, counted_queries(play.plugin.engine) as asked:
            found = readiness.city_readiness(tx, son)
        counts.append((len(found.agencies), len(asked)))
    assert counts[1][0] == counts[0][0] + 40
    assert counts[1][1] == counts[0][1] <= 25, counts
    one = next(each for each in found.agencies if each.agency == "Xã số 7")
    assert lacks(one, L.WORKING_GROUP) == [Lack.HEAD_NO_LEADER]
    assert lacks(one, L.ACCOUNTS) == [Lack.DIFFERENCES, Lack.NO_ROLE]
    assert not any(
        line.may_go for each in found.agencies for line in each.lines if each.agency != "Ban Tổ chức Thành ủy"
    )
