"""KPI values (số liệu chỉ số): from other systems in bulk, or by hand with evidence; corrections keep the old value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, text, tuple_
from sqlalchemy.orm import aliased

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Relation, Subject
from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.errors import Conflict, Fault, Forbidden, Invalid, NotFound
from hanoiwork_plugin.domain.goals.objective_views import KpiLineView, KpiValueView
from hanoiwork_plugin.domain.goals.objectives import Measure, ObjectiveAct, SheetState
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.goals.objective_sets import SUBJECT, may_see, subject_of
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.objectives import KeyResultRow, KpiValueRow, ObjectiveRow, ObjectiveSetRow
from hanoiwork_plugin.store.people import UnitRow

SCOPE = "kpi:write"
"""Scope of the token with which another system sends values."""
MOST = 10_000
"""Values in one call."""
_NAMED = 50
"""Faults named in one refusal."""


@dataclass(frozen=True)
class ValueGiven:
    """A value as a system sends it."""

    key_result_id: UUID
    value: Decimal
    measured_at: datetime
    source: str


@dataclass(frozen=True)
class Received:
    """What became of the values of a call."""

    id: UUID
    """Of the ledger's entry for the call."""
    added: int
    corrected: int
    unchanged: int


def push_values(tx: Tx, client: str, scopes: frozenset[str], values: Sequence[ValueGiven]) -> Received:
    """Take the values of another system; six statements for ten thousand of them.

    A value for the same KPI, instant and source is a correction when it differs, and nothing when it does not. The
    old value stays, and points to the one that replaced it.

    Raises:
        Forbidden: for a token without the scope.
        Invalid: naming the values that cannot be taken; then none is.
    """
    if SCOPE not in scopes or Relation.DATA_SYSTEM not in authority.TABLE[Act.PUSH_KPI_VALUES].relations:
        raise Forbidden("Mã truy cập này không có quyền gửi số liệu chỉ số.")
    _check_values(tx, values)
    known = {
        (row.key_result_id, row.measured_at, row.source): row
        for row in tx.session.execute(
            text(
                "SELECT v.id, v.key_result_id, v.measured_at, v.source, v.value FROM kpi_value v "
                "JOIN unnest(CAST(:ids AS uuid[]), CAST(:times AS timestamptz[]), CAST(:sources AS text[])) "
                "AS given(key_result_id, measured_at, source) USING (key_result_id, measured_at, source) "
                "WHERE v.replaced_by_id IS NULL AND v.refused_at IS NULL"
            ),
            {
                "ids": [each.key_result_id for each in values],
                "times": [each.measured_at for each in values],
                "sources": [each.source for each in values],
            },
        )
    }
    fresh: list[tuple[UUID, ValueGiven]] = []
    replaced: dict[UUID, UUID] = {}
    for each in values:
        before = known.get((each.key_result_id, each.measured_at, each.source))
        if before is not None and before.value == each.value:
            continue
        made = new_id()
        fresh.append((made, each))
        if before is not None:
            replaced[before.id] = made
    _replace(tx, replaced)
    _insert(tx, client, fresh, set(replaced.values()))
    done = Received(new_id(), len(fresh) - len(replaced), len(replaced), len(values) - len(fresh))
    tx.record(
        ObjectiveAct.VALUE,
        "kpi_values",
        done.id,
        None,
        role=Relation.DATA_SYSTEM,
        after={
            "client": client,
            "sources": sorted({each.source for each in values})[:_NAMED],
            "added": done.added,
            "corrected": {str(old): str(new) for old, new in replaced.items()},
            "unchanged": done.unchanged,
        },
    )
    return done


