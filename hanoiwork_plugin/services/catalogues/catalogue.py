"""The catalogue (danh mục sản phẩm/công việc) in force: the operator's import, search while typing (DOMAIN 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from cachetools import LRUCache
from sqlalchemy import func, select

from hanoiwork_plugin.domain.assigning.gate import GateField
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.catalogues.catalogue import CatalogueDraft
from hanoiwork_plugin.domain.catalogues.catalogue_codes import kept_codes
from hanoiwork_plugin.domain.catalogues.catalogue_life import CatalogueAct, CatalogueState
from hanoiwork_plugin.domain.catalogues.catalogue_sheet import read_catalogue
from hanoiwork_plugin.domain.catalogues.item_search import ItemIndex
from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.folding import tokens
from hanoiwork_plugin.domain.people import Unit
from hanoiwork_plugin.domain.rating.criteria import DEFAULT_CRITERIA, Criterion
from hanoiwork_plugin.domain.views import ItemChoice
from hanoiwork_plugin.services.catalogues.catalogue_versions import (
    SUBJECT,
    begin,
    criteria_rows,
    describe,
    new_version,
    write_items,
)
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import CatalogueItemRow, CatalogueVersionRow, dated_versions, items_of, version_on
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


def import_catalogue(tx: Tx, unit: Unit, name: str, data: bytes, in_force_from: date | None = None) -> Imported:
    """The operator's command: read a file and put it in force as the agency's next version, without a proposal.

    The same file again changes nothing.

    Args:
        unit: any unit of the agency; the catalogue is the agency's.

    Raises:
        Invalid: with every fault by sheet and cell; nothing is imported.
    """
    agency = organisation.unit(tx.session, unit.agency_id)
    draft = read_catalogue(read_table(name, data))
    begins = in_force_from or hanoi_date(tx.now)
    digest = sha256(data).hexdigest()
    dated = [each for each in dated_versions(tx.session, agency.id) if each.in_force_from != each.in_force_to]
    newest = dated[-1] if dated else None
    if newest and newest.in_force_from and newest.source_sha256 == digest and newest.in_force_from <= begins:
        return Imported(newest, draft, agency)
    version = new_version(tx, agency.id, None, CatalogueState.APPROVED, name)
    version.source_sha256, version.standard_points = digest, draft.standard_points
    version.criteria = criteria_rows(draft.criteria)
    known = items_of(tx.session, newest.id) if newest and draft.made_codes else []
    items = kept_codes(known, draft.items, draft.made_codes)
    write_items(tx, version, items)
    describe(tx, version, items, draft.questions)
    after = {"unit": str(agency.id), "number": version.number, "items": len(draft.items), "sha256": digest}
    tx.record(CatalogueAct.IMPORT, SUBJECT, version.id, None, after=after)
    begin(tx, version, begins, announced=False)
    return Imported(version, draft, agency)


def version_in_force(tx: Tx, agency_id: UUID) -> CatalogueVersionRow | None:
    """The agency's version in force today."""
    return version_on(tx.session, agency_id, hanoi_date(tx.now))


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
    return search_each(tx, unit, [query], limit)[0]


def search_each(tx: Tx, unit: Unit, queries: Sequence[str], limit: int = 20) -> list[list[ItemChoice]]:
    """As ``search``, for several texts at once: one query for the version, whatever is looked for."""
    version = version_in_force(tx, unit.agency_id)
    return [_search_in(tx, version, unit, query, limit) if version else [] for query in queries]


def _search_in(tx: Tx, version: CatalogueVersionRow, unit: Unit, query: str, limit: int) -> list[ItemChoice]:
    index = _indexes.get(version.id)
    if index is None:
        rows = tx.session.scalars(
            select(CatalogueItemRow).where(CatalogueItemRow.version_id == version.id).order_by(CatalogueItemRow.code)
        )
        index = ItemIndex([item_choice(row) for row in rows])
        _indexes[version.id] = index
    if query.strip():
        return index.rank(query, limit)
    own = tokens(unit.name)
    everything = index.rank("", _ALL)
    return sorted(everything, key=lambda item: item.department is not None and tokens(item.department) != own)[:limit]


def item_choice(row: CatalogueItemRow) -> ItemChoice:
    """The item as offered while typing."""
    return ItemChoice(row.id, row.code, row.detail, row.product, row.points, row.coefficient, row.duty, row.department)


def count_items(tx: Tx, version_id: UUID) -> int:
    """How many items a version has."""
    return tx.session.scalar(select(func.count()).where(CatalogueItemRow.version_id == version_id)) or 0
