"""A verified datum is put right through the use-case it belongs to; nothing that was written is edited (STORY 20)."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.disputes.data_reports import ENTRIES, DatumKind
from hanoiwork_plugin.domain.doing.requests import HandOverWhy
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid, NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rating.evaluation import EvaluationState
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.assigning import part_shares
from hanoiwork_plugin.services.assigning.assignment import move, open_task
from hanoiwork_plugin.services.disputes.reported_data import Datum, data_named
from hanoiwork_plugin.services.doing.handover import hand_over_task
from hanoiwork_plugin.services.doing.task_views import subject_of as subject_of_task
from hanoiwork_plugin.services.goals.kpi_judging import correct_verified
from hanoiwork_plugin.services.goals.objective_sets import subject_of as subject_of_set
from hanoiwork_plugin.services.rating.score_facts import waived_entries
from hanoiwork_plugin.services.rating.scores import sheet_of
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.data_reports import DataReportRow
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.tasks import submissions_of, units_waiting

SUBJECT = "data_report"
"""How the ledger and the cards name a report."""
_FIGURES = frozenset({DatumKind.KPI_VALUE, DatumKind.TASK_QUANTITY})


def tell(tx: Tx, row: DataReportRow, person_id: UUID, *, kind: str = "data_report", again: str = "") -> None:
    """The report's card for a person, once for its state and for what made it come ``again``."""
    tx.notify(
        kind,
        person_id=person_id,
        subject_type=SUBJECT,
        subject_id=row.id,
        dedup=f"{kind}:{row.id}:{person_id}:{row.state}{again}",
    )


def subject_of_reporter(tx: Tx, row: DataReportRow) -> Subject:
    """Whom the report is about, where they worked when they made it."""
    return Subject(organisation.unit(tx.session, row.unit_id), row.reporter_id)


def datum_of(tx: Tx, row: DataReportRow) -> Datum:
    """The datum as it stands now.

    Raises:
        NotFound: when it is gone.
    """
    key = (DatumKind(row.kind), row.datum_id)
    datum = tx.read_once(("datum", key), lambda: data_named(tx, [key]).get(key))
    if datum is None:
        raise NotFound
    return datum


def deciding(tx: Tx, row: DataReportRow) -> tuple[Act, Subject]:
    """The authority that putting this datum right asks for, and about whom: never the reporter's own."""
    datum = datum_of(tx, row)
    if datum.objectives is not None:
        return Act.CONFIRM_KPI_VALUE, Subject(subject_of_set(tx, datum.objectives).unit, row.reporter_id)
    assert datum.task is not None, "what the directory keeps is put right there"
    of_task = subject_of_task(tx, datum.task)
    act = Act.HAND_OVER_TASK if datum.kind is DatumKind.TASK_PERSON else Act.CORRECT_TASK_DATA
    return act, Subject(of_task.unit, row.reporter_id, of_task.assigner_id)


def may_decide(tx: Tx, row: DataReportRow, actor: Actor) -> bool:
    """Whether the actor is competent for the datum and did not write what is disputed (DOMAIN 1)."""
    act, subject = deciding(tx, row)
    return actor.id != contested(datum_of(tx, row)) and authority.allowed(act, actor, subject) is not None


def contested(datum: Datum) -> UUID | None:
    """Who wrote what is disputed, and so neither verifies it nor puts it right (DOMAIN 1); None: the clock."""
    return datum.entry.actor_id if datum.entry is not None else None


def may_verify(tx: Tx, row: DataReportRow, actor: Actor) -> bool:
    """Whether the actor verifies data in the agency and did not write what is disputed."""
    if authority.allowed(Act.VERIFY_DATA, actor, subject_of_reporter(tx, row)) is None:
        return False
    return DatumKind(row.kind) not in ENTRIES or actor.id != contested(datum_of(tx, row))


def decider(tx: Tx, row: DataReportRow) -> Actor:
    """Who is asked: the giver of the task, else the nearest competent person; never who wrote what is disputed.

    Raises:
        Invalid: when nobody else is competent.
    """
    act, subject = deciding(tx, row)
    giver = (
        organisation.actor_by_id(tx.session, subject.assigner_id, hanoi_date(tx.now)) if subject.assigner_id else None
    )
    if giver is not None and may_decide(tx, row, giver):
        return giver
    return competence.nearest(tx, act, subject, besides=contested(datum_of(tx, row)) or row.reporter_id)


def refuse_closed_month(tx: Tx, person_id: UUID, period: str) -> None:
    """An approved or published result is changed by a petition alone, which recomputes it as a new version.

    Raises:
        Conflict: naming that way.
    """
    state = tx.session.scalar(
        select(EvaluationRow.state).where(EvaluationRow.person_id == person_id, EvaluationRow.period == period)
    )
    if state in (EvaluationState.APPROVED, EvaluationState.PUBLISHED):
        raise Conflict(
            "Kết quả đánh giá của kỳ này đã được phê duyệt nên dữ liệu không sửa được nữa; khi kết quả được công khai, "
            "mời gửi kiến nghị về dữ liệu này để được xem xét, tính lại."
        )