def _check_values(tx: Tx, values: Sequence[ValueGiven]) -> None:
    """Hold the key results until the end, and name what cannot be taken."""
    wanted = sorted({each.key_result_id for each in values})
    rows = tx.session.execute(
        text("SELECT id, measure FROM key_result WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR NO KEY UPDATE"),
        {"ids": wanted},
    )
    measures = {row.id: row.measure for row in rows}
    seen: set[tuple[UUID, datetime, str]] = set()
    faults: list[Fault] = []
    for number, each in enumerate(values):
        key = (each.key_result_id, each.measured_at, each.source)
        place = f"values/{number}"
        if each.key_result_id not in measures:
            faults.append(Fault(f"{place}/key_result_id", "Không có kết quả then chốt này."))
        elif measures[each.key_result_id] != Measure.KPI:
            faults.append(Fault(f"{place}/key_result_id", "Kết quả then chốt này đo theo nhiệm vụ, không theo chỉ số."))
        elif each.measured_at > tx.now:
            faults.append(Fault(f"{place}/measured_at", "Thời điểm đo chưa đến."))
        elif key in seen:
            faults.append(Fault(place, "Số liệu này trùng chỉ số, thời điểm đo và nguồn với một số liệu khác."))
        seen.add(key)
        if len(faults) == _NAMED:
            break
    if faults:
        raise Invalid("Không nhận số liệu nào vì có số liệu chưa hợp lệ.", faults=faults)


def _replace(tx: Tx, replaced: dict[UUID, UUID]) -> None:
    if replaced:
        tx.session.execute(
            text(
                "UPDATE kpi_value SET replaced_by_id = given.new FROM "
                "unnest(CAST(:old AS uuid[]), CAST(:new AS uuid[])) AS given(old, new) WHERE kpi_value.id = given.old"
            ),
            {"old": list(replaced), "new": list(replaced.values())},
        )


def _insert(tx: Tx, client: str, fresh: Iterable[tuple[UUID, ValueGiven]], corrections: set[UUID]) -> None:
    rows = list(fresh)
    if not rows:
        return
    tx.session.execute(
        text(
            "INSERT INTO kpi_value (id, key_result_id, value, measured_at, source, client, evidence, files, "
            "received_at, correction_reason) SELECT id, key_result_id, value, measured_at, source, :client, '', "
            "CAST('[]' AS jsonb), :now, reason FROM unnest(CAST(:id AS uuid[]), CAST(:result AS uuid[]), "
            "CAST(:value AS numeric[]), CAST(:at AS timestamptz[]), CAST(:source AS text[]), CAST(:reason AS text[])) "
            "AS given(id, key_result_id, value, measured_at, source, reason)"
        ),
        {
            "client": client,
            "now": tx.now,
            "id": [made for made, _ in rows],
            "result": [each.key_result_id for _, each in rows],
            "value": [each.value for _, each in rows],
            "at": [each.measured_at for _, each in rows],
            "source": [each.source for _, each in rows],
            "reason": ["Hệ thống nguồn gửi lại số liệu." if made in corrections else "" for made, _ in rows],
        },
    )


def key_result_with_set(
    tx: Tx, actor: Actor, key_result_id: UUID, *, lock: bool = False
) -> tuple[KeyResultRow, ObjectiveSetRow]:
    """A key result and its set, for those who may see it; NotFound for everyone else."""
    result = tx.session.get(KeyResultRow, key_result_id, with_for_update=lock)
    objective = tx.session.get(ObjectiveRow, result.objective_id) if result else None
    row = tx.session.get(ObjectiveSetRow, objective.set_id) if objective else None
    if result is None or row is None or not may_see(actor, row, organisation.unit(tx.session, row.unit_id)):
        raise NotFound
    return result, row


