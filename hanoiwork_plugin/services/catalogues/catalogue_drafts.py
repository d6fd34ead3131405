"""The next version being proposed: a file, or one item on a card (đề xuất danh mục, DOMAIN 2; STORY 3).

An agency has at most one proposal at a time, which grows until it is sent. Who answers for the whole agency's list
may propose all of it; the head of a department the part of that department.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.catalogues.catalogue import (
    CatalogueDraft,
    CatalogueItem,
    CataloguePart,
    coefficient_of,
    group_key,
    show_frame,
)
from hanoiwork_plugin.domain.catalogues.catalogue_codes import kept_codes
from hanoiwork_plugin.domain.catalogues.catalogue_differences import code_key, compare, owner_key
from hanoiwork_plugin.domain.catalogues.catalogue_life import CatalogueAct, CatalogueState, next_state
from hanoiwork_plugin.domain.catalogues.catalogue_sheet import read_catalogue
from hanoiwork_plugin.domain.errors import Fault, Forbidden, Invalid, Stale
from hanoiwork_plugin.domain.folding import tokens
from hanoiwork_plugin.domain.grid import show_number
from hanoiwork_plugin.domain.people import Actor, Role, Unit
from hanoiwork_plugin.domain.points import round_points
from hanoiwork_plugin.services.catalogues.catalogue_versions import (
    SUBJECT,
    copy_version,
    criteria_rows,
    describe,
    item_row,
    new_version,
    write_items,
)
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import (
    CatalogueItemRow,
    CatalogueVersionRow,
    groups_in,
    items_of,
    open_version,
    version_on,
)
from hanoiwork_plugin.tables.reader import read_table


@dataclass(frozen=True)
class ItemGiven:
    """One item as proposed on a card; the coefficient follows from the points."""

    product: str
    points: Decimal | None
    group: str
    part: CataloguePart
    department_id: UUID | None = None
    """The department of an item that is a department's own."""
    code: str = ""
    """Empty: the next free one; a known one changes that item."""
    duty: str = ""
    detail: str = ""
    note: str = ""


def departments_of(tx: Tx, actor: Actor, agency_id: UUID) -> list[Unit]:
    """The departments of the agency whose part the actor may propose."""
    return [
        unit
        for unit in organisation.units_below(tx.session, agency_id)
        if not unit.is_agency and authority.allowed(Act.PROPOSE_CATALOGUE_PART, actor, Subject(unit))
    ]


def may_send_tables(tx: Tx, actor: Actor) -> bool:
    """Whether the actor may send a table to the assistant: a catalogue or part of one."""
    agency = organisation.unit(tx.session, actor.unit.agency_id)
    whole = authority.allowed(Act.PROPOSE_CATALOGUE, actor, Subject(agency))
    return whole is not None or bool(departments_of(tx, actor, agency.id))


def propose_file(tx: Tx, actor: Actor, unit: Unit, name: str, data: bytes) -> CatalogueVersionRow:
    """Read a catalogue file into the agency's proposal; the same file again changes nothing.

    From the head of a department only that department's part is taken.

    Raises:
        Forbidden: when the actor may propose no part of the agency's list.
        Invalid: with every fault by sheet and cell, or when the file changes nothing; nothing is written.
        Conflict: while the proposal waits for its approval.
    """
    agency = organisation.unit(tx.session, unit.agency_id)
    whole = authority.allowed(Act.PROPOSE_CATALOGUE, actor, Subject(agency)) is not None
    own = [] if whole else departments_of(tx, actor, agency.id)
    if own:
        tx.require(Act.PROPOSE_CATALOGUE_PART, actor, Subject(own[0]))
    else:
        tx.require(Act.PROPOSE_CATALOGUE, actor, Subject(agency))
    draft = read_catalogue(read_table(name, data))
    row = open_version(tx.session, agency.id, lock=True)
    base = row or version_on(tx.session, agency.id, hanoi_date(tx.now))
    state = next_state(CatalogueState(row.state), CatalogueAct.PROPOSE) if row else CatalogueState.DRAFT
    digest = sha256(data).hexdigest()
    if row is not None and row.source_sha256 == digest and row.state == state:
        return row
    standard, criteria = draft.standard_points, criteria_rows(draft.criteria)
    known = items_of(tx.session, base.id) if base and (own or draft.made_codes) else []
    items: Sequence[CatalogueItem] = kept_codes(known, draft.items, draft.made_codes)
    if own:
        if base is not None:
            _refuse_other_standard(base, draft)
            standard, criteria = base.standard_points, base.criteria
        items = _with_own_part(known, items, own)
    if row is None and base is not None:
        _refuse_no_change(tx, base, items, standard, criteria)
    if row is None:
        row = new_version(tx, agency.id, actor, state, name)
    before = {"state": row.state}
    row.state, row.source_name, row.source_sha256 = state, name, digest
    row.standard_points, row.criteria = standard, criteria
    write_items(tx, row, items)
    describe(tx, row, items, draft.questions)
    flag_modified(row, "groups")
    after = {"state": row.state, "number": row.number, "items": len(items), "sha256": digest}
    tx.record(CatalogueAct.PROPOSE, SUBJECT, row.id, actor, before=before, after=after)
    _shown_to_admins(tx, row, actor)
    return row


