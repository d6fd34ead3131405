"""The calls of every use-case on one thing each, with the subject that the authority table is asked about."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from catalogue_world import CatalogueWorld
from cooperation_world import CoOperationWorld
from data_world import DataWorld
from directory_world import DirectoryWorld
from evidence_world import EvidenceWorld
from giving_world import GivingWorld
from goals_world import Goals
from rollout_world import RolloutWorld
from stage.play import JUNE, Play, full_marks
from stage.ward import AN, DUNG, HA, KHOI, NGOC, TIEN
from time_world import TimeWorld
from walked import UseCase, Walked, about, own

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import due_instant
from hanoiwork_plugin.domain.changes.absence import AbsenceKind
from hanoiwork_plugin.domain.changes.transfer import LeftTask
from hanoiwork_plugin.domain.people import Actor, Role, Unit
from hanoiwork_plugin.domain.rating.sheet import LeaderMarks
from hanoiwork_plugin.domain.tasks import ObjectionGround, ReturnType, TaskAct
from hanoiwork_plugin.services import support
from hanoiwork_plugin.services.accounts import roles, units
from hanoiwork_plugin.services.assigning import assignment, parts, task_entry
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.assigning.parts import NewPart
from hanoiwork_plugin.services.assigning.task_entry import HostTask
from hanoiwork_plugin.services.changes import absence_changes, absences, delegations, past, transfers
from hanoiwork_plugin.services.doing import (
    decisions,
    handover,
    qr,
    requests,
    steering,
    task_lists,
    task_views,
    task_work,
    waits,
)
from hanoiwork_plugin.services.doing.waits import Awaited
from hanoiwork_plugin.services.rating import evaluation_lists, evaluations, leaders, scores
from hanoiwork_plugin.services.rating.evaluation_lists import EvaluationList
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.ledger import entries_of_many
from hanoiwork_plugin.store.tasks import TaskRow

FIRST, LAST = date(2026, 6, 28), date(2026, 6, 29)


class World:
    """One of everything, in the demo ward."""

    def __init__(self, play: Play, installation: str) -> None:
        self.play, self.installation = play, installation
        self.an, self.ngoc, self.ha = (play.ward.id_of(each) for each in (AN, NGOC, HA))
        with play.plugin.transaction() as tx:
            self.urban = play.ward.actor(tx, AN).unit
            found = organisation.unit_by_names(tx.session, ["Phường Mẫu", "Phòng Văn hóa – Xã hội"])
            assert found is not None
            self.culture = found
        self.draft = play.draft("Bản nháp", "2026-06-19")
        self.waiting = play.draft("Chờ phê duyệt", "2026-06-19", giver=KHOI)
        play.act(KHOI, lambda tx, khoi: assignment.complete_task(tx, khoi, self.waiting, play.gate(1)))
        self.assigned = play.given("Đã giao", "2026-06-19", taken=False)
        self.objected = play.given("Có ý kiến", "2026-06-19", taken=False)
        play.act(
            AN, lambda tx, an: assignment.object_to_task(tx, an, self.objected, ObjectionGround.SCOPE, "Phạm vi nào?")
        )
        self.working = play.given("Đang làm", "2026-06-19", quantity="2")
        play.hand_in(self.working, "1")
        play.accept(self.working)
        self.fresh = play.given("Mới nhận", "2026-06-19")
        self.submitted = play.given("Chờ duyệt", "2026-06-19")
        play.hand_in(self.submitted)
        self._ask_and_pause()
        with play.plugin.transaction() as tx:
            tx.session.get_one(TaskRow, self.draft).installation_id = installation
            tx.session.get_one(TaskRow, self.draft).host_id = "host-1"
        self.announced = self._absence(AN, date(2026, 6, 3))
        self.recorded = self._absence(HA, date(2026, 6, 8))
        self.delegation = play.act(HA, lambda tx, ha: self._delegate(tx, ha)).id
        self.grant = play.act(TIEN, lambda tx, tien: self._grant(tx, tien)).id
        self.transfer = play.act(TIEN, lambda tx, tien: self._transfer(tx, tien, self.an)).id
        self.evaluation = play.evaluation_id(AN)
        self.led = play.evaluation_id(HA)
        self.request = play.act(AN, self._ask).id
        self.goals = Goals(play, installation, self.fresh)
        self.directory = DirectoryWorld(play)
        self.rollout = RolloutWorld(play)
        self.time = TimeWorld(play, self._agency())
        self.evidence = EvidenceWorld(play, installation)
        self.co_operation = CoOperationWorld(play, self.culture)
        self.data = DataWorld(play, self.fresh)

    def _ask_and_pause(self) -> None:
        """A task with one request of each kind, one that waits, one that is paused, one returned."""
        play = self.play
        self.asking = play.given("Có đề nghị", "2026-06-19")
        awaited = Awaited("Số liệu", date(2026, 6, 1), date(2026, 6, 5), unit_id=self.culture.id)
        later = due_instant(date(2026, 6, 26))
        self.wait = play.act(AN, lambda tx, an: waits.ask_wait(tx, an, self.asking, awaited)).id
        self.extension = play.act(AN, lambda tx, an: requests.ask_extension(tx, an, self.asking, later, "Họp")).id
        self.cannot = play.act(AN, lambda tx, an: requests.ask_hand_over(tx, an, self.asking, "Không rõ")).id
        self.returned = play.given("Trả lại", "2026-06-19")
        play.hand_in(self.returned)
        play.send_back(self.returned)
        with play.plugin.transaction() as tx:
            (self.cost,) = (row.id for row in entries_of_many(tx.session, [self.returned], [TaskAct.RETURN]))
        other = play.given("Đang chờ", "2026-06-19")
        self.waiting = other
        self.taken = play.act(AN, lambda tx, an: waits.ask_wait(tx, an, other, awaited)).id
        play.act(DUNG, lambda tx, dung: waits.answer_wait(tx, dung, self.taken, "", agree=True))
        claimed = play.given("Nêu nguyên nhân", "2026-06-19")
        play.hand_in(claimed)
        play.send_back(claimed)
        with play.plugin.transaction() as tx:
            (entry,) = (row.id for row in entries_of_many(tx.session, [claimed], [TaskAct.RETURN]))
        self.claimed = claimed
        self.cause = play.act(
            AN, lambda tx, an: requests.claim_cause(tx, an, claimed, entry, "Mất điện", document="TB 1")
        ).id
        self.paused = play.given("Tạm dừng", "2026-06-19")
        play.act(HA, lambda tx, ha: steering.pause_task(tx, ha, self.paused, "Chờ"))
        self.split = play.given("Chia hết", "2026-06-19")
        whole = NewPart("Phần duy nhất", self.ngoc, Decimal(100), due_instant(date(2026, 6, 12)))
        part = play.act(HA, lambda tx, ha: parts.split_task(tx, ha, self.split, whole)).id
        play.act(NGOC, lambda tx, ngoc: assignment.accept_task(tx, ngoc, part))
        play.hand_in(part, account=NGOC)
        play.accept(part)
        self.day = play.act(HA, decisions.list_of_today).id
        self.catalogue = CatalogueWorld(play)
        self.giving = GivingWorld(play, self.installation)

    def _absence(self, account: str, day: date) -> UUID:
        def report(tx: Tx, actor: Actor) -> UUID:
            return absences.report_absence(tx, actor, self.an, AbsenceKind.SICK, day, day).id

        return self.play.act(account, report)

    def _delegate(self, tx: Tx, actor: Actor) -> delegations.DelegationRow:
        taker = self.play.ward.id_of("dung.ngotien")
        return delegations.delegate(tx, actor, self.ha, taker, [Act.RATE], FIRST, LAST, "Đi họp")

    def _grant(self, tx: Tx, actor: Actor) -> roles.RoleGrantRow:
        return roles.grant_role(
            tx, actor, self.ngoc, Role.MONITOR, self.urban.id, first=FIRST, last=LAST, basis="QĐ 7/QĐ-UBND"
        )

    def _transfer(self, tx: Tx, actor: Actor, person: UUID) -> transfers.TransferRow:
        return transfers.decide_transfer(
            tx, actor, person, self.culture.id, title="Chuyên viên", position="", effective_on=FIRST, basis="QĐ 45"
        )

    def _ask(self, tx: Tx, actor: Actor) -> support.SupportRequestRow:
        return support.ask(
            tx, actor, "Không mở được", installation_id=self.installation, conversation_id=None, message_id=None
        )

    def _task(self, call: UseCase, task_id: UUID) -> Walked:
        with self.play.plugin.transaction() as tx:
            subject = task_views.subject_of(tx, tx.session.get_one(TaskRow, task_id))
        return Walked(call, lambda _actor: (subject,))

    def walked(self) -> Iterator[tuple[str, Walked]]:
        """Every use-case by its name in ``domain.rights``, some on more than one thing."""
        yield from self._on_tasks()
        yield from self._on_people()
        yield from self._on_own()
        yield from self._on_the_month()
        yield from self.goals.walked()
        yield from self.directory.walked()
        yield from self.rollout.walked()
        yield from self.time.walked()
        yield from self.catalogue.walked()
        yield from self.giving.walked()
        yield from self.evidence.walked()
        yield from self.co_operation.walked()
        yield from self.data.walked()

    def _on_tasks(self) -> Iterator[tuple[str, Walked]]:
        d, w, a, o = self.draft, self.waiting, self.assigned, self.objected
        p, f, s = self.working, self.fresh, self.submitted
        ngoc = self.ngoc
        calls: list[tuple[str, UUID, UseCase]] = [
            ("assignment.complete_task", d, lambda tx, x: assignment.complete_task(tx, x, d, GateInput())),
            ("assignment.approve_task", w, lambda tx, x: assignment.approve_task(tx, x, w)),
            ("assignment.send_back_task", w, lambda tx, x: assignment.send_back_task(tx, x, w, "Rõ hơn")),
            ("assignment.accept_task", a, lambda tx, x: assignment.accept_task(tx, x, a)),
            (
                "assignment.object_to_task",
                a,
                lambda tx, x: assignment.object_to_task(tx, x, a, ObjectionGround.SCOPE, "Phạm vi nào?"),
            ),
            (
                "assignment.answer_objection",
                o,
                lambda tx, x: assignment.answer_objection(tx, x, o, TaskAct.KEEP, "Giữ nguyên"),
            ),
            ("handover.close_task", p, lambda tx, x: handover.close_task(tx, x, p, "Chốt")),
            ("handover.cancel_task", f, lambda tx, x: handover.cancel_task(tx, x, f, "Thôi")),
            ("past.read_who_could", f, lambda tx, x: past.read_who_could(tx, x, f, Act.APPROVE_TASK, tx.now)),
            ("qr.token_for", f, lambda tx, x: qr.token_for(tx, x, f)),
            ("qr.print_sheet", f, lambda tx, x: qr.print_sheet(tx, x, f)),
            ("qr.withdraw", f, lambda tx, x: qr.withdraw(tx, x, f)),
            ("qr.renew", f, lambda tx, x: qr.renew(tx, x, f)),
            (
                "task_entry.remove_task",
                d,
                lambda tx, x: task_entry.remove_task(tx, x, self.installation, "host-1"),
            ),
            ("task_views.visible_task", f, lambda tx, x: task_views.visible_task(tx, x, f)),
            ("task_work.report_progress", p, lambda tx, x: task_work.report_progress(tx, x, p, 60, "x")),
            ("task_work.add_evidence", p, lambda tx, x: task_work.add_evidence(tx, x, p, [], installation_id=None)),
            ("task_work.submit_product", p, lambda tx, x: task_work.submit_product(tx, x, p, None, "Tờ trình 15")),
            ("task_work.accept_product", s, lambda tx, x: task_work.accept_product(tx, x, s)),
            (
                "task_work.return_product",
                s,
                lambda tx, x: task_work.return_product(tx, x, s, ReturnType.MINOR, "Thiếu", "Bổ sung"),
            ),
            ("absences.lend_task", f, lambda tx, x: absences.lend_task(tx, x, self.recorded, f, self.ngoc)),
            ("absences.pause_deadline", f, lambda tx, x: absences.pause_deadline(tx, x, self.recorded, f)),
            (
                "transfers.settle_left_task",
                f,
                lambda tx, x: transfers.settle_left_task(
                    tx, x, self.transfer, f, LeftTask.HAND_OVER, reason="Bàn giao", to_id=ngoc
                ),
            ),
            ("handover.hand_over_task", f, lambda tx, x: handover.hand_over_task(tx, x, f, ngoc, "Bàn giao")),
        ]
        for name, task_id, call in [*calls, *self._requests()]:
            yield name, self._task(call, task_id)
        other_side = Subject(self.culture)
        unit_id = self.culture.id
        yield "qr.codes_of_unit", about(lambda tx, x: qr.codes_of_unit(tx, x, unit_id), other_side)
        yield (
            "waits.answer_wait",
            about(lambda tx, x: waits.answer_wait(tx, x, self.wait, "", agree=True), other_side),
        )
        yield "waits.end_wait", about(lambda tx, x: waits.end_wait(tx, x, self.taken, ""), other_side)
        ha = Subject(self.urban, self.ha)
        yield "decisions.visible_list", about(lambda tx, x: decisions.visible_list(tx, x, self.day), ha)
        yield "decisions.accept_clean", about(lambda tx, x: decisions.accept_clean(tx, x, self.day), ha)

    def _requests(self) -> Iterator[tuple[str, UUID, UseCase]]:
        f, r, k = self.fresh, self.returned, self.asking
        awaited = Awaited("Số liệu", date(2026, 6, 1), date(2026, 6, 5), unit_id=self.culture.id)
        later = due_instant(date(2026, 6, 26))
        yield "waits.ask_wait", f, lambda tx, x: waits.ask_wait(tx, x, f, awaited)
        yield "waits.stop_waiting", self.waiting, lambda tx, x: waits.stop_waiting(tx, x, self.taken, "")
        yield "requests.ask_extension", f, lambda tx, x: requests.ask_extension(tx, x, f, later, "Họp")
        yield (
            "requests.decide_extension",
            k,
            lambda tx, x: requests.decide_extension(tx, x, self.extension, "Được", agree=True),
        )
        yield (
            "requests.claim_cause",
            r,
            lambda tx, x: requests.claim_cause(tx, x, r, self.cost, "Mất điện", document="TB 1"),
        )
        yield (
            "requests.decide_cause",
            self.claimed,
            lambda tx, x: requests.decide_cause(tx, x, self.cause, "Đúng", agree=True),
        )
        yield "requests.ask_hand_over", f, lambda tx, x: requests.ask_hand_over(tx, x, f, "Không rõ")
        yield (
            "requests.decide_hand_over",
            k,
            lambda tx, x: requests.decide_hand_over(tx, x, self.cannot, "Không", agree=False),
        )
        yield "requests.withdraw_request", k, lambda tx, x: requests.withdraw_request(tx, x, self.extension)
        yield "requests.visible_request", k, lambda tx, x: requests.visible_request(tx, x, self.extension)
        yield "steering.pause_task", f, lambda tx, x: steering.pause_task(tx, x, f, "Chờ")
        yield "steering.resume_task", self.paused, lambda tx, x: steering.resume_task(tx, x, self.paused)
        part = NewPart("Phần", self.ngoc, Decimal(10), due_instant(date(2026, 6, 12)))
        yield "parts.split_task", f, lambda tx, x: parts.split_task(tx, x, f, part)
        yield "parts.close_by_parts", self.split, lambda tx, x: parts.close_by_parts(tx, x, self.split)
        yield "task_work.remark_on_return", r, lambda tx, x: task_work.remark_on_return(tx, x, r, "Đã gửi")

    def _on_people(self) -> Iterator[tuple[str, Walked]]:
        an, ngoc, ha = Subject(self.urban, self.an), Subject(self.urban, self.ngoc), Subject(self.urban, self.ha)
        elsewhere = Subject(self.culture, self.an)
        now = datetime.fromisoformat("2026-06-01T08:00+07:00")
        form = HostTask(None, "Việc", quantity=Decimal(1), assignees=(AN,))
        culture = self.culture.id
        yield (
            "absences.report_absence",
            about(lambda tx, x: absences.report_absence(tx, x, self.an, AbsenceKind.ANNUAL, FIRST, LAST), an),
        )
        yield "absences.record_absence", about(lambda tx, x: absences.record_absence(tx, x, self.announced), an)
        yield "absences.visible_absence", about(lambda tx, x: absences.visible_absence(tx, x, self.announced), an)
        announced, earlier = self.announced, date(2026, 6, 2)
        yield (
            "absence_changes.change_absence",
            about(lambda tx, x: absence_changes.change_absence(tx, x, announced, earlier, "x"), an),
        )
        yield (
            "absence_changes.withdraw_absence",
            about(lambda tx, x: absence_changes.withdraw_absence(tx, x, announced, "x"), an),
        )
        yield "delegations.delegate", about(self._delegate, ha)
        yield (
            "delegations.end_delegation",
            about(lambda tx, x: delegations.end_delegation(tx, x, self.delegation, ""), ha),
        )
        yield "delegations.delegation_form", about(lambda tx, x: delegations.delegation_form(tx, x, self.ha), ha)
        yield (
            "delegations.visible_delegation",
            about(lambda tx, x: delegations.visible_delegation(tx, x, self.delegation), ha),
        )
        yield "past.read_standing", about(lambda tx, x: past.read_standing(tx, x, AN, now), an)
        yield "past.phone_of", about(lambda tx, x: past.phone_of(tx, x, AN), an)
        yield "roles.grant_role", about(self._grant, ngoc)
        yield (
            "roles.end_role",
            about(lambda tx, x: roles.end_role(tx, x, self.grant, last=FIRST, basis="QĐ 8"), ngoc),
        )
        yield (
            "roles.add_concurrent_posting",
            about(
                lambda tx, x: roles.add_concurrent_posting(
                    tx, x, self.ngoc, culture, title="Kiêm nhiệm", first=FIRST, last=None, basis="QĐ 9"
                ),
                Subject(self.culture, self.ngoc),
            ),
        )
        yield "scores.person_whose_score", about(lambda tx, x: scores.person_whose_score(tx, x, AN), an)
        yield (
            "task_entry.receive_task",
            about(lambda tx, x: task_entry.receive_task(tx, x, form, installation_id=None), Subject(self.urban)),
        )
        yield (
            "transfers.decide_transfer",
            about(lambda tx, x: self._transfer(tx, x, self.ngoc), ngoc, Subject(self.culture, self.ngoc), every=True),
        )
        yield (
            "transfers.visible_transfer",
            about(lambda tx, x: transfers.visible_transfer(tx, x, self.transfer), an, elsewhere),
        )
        yield (
            "transfers.receive_transfer",
            about(lambda tx, x: transfers.receive_transfer(tx, x, self.transfer), elsewhere),
        )

    def _on_own(self) -> Iterator[tuple[str, Walked]]:
        def mine(tx: Tx, x: Actor) -> object:
            return evaluation_lists.page_of_evaluations(tx, x, EvaluationList.MINE, period=None, after=None, limit=5)

        yield "evaluation_lists.page_of_evaluations", own(mine)
        yield "evaluation_lists.open_own", own(lambda tx, x: evaluation_lists.open_own(tx, x, JUNE))
        yield "evaluations.self_evaluate", own(lambda tx, x: evaluations.self_evaluate(tx, x, JUNE, full_marks()))
        yield "support.ask", own(self._ask)
        yield (
            "support.page_of_requests",
            own(lambda tx, x: support.page_of_requests(tx, x, everyone=False, state=None, after=None, limit=5)),
        )
        yield "decisions.list_of_today", own(decisions.list_of_today)
        ward = self.urban.agency_id
        yield "units.unit_tree", about(lambda tx, x: units.unit_tree(tx, x, ward), Subject(self._agency()))
        yield "task_lists.open_tasks", own(lambda tx, x: task_lists.open_tasks(tx, x, limit=5))
        yield "task_lists.page_of_tasks", own(lambda tx, x: task_lists.page_of_tasks(tx, x, task_lists.TaskFilter(), 5))

    def _on_the_month(self) -> Iterator[tuple[str, Walked]]:
        an, ha, agency = Subject(self.urban, self.an), Subject(self.urban, self.ha), self._agency()
        e = self.evaluation
        yield "evaluation_lists.looked_at", about(lambda tx, x: evaluation_lists.looked_at(tx, x, e), an)
        yield "evaluations.open_evaluation", about(lambda tx, x: evaluations.open_evaluation(tx, x, e, None), an)
        yield (
            "evaluations.review",
            about(lambda tx, x: evaluations.review(tx, x, e, marks=full_marks(), reason="x"), an),
        )
        led, h = LeaderMarks(Decimal(100), Decimal(100), Decimal(100), "Căn cứ", "Sáng kiến"), self.led
        yield "leaders.rate_leader", about(lambda tx, x: leaders.rate_leader(tx, x, h, led), ha)
        yield "evaluations.approve", about(lambda tx, x: evaluations.approve(tx, x, e, level=None), an)
        yield "evaluations.mark_seen", about(lambda tx, x: evaluations.mark_seen(tx, x, e), an)
        yield (
            "evaluations.publish",
            about(lambda tx, x: evaluations.publish(tx, x, agency.id, JUNE), Subject(agency)),
        )
        yield (
            "evaluation_lists.visible_publication",
            about(lambda tx, x: evaluation_lists.visible_publication(tx, x, agency.id, JUNE.code), Subject(agency)),
        )
        yield "support.take", about(lambda tx, x: support.take(tx, x, self.request), an)
        yield "support.answer", about(lambda tx, x: support.answer(tx, x, self.request, "Đã xong"), an)
        yield "support.reply", about(lambda tx, x: support.reply(tx, x, self.request, "Thêm ảnh"), an)
        yield "support.visible_request", about(lambda tx, x: support.visible_request(tx, x, self.request), an)

    def _agency(self) -> Unit:
        with self.play.plugin.transaction() as tx:
            return organisation.unit(tx.session, self.urban.agency_id)