def enter_value(
    tx: Tx,
    actor: Actor,
    key_result_id: UUID,
    value: Decimal,
    measured_at: datetime,
    evidence: str,
    *,
    source: str = "",
    files: Sequence[dict[str, Any]] = (),
    replaces: UUID | None = None,
    reason: str = "",
) -> KpiValueRow:
    """Enter a value by hand, with evidence; it counts once a competent person other than the enterer confirms it.

    Args:
        source: where the figure was read, by default the KPI's own data source.
        replaces: the value this one corrects, with ``reason``; the old one stays with its confirmer.

    Raises:
        Invalid: without evidence, with an instant still to come, or a correction without reason.
        Conflict: when the key result follows its tasks, or the corrected value was replaced already.
    """
    result, row = key_result_with_set(tx, actor, key_result_id, lock=True)
    tx.require(Act.ENTER_KPI_VALUE, actor, subject_of(tx, row))
    if result.measure != Measure.KPI:
        raise Conflict("Kết quả then chốt này đo theo nhiệm vụ, không nhập số liệu.")
    faults = []
    if not evidence.strip() and not files:
        faults.append(Fault("evidence", "Số liệu nhập tay cần minh chứng: nêu văn bản, đường dẫn hoặc gửi kèm tệp."))
    if measured_at > tx.now:
        faults.append(Fault("measured_at", "Thời điểm đo chưa đến."))
    if replaces is not None and not reason.strip():
        faults.append(Fault("reason", "Đính chính cần nêu lý do."))
    if faults:
        raise Invalid("Chưa ghi nhận được số liệu.", faults=faults)
    named = source.strip() or result.data_source
    before = _replaced(tx, result, replaces, measured_at, named)
    made = KpiValueRow(
        id=new_id(),
        key_result_id=result.id,
        value=value,
        measured_at=measured_at,
        source=named,
        entered_by_id=actor.id,
        evidence=evidence.strip(),
        files=list(files),
        received_at=tx.now,
        correction_reason=reason.strip() if before else "",
    )
    if before is not None:
        before.replaced_by_id = made.id
        tx.session.flush()
    tx.session.add(made)
    tx.session.flush()
    tx.record(
        ObjectiveAct.CORRECT_VALUE if before else ObjectiveAct.VALUE,
        SUBJECT,
        row.id,
        actor,
        reason=reason.strip(),
        before=recorded(before) if before else None,
        after=recorded(made),
    )
    tx.changed(SUBJECT, row.id)
    unit = organisation.unit(tx.session, row.unit_id)
    confirmer = competence.nearest_or_none(tx, Act.CONFIRM_KPI_VALUE, Subject(unit, actor.id), besides=actor.id)
    if confirmer is not None:
        tx.notify(
            "kpi_value",
            person_id=confirmer.id,
            subject_type="kpi_value",
            subject_id=made.id,
            dedup=f"kpi_value:{made.id}",
        )
    return made


def _replaced(
    tx: Tx, result: KeyResultRow, replaces: UUID | None, measured_at: datetime, source: str
) -> KpiValueRow | None:
    """The value that a new one corrects."""
    same = tx.session.scalar(
        select(KpiValueRow).where(
            KpiValueRow.key_result_id == result.id,
            KpiValueRow.measured_at == measured_at,
            KpiValueRow.source == source,
            KpiValueRow.replaced_by_id.is_(None),
            KpiValueRow.refused_at.is_(None),
        )
    )
    if replaces is None:
        if same is not None:
            raise Conflict("Đã có số liệu của thời điểm này từ nguồn này: đính chính số liệu đó, nêu lý do.")
        return None
    before = tx.session.get(KpiValueRow, replaces)
    if before is None or before.key_result_id != result.id:
        raise NotFound
    if before.refused_at is not None:
        raise Conflict("Số liệu này không được xác nhận; mời nhập số liệu mới.")
    if before.replaced_by_id is not None or (same is not None and same.id != before.id):
        raise Conflict("Số liệu này đã được đính chính, mời xem số liệu mới nhất.")
    return before


def recorded(row: KpiValueRow) -> dict[str, Any]:
    """A value as the ledger keeps it."""
    return {
        "value_id": str(row.id),
        "key_result": str(row.key_result_id),
        "value": str(row.value),
        "measured_at": row.measured_at.isoformat(),
        "source": row.source,
        "confirmed_by": str(row.confirmed_by_id) if row.confirmed_by_id else None,
    }


