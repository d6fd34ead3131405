"""The catalogue (danh mục sản phẩm/công việc): import, what is in force, search while typing (DOMAIN 2)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from cachetools import LRUCache
from sqlalchemy import func, select

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant
from hanoiwork_plugin.domain.catalogue import CatalogueDraft
from hanoiwork_plugin.domain.catalogue_sheet import read_catalogue
from hanoiwork_plugin.domain.criteria import DEFAULT_CRITERIA, Criterion
from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.domain.gate import GateField
from hanoiwork_plugin.domain.item_search import ItemIndex
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.domain.views import ItemChoice
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import CatalogueItemRow, CatalogueVersionRow
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.tasks import TaskRow
from hanoiwork_plugin.tables.reader import read_table

_indexes: LRUCache[UUID, ItemIndex[ItemChoice]] = LRUCache(maxsize=256)
"""Search indexes by version id; a version is never edited, so an entry never grows stale."""
_ALL = 10_000
IN_FORCE = "catalogue.in_force"
"""The timer of a version that comes into force on a later day."""


@dataclass(frozen=True)
class Imported:
    """An imported version with what was read."""

    version: CatalogueVersionRow
    draft: CatalogueDraft
    unit: Unit


def import_catalogue(
    tx: Tx, actor: Actor | None, unit: Unit, name: str, data: bytes, in_force_from: date | None = None
) -> Imported:
    """Read a catalogue file and put it in force as the agency's next version; the same file again changes nothing.

    Args:
        actor: the unit admin who sent it; None for the operator's command.
        unit: any unit of the agency; the catalogue is the agency's.

    Raises:
        Invalid: with every fault by sheet and cell; nothing is imported.
        Forbidden: when the actor is not admin of the agency.
    """
    agency = organisation.unit(tx.session, unit.agency_id)
    if actor is not None:
        tx.require(Act.IMPORT_CATALOGUE, actor, Subject(agency))
    draft = read_catalogue(read_table(name, data))
    begins = in_force_from or hanoi_date(tx.now)
    digest = sha256(data).hexdigest()
    newest = tx.session.scalar(
        select(CatalogueVersionRow)
        .where(CatalogueVersionRow.unit_id == agency.id)
        .order_by(CatalogueVersionRow.number.desc())
        .limit(1)
    )
    if newest is not None and newest.source_sha256 == digest and newest.in_force_from <= begins:
        return Imported(newest, draft, agency)
    version = CatalogueVersionRow(
        id=new_id(),
        unit_id=agency.id,
        number=newest.number + 1 if newest else 1,
        in_force_from=begins,
        source_name=name,
        source_sha256=digest,
        standard_points=draft.standard_points,
        criteria=[
            {"code": each.code, "group": each.group, "text": each.text, "maximum": str(each.maximum)}
            for each in draft.criteria
        ],
        imported_by_id=actor.id if actor else None,
        imported_at=tx.now,
    )
    tx.session.add(version)
    tx.session.flush()
    tx.session.add_all(
        CatalogueItemRow(
            id=new_id(),
            version_id=version.id,
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
        for item in draft.items
    )
    tx.record(
        "catalogue.imported",
        "catalogue",
        version.id,
        actor,
        after={"unit": str(agency.id), "number": version.number, "items": len(draft.items), "sha256": digest},
    )
    if begins <= hanoi_date(tx.now):
        redraw_gates(tx, version.id)
    else:
        tx.timer(IN_FORCE, str(version.id), hanoi_instant(begins))
    return Imported(version, draft, agency)


def redraw_gates(tx: Tx, version_id: UUID) -> None:
    """A version comes into force: every gate card that still waits offers its items (DOMAIN 2)."""
    version = tx.session.get_one(CatalogueVersionRow, version_id)
    waiting = tx.session.scalars(
        select(TaskRow.id)
        .join(UnitRow, UnitRow.id == TaskRow.lead_unit_id)
        .where(TaskRow.state == TaskState.DRAFT, UnitRow.path.contains([version.unit_id]))
    )
    for task_id in waiting:
        tx.changed("task", task_id)


def version_in_force(tx: Tx, agency_id: UUID) -> CatalogueVersionRow | None:
    """The agency's version in force today."""
    return tx.session.scalar(
        select(CatalogueVersionRow)
        .where(CatalogueVersionRow.unit_id == agency_id, CatalogueVersionRow.in_force_from <= hanoi_date(tx.now))
        .order_by(CatalogueVersionRow.in_force_from.desc(), CatalogueVersionRow.number.desc())
        .limit(1)
    )


def criteria_in_force(tx: Tx, agency_id: UUID) -> tuple[Criterion, ...]:
    """The general criteria of the version in force, or those of NĐ 335 where it brings none."""
    version = version_in_force(tx, agency_id)
    if version is None or not version.criteria:
        return DEFAULT_CRITERIA
    return tuple(Criterion(each["code"], each["text"], Decimal(each["maximum"])) for each in version.criteria)


def item_in_force(tx: Tx, unit_id: UUID, item_id: UUID) -> CatalogueItemRow:
    """The item, when it belongs to the version in force of the unit's agency.

    Raises:
        Invalid: naming the field, when it does not.
    """
    agency_id = organisation.unit(tx.session, unit_id).agency_id
    version = version_in_force(tx, agency_id)
    item = tx.session.get(CatalogueItemRow, item_id)
    if item is None or version is None or item.version_id != version.id:
        raise Invalid(
            "Sản phẩm/công việc này không có trong danh mục đang áp dụng.",
            faults=[Fault(GateField.POINTS, "Mời chọn sản phẩm/công việc trong danh mục đang áp dụng.")],
        )
    return item


def search(tx: Tx, unit: Unit, query: str, limit: int = 20) -> list[ItemChoice]:
    """Items of the version in force nearest to what was typed; before typing, the unit's own and shared ones first."""
    version = version_in_force(tx, unit.agency_id)
    if version is None:
        return []
    index = _indexes.get(version.id)
    if index is None:
        rows = tx.session.scalars(
            select(CatalogueItemRow).where(CatalogueItemRow.version_id == version.id).order_by(CatalogueItemRow.code)
        )
        index = ItemIndex([item_choice(row) for row in rows])
        _indexes[version.id] = index
    if query.strip():
        return index.rank(query, limit)
    own = fold(unit.name)
    return sorted(index.rank("", _ALL), key=lambda item: item.department is not None and fold(item.department) != own)[
        :limit
    ]


def item_choice(row: CatalogueItemRow) -> ItemChoice:
    """The item as offered while typing."""
    return ItemChoice(row.id, row.code, row.detail, row.product, row.points, row.coefficient, row.duty, row.department)


def count_items(tx: Tx, version_id: UUID) -> int:
    """How many items a version has."""
    return tx.session.scalar(select(func.count()).where(CatalogueItemRow.version_id == version_id)) or 0