def _refuse_other_standard(base: CatalogueVersionRow, draft: CatalogueDraft) -> None:
    """A department's part goes by the standard product of the agency's list."""
    if draft.standard_points != base.standard_points:
        raise Invalid(
            "Sản phẩm chuẩn trong tệp là {points} điểm, danh mục của đơn vị là {standard} điểm; phần của phòng phải "
            "theo sản phẩm chuẩn của đơn vị.",
            points=show_number(draft.standard_points),
            standard=show_number(base.standard_points),
        )


def _with_own_part(
    known: Sequence[CatalogueItem], given: Sequence[CatalogueItem], own: Sequence[Unit]
) -> list[CatalogueItem]:
    """The list with the part of these departments replaced by what the file says of it.

    Raises:
        Invalid: when the file says nothing of it, or it contradicts the rest of the list.
    """
    names = {tokens(unit.name) for unit in own}

    def of_own(item: CatalogueItem) -> bool:
        return item.part is CataloguePart.DEPARTMENT and tokens(item.department or "") in names

    mine = [item for item in given if of_own(item)]
    rest = [item for item in known if not of_own(item)]
    if not mine:
        listed = ", ".join(unit.name for unit in own)
        raise Invalid("Tệp không có mục nào của {departments} để đề xuất.", departments=listed)
    codes = {code_key(item.code): item for item in rest}
    frames = {group_key(item.group): item.frame for item in rest}
    faults = [
        Fault(item.code, "Mã {code} đã có ở phần khác của danh mục.", {"code": item.code})
        for item in mine
        if code_key(item.code) in codes
    ]
    for key, item in {group_key(item.group): item for item in mine}.items():
        if frames.get(key, item.frame) != item.frame:
            params: dict[str, object] = {
                "group": item.group,
                "frame": show_frame(item.frame),
                "other": show_frame(frames[key]),
            }
            faults.append(Fault(item.code, "Nhóm {group} có hai khung điểm: {frame} và {other}.", params))
    if faults:
        raise Invalid("Danh mục có {count} lỗi, chưa nhập dòng nào.", faults=faults, count=len(faults))
    return [*rest, *mine]


def _refuse_no_change(
    tx: Tx, base: CatalogueVersionRow, items: Sequence[CatalogueItem], standard: Decimal, criteria: object
) -> None:
    standards = (base.standard_points, standard)
    if criteria == base.criteria and not compare(items_of(tx.session, base.id), items, standards=standards).any:
        raise Invalid("Tệp này không khác danh mục đang áp dụng (bản {number}).", number=base.number)


def propose_item(
    tx: Tx, actor: Actor, unit: Unit, given: ItemGiven, version: int | None = None
) -> tuple[CatalogueVersionRow, CatalogueItem]:
    """Put one item into the agency's proposal, or change the one with its code; returns both.

    Without an open proposal one begins with everything that is in force.

    Raises:
        Forbidden: when the part is none of the actor's.
        Invalid: naming what is missing or wrong.
        Conflict: while the proposal waits for its approval.
    """
    agency = organisation.unit(tx.session, unit.agency_id)
    department = _owner(tx, actor, agency, given)
    row = open_version(tx.session, agency.id, lock=True)
    if row is not None and version is not None and version != row.version:
        raise Stale
    if row is None:
        base = version_on(tx.session, agency.id, hanoi_date(tx.now))
        if base is None:
            raise Invalid("Đơn vị chưa có danh mục để thêm mục; mời gửi tệp danh mục (xlsx) cho trợ lý.")
        row = new_version(tx, agency.id, actor, CatalogueState.DRAFT, base.source_name)
        copy_version(tx, base, row)
    row.state = next_state(CatalogueState(row.state), CatalogueAct.PROPOSE_ITEM)
    known = items_of(tx.session, row.id)
    item = _checked(row, known, given, department)
    stored = tx.session.scalar(
        select(CatalogueItemRow).where(CatalogueItemRow.version_id == row.id, CatalogueItemRow.code == item.code)
    )
    if stored is not None:
        tx.session.delete(stored)
        tx.session.flush()
    tx.session.add(item_row(row.id, item))
    row.source_sha256 = ""
    describe(tx, row, [*(each for each in known if each.code != item.code), item])
    flag_modified(row, "groups")
    after = {"code": item.code, "product": item.product, "points": str(item.points), "changed": stored is not None}
    tx.record(CatalogueAct.PROPOSE_ITEM, SUBJECT, row.id, actor, after=after)
    _shown_to_admins(tx, row, actor)
    return row, item


