"""People (cán bộ, công chức, viên chức, lao động hợp đồng), units (đơn vị) and roles (vai trò)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID


class LabelledEnum(StrEnum):
    """A stable code with its official Vietnamese term."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class StaffGroup(LabelledEnum):
    """Nhóm người làm việc; decides which policy applies."""

    OFFICIAL = "official", "cán bộ"
    CIVIL_SERVANT = "civil_servant", "công chức"
    PUBLIC_EMPLOYEE = "public_employee", "viên chức"
    CONTRACT = "contract", "lao động hợp đồng"


class Role(LabelledEnum):
    """Vai trò; each is granted over a unit and everything below it."""

    HEAD = "head", "lãnh đạo đơn vị"
    DEPUTY = "deputy", "cấp phó"
    DEPARTMENT_HEAD = "department_head", "lãnh đạo phòng"
    STAFF = "staff", "chuyên viên"
    UNIT_ADMIN = "unit_admin", "quản trị đơn vị"
    MONITOR = "monitor", "theo dõi"
    PERSONNEL = "personnel", "tổ chức cán bộ"
    CITY_BOARD = "city_board", "Ban Tổ chức Thành ủy"
    SUPPORT = "support", "hỗ trợ kỹ thuật"


@dataclass(frozen=True)
class Unit:
    """Đơn vị, tổ chức: a node of one tree; ``path`` lists ids from the agency (cơ quan) down to itself."""

    id: UUID
    name: str
    path: tuple[UUID, ...]

    @property
    def agency_id(self) -> UUID:
        """The agency (cơ quan) the unit belongs to."""
        return self.path[0]

    @property
    def is_agency(self) -> bool:
        """Whether this is the agency itself, not one of its departments."""
        return len(self.path) == 1


@dataclass(frozen=True)
class Grant:
    """Vai trò được giao: a role over ``unit`` and below, with the fields (lĩnh vực) of a deputy."""

    role: Role
    unit: Unit
    fields: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Delegated:
    """Ủy quyền đang có hiệu lực: what ``giver`` lets the actor do in ``unit`` and below.

    ``acts`` are codes of ``domain.authority.Act``; ``grants`` are the giver's own at the same instant, so
    that a right the giver has lost is lost to the taker as well.
    """

    id: UUID
    giver_id: UUID
    giver_name: str
    acts: frozenset[str]
    unit: Unit
    grants: tuple[Grant, ...]
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Actor:
    """The person acting, with what counts at this instant: primary unit (nơi công tác), grants, delegations."""

    id: UUID
    account: str
    name: str
    unit: Unit
    grants: tuple[Grant, ...]
    title: str = ""
    delegated: tuple[Delegated, ...] = ()
    locale: str = "vi"
    """The language the person last pressed in."""

    def has(self, role: Role) -> bool:
        """Whether the person holds ``role`` anywhere."""
        return any(grant.role is role for grant in self.grants)