def check_right(row: DataReportRow) -> None:
    """Of a figure the right value is a figure; raises Invalid."""
    if row.kind in _FIGURES:
        _figure(row)


def _figure(row: DataReportRow) -> Decimal:
    try:
        figure = Decimal(row.right_value.replace(",", "."))
    except InvalidOperation:
        figure = Decimal("NaN")
    whole, places = Decimal(10) ** 9, Decimal("0.000001")
    if not figure.is_finite() or abs(figure) >= whole or figure != figure.quantize(places):
        raise Invalid("Giá trị đúng phải là một số.", faults=[Fault("data_right", "Ghi một con số.")])
    if row.kind == DatumKind.TASK_QUANTITY and figure <= 0:
        raise Invalid("Số lượng phải lớn hơn 0.", faults=[Fault("data_right", "Số lượng phải lớn hơn 0.")])
    return figure


def check_updated(tx: Tx, row: DataReportRow) -> None:
    """The directory says something else than when it was reported; raises Conflict while it does not."""
    now = datum_of(tx, row).value
    if now == row.shown:
        raise Conflict("Danh bạ vẫn ghi “{value}”: mời cập nhật tại nguồn trước, rồi xác nhận ở đây.", value=now)


def carry_out(tx: Tx, actor: Actor, reporter: Actor, row: DataReportRow) -> None:
    """Put the datum right as verified, in a new entry; the score before and after is kept for the reporter.

    Raises:
        Conflict: when the datum changed meanwhile, or the state of the task does not allow it.
    """
    row.score_before = _score(tx, reporter, row.period)
    datum, kind = datum_of(tx, row), DatumKind(row.kind)
    reason = f"{row.source}: {row.right_value}" if row.right_value else row.source
    if kind is DatumKind.KPI_VALUE:
        figure = _figure(row)
        row.correction_id = correct_verified(
            tx, actor, row.datum_id, figure, row.source, row.reason, row.reporter_id
        ).id
        return
    assert datum.task is not None
    if datum.task.accountable_id != row.reporter_id:
        raise Conflict("Nhiệm vụ không còn là của người báo sai lệch.")
    if kind is DatumKind.TASK_PERSON:
        assert row.owner_id is not None, "whose it is was named"
        taken = hand_over_task(tx, actor, datum.task.id, row.owner_id, reason, why=HandOverWhy.REASSIGNED)
        row.correction_id = taken.id
    elif kind in ENTRIES:
        if row.datum_id in waived_entries(tx, [datum.task.id]):
            raise Conflict("Lần này đã được xác nhận không tính, không bị trừ điểm.")
        task, _ = open_task(tx, actor, datum.task.id, None, TaskAct.CORRECT_DATA)
        after = {"report": str(row.id), "entry": str(row.datum_id), "waives": [str(row.datum_id)]}
        row.correction_id = move(tx, actor, task, TaskAct.CORRECT_DATA, reason=reason, after=after)
    else:
        row.correction_id = _correct_quantity(tx, actor, row, reason)
    tx.session.flush()
    row.score_after = _score(tx, reporter, row.period)


def _correct_quantity(tx: Tx, actor: Actor, row: DataReportRow, reason: str) -> UUID:
    task, _ = open_task(tx, actor, row.datum_id, None, TaskAct.CORRECT_DATA)
    figure = _figure(row)
    handed_in = sum((units_waiting(each) for each in submissions_of(tx.session, task.id)), task.accepted_quantity)
    if figure < handed_in or figure == task.quantity:
        raise Conflict("Số lượng đúng không được ít hơn số đã gửi, đã duyệt, và phải khác số đang ghi.")
    if task.whole_quantity not in (None, task.quantity):
        raise Conflict(
            "Một số sản phẩm của việc này đã tính cho người làm trước nên không sửa riêng số lượng được; "
            "mời trả lời “Không đính chính”, nêu lý do."
        )
    before, task.quantity = task.quantity, figure
    task.whole_quantity = figure if task.whole_quantity is not None else None
    part_shares.worth_changed(tx, task)
    after = {"report": str(row.id), "waives": [], "quantity": str(figure)}
    return move(tx, actor, task, TaskAct.CORRECT_DATA, reason=reason, before={"quantity": str(before)}, after=after)


def _score(tx: Tx, reporter: Actor, period: str) -> str | None:
    """The task part of the suggestion as it stands now."""
    if not period:
        return None
    part = sheet_of(tx, reporter, Period.parse(period)).task_part
    return str(part) if part is not None else None