def page_of_values(tx: Tx, actor: Actor, key_result_id: UUID, after: UUID | None, limit: int) -> list[KpiValueView]:
    """One page of a key result's values, the newest first, those replaced included."""
    result, _ = key_result_with_set(tx, actor, key_result_id)
    query = _newest_first([result.id]).limit(limit)
    if after is not None:
        last = select(KpiValueRow.measured_at, KpiValueRow.id).where(KpiValueRow.id == after).subquery()
        query = query.where(
            tuple_(KpiValueRow.measured_at, KpiValueRow.id) < select(last.c.measured_at, last.c.id).scalar_subquery()
        )
    return _views(tx, tx.session.scalars(query).all())


def value_view(tx: Tx, row: KpiValueRow) -> KpiValueView:
    """One value as shown."""
    tx.session.flush()
    return _views(tx, [row])[0]


def value_views(tx: Tx, key_result_ids: Sequence[UUID]) -> list[KpiValueView]:
    """The values of several key results, the newest first."""
    return _views(tx, tx.session.scalars(_newest_first(key_result_ids)).all())


def _newest_first(key_result_ids: Sequence[UUID]) -> Select[KpiValueRow]:
    return (
        select(KpiValueRow)
        .where(KpiValueRow.key_result_id.in_(key_result_ids))
        .order_by(KpiValueRow.measured_at.desc(), KpiValueRow.id.desc())
    )


def _views(tx: Tx, rows: Sequence[KpiValueRow]) -> list[KpiValueView]:
    people = organisation.references(
        tx.session,
        hanoi_date(tx.now),
        {each for row in rows for each in (row.entered_by_id, row.confirmed_by_id, row.refused_by_id)},
    )
    return [
        KpiValueView(
            id=row.id,
            key_result_id=row.key_result_id,
            value=row.value,
            measured_at=row.measured_at,
            source=row.source,
            client=row.client,
            entered_by=people.get(row.entered_by_id) if row.entered_by_id else None,
            evidence=row.evidence,
            received_at=row.received_at,
            confirmed_by=people.get(row.confirmed_by_id) if row.confirmed_by_id else None,
            confirmed_at=row.confirmed_at,
            replaced_by_id=row.replaced_by_id,
            correction_reason=row.correction_reason,
            refused_by=people.get(row.refused_by_id) if row.refused_by_id else None,
            refused_at=row.refused_at,
            refusal_reason=row.refusal_reason,
        )
        for row in rows
    ]


def page_of_kpis(
    tx: Tx, scopes: frozenset[str], period: Period, data_source: str | None, after: UUID | None, limit: int
) -> list[KpiLineView]:
    """The KPIs of a period for which another system can send values; no person is named.

    Raises:
        Forbidden: for a token without the scope.
    """
    if SCOPE not in scopes:
        raise Forbidden("Mã truy cập này không có quyền gửi số liệu chỉ số.")
    unit = aliased(UnitRow)
    query = (
        select(KeyResultRow, ObjectiveSetRow.period, unit.name)
        .join(ObjectiveRow, ObjectiveRow.id == KeyResultRow.objective_id)
        .join(ObjectiveSetRow, ObjectiveSetRow.id == ObjectiveRow.set_id)
        .join(unit, unit.id == ObjectiveSetRow.unit_id)
        .where(
            ObjectiveSetRow.period == period.code,
            ObjectiveSetRow.state == SheetState.APPROVED,
            KeyResultRow.measure == Measure.KPI,
        )
        .order_by(KeyResultRow.id)
        .limit(limit)
    )
    if data_source:
        query = query.where(KeyResultRow.data_source == data_source)
    if after is not None:
        query = query.where(KeyResultRow.id > after)
    return [
        KpiLineView(row.id, row.product, row.unit_of_measure, row.calculation, row.data_source, name, code, row.due)
        for row, code, name in tx.session.execute(query)
    ]
