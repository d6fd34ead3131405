"""A version of the catalogue from its rows to its days: written, dated, brought into force, announced (DOMAIN 2)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, literal, select

from hanoiwork_plugin.domain import plain
from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant, quiet, to_hanoi
from hanoiwork_plugin.domain.catalogues.catalogue import (
    FROM_FILE,
    CatalogueItem,
    GeneralCriterion,
    Question,
    groups_of,
    standard_code_of,
)
from hanoiwork_plugin.domain.catalogues.catalogue_life import CatalogueAct, CatalogueState, Span, make_room, next_state
from hanoiwork_plugin.domain.catalogues.catalogue_questions import UNUSED_MONTHS, questions_of, unused_question
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import (
    CatalogueItemRow,
    CatalogueVersionRow,
    dated_versions,
    items_of,
    version_on,
)
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.tasks import TaskRow

SUBJECT = "catalogue"
"""How the ledger, the cards and the presses name a version."""
BEGIN = "catalogue.begin"
ANNOUNCE = "catalogue.announce"
_ANNOUNCED_AT = time(7, 30)


def new_version(tx: Tx, agency_id: UUID, by: Actor | None, state: CatalogueState, name: str) -> CatalogueVersionRow:
    """An empty version with the agency's next number."""
    newest = tx.session.scalar(
        select(func.max(CatalogueVersionRow.number)).where(CatalogueVersionRow.unit_id == agency_id)
    )
    row = CatalogueVersionRow(
        id=new_id(),
        unit_id=agency_id,
        number=(newest or 0) + 1,
        state=state,
        source_name=name,
        source_sha256="",
        standard_points=Decimal(1),
        groups=[],
        criteria=[],
        questions=[],
        imported_by_id=by.id if by else None,
        imported_at=tx.now,
        note="",
        decision_reason="",
    )
    tx.session.add(row)
    tx.session.flush()
    return row


def copy_version(tx: Tx, base: CatalogueVersionRow, row: CatalogueVersionRow) -> None:
    """Let ``row`` begin as ``base``: its items, frames, standard product and criteria."""
    row.standard_points, row.standard_code = base.standard_points, base.standard_code
    row.groups, row.criteria = list(base.groups), list(base.criteria)
    names = [each.name for each in CatalogueItemRow.__table__.columns if each.name not in ("id", "version_id")]
    columns: list[Any] = [func.gen_random_uuid(), literal(row.id), *(getattr(CatalogueItemRow, name) for name in names)]
    copied = select(*columns).where(CatalogueItemRow.version_id == base.id)
    tx.session.execute(insert(CatalogueItemRow).from_select(["id", "version_id", *names], copied))


def write_items(tx: Tx, row: CatalogueVersionRow, items: Iterable[CatalogueItem]) -> None:
    """Let the version hold exactly ``items``."""
    tx.session.execute(delete(CatalogueItemRow).where(CatalogueItemRow.version_id == row.id))
    tx.session.add_all(item_row(row.id, item) for item in items)


def item_row(version_id: UUID, item: CatalogueItem) -> CatalogueItemRow:
    """A row of the item in a version."""
    return CatalogueItemRow(
        id=new_id(),
        version_id=version_id,
        code=item.code,
        part=item.part,
        department=item.department,
        duty=item.duty,
        detail=item.detail,
        product=item.product,
        complexity_group=item.group,
        frame_low=item.frame[0],
        frame_high=item.frame[1],
        points=item.points,
        coefficient=item.coefficient,
        note=item.note,
    )


def criteria_rows(criteria: Iterable[GeneralCriterion]) -> list[dict[str, str]]:
    """The general criteria as a version keeps them."""
    return [
        {"code": each.code, "group": each.group, "text": each.text, "maximum": str(each.maximum)} for each in criteria
    ]


def describe(
    tx: Tx, row: CatalogueVersionRow, items: Sequence[CatalogueItem], asked: Sequence[Question] | None = None
) -> None:
    """Keep what follows from the items: groups with frames, the standard product, the questions of the rules.

    Args:
        asked: what the file itself raised; None keeps what it raised before.
    """
    row.groups = [
        {"name": group.name, "low": str(group.frame[0]), "high": str(group.frame[1])} for group in groups_of(items)
    ]
    row.standard_code = standard_code_of(items, row.standard_points)
    if asked is None:
        kept = [each for each in row.questions if each["rule"] in FROM_FILE]
    else:
        kept = [plain.dump(each) for each in asked if each.rule in FROM_FILE]
    found = [*questions_of(items), *_unused(tx, row.unit_id, items)]
    row.questions = [*kept, *(plain.dump(each) for each in found)]