def _owner(tx: Tx, actor: Actor, agency: Unit, given: ItemGiven) -> Unit | None:
    """The department of the item, when the actor may propose for it; None for what is not a department's own."""
    if given.part is not CataloguePart.DEPARTMENT:
        tx.require(Act.PROPOSE_CATALOGUE, actor, Subject(agency))
        return None
    found = [unit for unit in organisation.units_below(tx.session, agency.id) if unit.id == given.department_id]
    if not found or found[0].is_agency:
        if not departments_of(tx, actor, agency.id):
            raise Forbidden
        raise Invalid("Còn thiếu phòng, đơn vị.", faults=[Fault("item_owner", "Mời chọn phòng, đơn vị.")])
    tx.require(Act.PROPOSE_CATALOGUE_PART, actor, Subject(found[0]))
    return found[0]


def _checked(
    row: CatalogueVersionRow, known: Sequence[CatalogueItem], given: ItemGiven, department: Unit | None
) -> CatalogueItem:
    """The item, complete and within the frame of its group; every fault at once."""
    faults = []
    group = next((each for each in groups_in(row) if group_key(each.name) == group_key(given.group)), None)
    if not given.product.strip():
        faults.append(Fault("item_product", "Thiếu sản phẩm đầu ra."))
    if group is None:
        faults.append(Fault("item_group", "Mời chọn nhóm có trong danh mục."))
    points = given.points
    if points is None or points <= 0:
        faults.append(Fault("item_points", "Thiếu điểm chấm."))
    elif points != round_points(points):
        params: dict[str, object] = {"value": show_number(points)}
        faults.append(Fault("item_points", "Điểm chấm {value} có quá hai chữ số thập phân.", params))
    elif group is not None and not group.frame[0] <= points <= group.frame[1]:
        params = {"value": show_number(points), "frame": show_frame(group.frame), "group": group.name}
        faults.append(Fault("item_points", "Điểm chấm {value} nằm ngoài khung {frame} của nhóm {group}.", params))
    same = next((each for each in known if given.code.strip() and code_key(each.code) == code_key(given.code)), None)
    name = department.name if department else None
    if same is not None and owner_key(same) != (str(given.part), tokens(name or "")):
        params = {"code": same.code}
        faults.append(Fault("item_code", "Mã {code} đã có ở phần khác của danh mục.", params))
    if faults or group is None or points is None:
        raise Invalid("Chưa đề xuất được mục này.", faults=faults)
    return CatalogueItem(
        code=same.code if same else given.code.strip() or _free_code(known),
        department=same.department if same else name,
        part=given.part,
        duty=given.duty.strip() or (same.duty if same else ""),
        detail=given.detail.strip() or (same.detail if same else ""),
        product=given.product.strip(),
        group=group.name,
        frame=group.frame,
        points=points,
        coefficient=coefficient_of(points, row.standard_points),
        note=given.note.strip() or (same.note if same else ""),
    )


def _free_code(known: Sequence[CatalogueItem]) -> str:
    """The next code of items that came in one by one (đề xuất)."""
    taken = {code_key(item.code) for item in known}
    return next(code for number in range(1, len(known) + 2) if code_key(code := f"ĐX.{number:02d}") not in taken)


def _shown_to_admins(tx: Tx, row: CatalogueVersionRow, actor: Actor) -> None:
    """The card of the proposal stands with its proposer and with those who answer for the whole list."""
    tx.changed(SUBJECT, row.id)
    admins = organisation.holders(tx.session, [Role.UNIT_ADMIN], row.unit_id, hanoi_date(tx.now))
    agency = Subject(organisation.unit(tx.session, row.unit_id))
    for person in admins:
        if person.id != actor.id and authority.allowed(Act.PROPOSE_CATALOGUE, person, agency):
            tx.notify(
                "catalogue_version",
                person_id=person.id,
                subject_type=SUBJECT,
                subject_id=row.id,
                dedup=f"catalogue:{row.id}:{person.id}:{hanoi_date(tx.now)}",
            )
