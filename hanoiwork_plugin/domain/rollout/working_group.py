"""Tổ công tác: who carries the roll-out of the system in an agency (VI.1, STORY 2).

Its head is a unit leader and it has a member for information technology; or the agency's body for BCĐ 57 (Ban Chỉ đạo
về phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số) does its work, and no second group is formed.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.folding import tokens
from hanoiwork_plugin.domain.people import Actor, LabelledEnum, Role

_IT = (" cong nghe thong tin ", " chuyen doi so ", " cntt ", " cong nghe so ", " tin hoc ", " khoa hoc cong nghe ")
_DOCUMENT = re.compile(r"\d ?[-/]")
"""A document named by its number and signs or day: 12/QĐ-UBND."""


class GroupKind(LabelledEnum):
    """Who does the work of the group."""

    OWN = "own", "Tổ công tác của đơn vị"
    BODY_57 = "body_57", "Bộ phận giúp việc Ban Chỉ đạo 57 của đơn vị"


@dataclass(frozen=True)
class GroupGiven:
    """A group as it is recorded."""

    kind: GroupKind
    head_id: UUID | None
    it_ids: tuple[UUID, ...]
    """Thành viên phụ trách công nghệ thông tin."""
    member_ids: tuple[UUID, ...]
    body_name: str
    """Tên bộ phận, when the body for BCĐ 57 stands for the group."""
    basis_number: str
    basis_date: date | None
    basis_issuer: str
    valid_from: date
    it_basis: str = ""
    """Căn cứ phân công phụ trách công nghệ thông tin: the document that designates members whom nothing else shows."""


def is_unit_leader(person: Actor, agency_id: UUID) -> bool:
    """Whether the person leads the agency itself (lãnh đạo đơn vị): its head or one of the head's deputies."""
    return any(grant.role in (Role.HEAD, Role.DEPUTY) and grant.unit.id == agency_id for grant in person.grants)


def says_it(*texts: str) -> bool:
    """Whether a title, position or department is one for information technology or digital transformation."""
    return any(each in f" {' '.join(tokens(text))} " for text in texts for each in _IT)


def check_group(
    given: GroupGiven,
    leaders: Collection[UUID],
    people: Mapping[UUID, str],
    it_people: Collection[UUID],
    *,
    since: date | None,
) -> None:
    """Whether the group fits its rule and is dated and founded on a document.

    Args:
        leaders: unit leaders (lãnh đạo đơn vị) of the agency.
        people: everybody who works in the agency, with their names.
        it_people: those of them whose title, position, department or role is one for information technology.
        since: first day of the group recorded last; a later one follows it.

    Raises:
        Invalid: naming everything that is missing or does not fit.
    """
    faults: list[Fault] = []
    if given.kind is GroupKind.BODY_57:
        if not given.body_name.strip():
            faults.append(Fault("body_name", "Mời ghi tên bộ phận giúp việc Ban Chỉ đạo 57."))
    else:
        if given.head_id is None:
            faults.append(Fault("head", "Mời chọn tổ trưởng."))
        elif given.head_id not in leaders:
            faults.append(Fault("head", "Tổ trưởng phải là lãnh đạo đơn vị."))
        if not given.it_ids:
            faults.append(Fault("it_members", "Tổ công tác cần có thành viên phụ trách công nghệ thông tin."))
        unknown = tuple(people[each] for each in given.it_ids if each in people and each not in it_people)
        if unknown and not _DOCUMENT.search(given.it_basis):
            faults.append(
                Fault(
                    "it_basis",
                    "Chưa rõ {names} phụ trách công nghệ thông tin: chức vụ, vị trí việc làm, phòng và vai trò hiện có "
                    "đều không ghi. Mời ghi văn bản phân công phụ trách công nghệ thông tin (số, ngày), hoặc đề nghị "
                    "quản trị đơn vị cập nhật vị trí việc làm của người đó.",
                    {"names": unknown},
                )
            )
    named = {*given.it_ids, *given.member_ids, *([given.head_id] if given.head_id else [])}
    if named - people.keys():
        faults.append(Fault("members", "Có người được nêu không công tác tại đơn vị."))
    for place, text, label in (
        ("basis_number", given.basis_number, "Số văn bản"),
        ("basis_issuer", given.basis_issuer, "Cơ quan ban hành"),
    ):
        if not text.strip():
            faults.append(Fault(place, "Còn thiếu {name}.", {"name": label}))
    if given.basis_date is None:
        faults.append(Fault("basis_date", "Còn thiếu {name}.", {"name": "Ngày văn bản"}))
    if since is not None and given.valid_from < since:
        faults.append(Fault("valid_from", "Tổ công tác đang có được lập sau ngày này; mời chọn ngày muộn hơn."))
    if faults:
        raise Invalid("Chưa lập được tổ công tác.", faults=faults)