def _unused(tx: Tx, agency_id: UUID, items: Sequence[CatalogueItem]) -> list[Question]:
    today = hanoi_date(tx.now)
    months = today.year * 12 + today.month - 1 - UNUSED_MONTHS
    since = date(months // 12, months % 12 + 1, min(today.day, 28))
    then = version_on(tx.session, agency_id, since)
    if then is None:
        return []
    used = tx.session.scalars(
        select(TaskRow.item_code)
        .join(UnitRow, UnitRow.id == TaskRow.lead_unit_id)
        .where(
            UnitRow.path.contains([agency_id]),
            TaskRow.assigned_at >= hanoi_instant(since),
            TaskRow.item_code.is_not(None),
        )
        .distinct()
    )
    return unused_question(items, items_of(tx.session, then.id), [code for code in used if code], since)


def begin(tx: Tx, row: CatalogueVersionRow, begins: date, *, announced: bool) -> None:
    """Let the version be in force from ``begins``: at once when that day has come, else by a timer at its midnight."""
    others = [each for each in dated_versions(tx.session, row.unit_id) if each.id != row.id]
    spans = [Span(each.in_force_from, each.in_force_to) for each in others if each.in_force_from]
    kept, span = make_room(spans, begins)
    for other, now in zip(others, kept, strict=True):
        other.in_force_to = now.ends
        if other.in_force_from == now.ends:
            _give_way(tx, other)
    tx.session.flush()
    row.in_force_from, row.in_force_to = span.begins, span.ends
    if announced:
        tx.timer(ANNOUNCE, str(row.id), _awake(max(hanoi_instant(begins), tx.now)))
    if begins <= hanoi_date(tx.now):
        bring(tx, row)
    else:
        tx.timer(BEGIN, str(row.id), hanoi_instant(begins))


def _awake(instant: datetime) -> datetime:
    """The instant itself, or 7:30 after the quiet hours (CARDS, "Quiet")."""
    if not quiet(instant):
        return instant
    local = to_hanoi(instant)
    day = local.date() if local.time() < _ANNOUNCED_AT else local.date() + timedelta(days=1)
    return hanoi_instant(day, _ANNOUNCED_AT)


def fire_begin(tx: Tx, version_id: UUID) -> None:
    """The day has come; a version that lost its day meanwhile stays out."""
    row = tx.session.get(CatalogueVersionRow, version_id, with_for_update=True)
    if row is not None:
        bring(tx, row)


def bring(tx: Tx, row: CatalogueVersionRow) -> None:
    """Bring the version into force where today is one of its days; those whose days are over give way."""
    today = hanoi_date(tx.now)
    for other in dated_versions(tx.session, row.unit_id):
        if other.in_force_to is not None and other.in_force_to <= today:
            _give_way(tx, other)
    if row.state != CatalogueState.APPROVED or row.in_force_from is None:
        return
    if Span(row.in_force_from, row.in_force_to).holds(today):
        row.state = next_state(CatalogueState(row.state), CatalogueAct.COME_INTO_FORCE)
        tx.record(
            CatalogueAct.COME_INTO_FORCE,
            SUBJECT,
            row.id,
            None,
            after={"state": row.state, "number": row.number, "from": row.in_force_from.isoformat()},
        )
        tx.changed(SUBJECT, row.id)
        tx.changed("readiness", row.unit_id)
        _redraw_gates(tx, row.unit_id)


def _redraw_gates(tx: Tx, agency_id: UUID) -> None:
    """Every gate card of the agency that still waits offers the items of the new version (DOMAIN 2)."""
    waiting = tx.session.scalars(
        select(TaskRow.id)
        .join(UnitRow, UnitRow.id == TaskRow.lead_unit_id)
        .where(TaskRow.state == TaskState.DRAFT, UnitRow.path.contains([agency_id]))
    )
    for task_id in waiting:
        tx.changed("task", task_id)


def _give_way(tx: Tx, row: CatalogueVersionRow) -> None:
    if row.state == CatalogueState.REPLACED:
        return
    before = row.state
    row.state = next_state(CatalogueState(before), CatalogueAct.GIVE_WAY)
    ends = row.in_force_to.isoformat() if row.in_force_to else None
    after = {"state": row.state, "until": ends}
    tx.record(CatalogueAct.GIVE_WAY, SUBJECT, row.id, None, before={"state": before}, after=after)
    tx.changed(SUBJECT, row.id)


def fire_announce(tx: Tx, version_id: UUID) -> None:
    """Tell everyone in the agency by which catalogue they work from now on, unless another took its place."""
    row = tx.session.get(CatalogueVersionRow, version_id)
    if row is None or row.state != CatalogueState.IN_FORCE:
        return
    for person in organisation.members(tx.session, row.unit_id, hanoi_date(tx.now)):
        tx.notify(
            "catalogue_announced",
            person_id=person.id,
            subject_type=SUBJECT,
            subject_id=row.id,
            dedup=f"catalogue:{row.id}:announced:{person.id}",
        )
