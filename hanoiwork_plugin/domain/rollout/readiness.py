"""Mức độ sẵn sàng: five lines, each computed from facts, none ever ticked by hand (VI.1, DOMAIN 8)."""

from dataclasses import dataclass
from datetime import date

from hanoiwork_plugin.domain.people import LabelledEnum, Role
from hanoiwork_plugin.domain.rollout.practice import PracticeAct
from hanoiwork_plugin.domain.rollout.working_group import GroupKind


class ReadinessLine(LabelledEnum):
    """Năm điều kiện, in the order in which they are met."""

    WORKING_GROUP = "working_group", "Tổ công tác"
    ACCOUNTS = "accounts", "Tài khoản và quyền"
    CATALOGUE = "catalogue", "Danh mục sản phẩm/công việc"
    OBJECTIVES = "objectives", "Mục tiêu"
    PRACTICE = "practice", "Bảy thao tác"


class Lack(LabelledEnum):
    """What a line still lacks; ``{count}`` and ``{names}`` are filled in."""

    NO_GROUP = "no_group", "Chưa lập tổ công tác."
    HEAD_NO_LEADER = "head_no_leader", "Tổ trưởng không còn là lãnh đạo đơn vị."
    NO_IT_MEMBER = "no_it_member", "Tổ công tác không còn thành viên phụ trách công nghệ thông tin tại đơn vị."
    NOT_RECONCILED = "not_reconciled", "Chưa xác nhận khớp tổ chức – tài khoản."
    DIFFERENCES = "differences", "Còn {count} mục chưa khớp giữa danh sách và danh bạ."
    NO_ROLE = "no_role", "Chưa có người giữ vai trò: {names}."
    NO_CATALOGUE = "no_catalogue", "Chưa có danh mục được duyệt."
    NO_OBJECTIVES = "no_objectives", "Chưa có mục tiêu của đơn vị được duyệt cho kỳ này hoặc kỳ tới."
    NOBODY = "nobody", "Chưa có người nào trong danh sách của đơn vị."
    NOT_PRACTISED = "not_practised", "Còn {count} người chưa tập đủ bảy thao tác."


NEEDED_ROLES = (Role.HEAD, Role.UNIT_ADMIN, Role.PERSONNEL)
"""Roles without which nobody in the agency approves, keeps the list of people, or publishes."""


@dataclass(frozen=True)
class GroupFacts:
    """The working group in force."""

    kind: GroupKind
    since: date
    head_leads: bool
    """Its head is a unit leader today."""
    it_members: int
    """Its members for information technology who work in the agency today."""


@dataclass(frozen=True)
class ReadinessFacts:
    """What is known of one agency today."""

    people: int = 0
    group: GroupFacts | None = None
    confirmed_on: date | None = None
    """Day of the last confirmed reconciliation."""
    differences: int = 0
    """Differences between list and directory open today."""
    roles: frozenset[Role] = frozenset()
    """Roles that somebody holds over the agency."""
    catalogue_number: int | None = None
    catalogue_from: date | None = None
    objectives_period: str | None = None
    objectives_on: date | None = None
    practised: int = 0
    """People who have practised all seven acts."""
    practised_by_act: tuple[tuple[PracticeAct, int], ...] = ()


@dataclass(frozen=True)
class Lacking:
    """One thing that a line lacks."""

    lack: Lack
    count: int = 0
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class LineStanding:
    """One line: what it lacks; ready when that is nothing."""

    line: ReadinessLine
    lacks: tuple[Lacking, ...]

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks


def standing(facts: ReadinessFacts) -> tuple[LineStanding, ...]:
    """The five lines of an agency."""
    found = {
        ReadinessLine.WORKING_GROUP: _group(facts.group),
        ReadinessLine.ACCOUNTS: _accounts(facts),
        ReadinessLine.CATALOGUE: [] if facts.catalogue_number else [Lacking(Lack.NO_CATALOGUE)],
        ReadinessLine.OBJECTIVES: [] if facts.objectives_period else [Lacking(Lack.NO_OBJECTIVES)],
        ReadinessLine.PRACTICE: _practice(facts),
    }
    return tuple(LineStanding(line, tuple(found[line])) for line in ReadinessLine)


def lines_ready(lines: tuple[LineStanding, ...]) -> int:
    """How many of the five are ready."""
    return sum(line.ready for line in lines)


def _group(group: GroupFacts | None) -> list[Lacking]:
    if group is None:
        return [Lacking(Lack.NO_GROUP)]
    if group.kind is GroupKind.BODY_57:
        return []
    lacks = [] if group.head_leads else [Lacking(Lack.HEAD_NO_LEADER)]
    return lacks if group.it_members else [*lacks, Lacking(Lack.NO_IT_MEMBER)]


def _accounts(facts: ReadinessFacts) -> list[Lacking]:
    lacks = [] if facts.confirmed_on else [Lacking(Lack.NOT_RECONCILED)]
    if facts.differences:
        lacks.append(Lacking(Lack.DIFFERENCES, facts.differences))
    unheld = tuple(role for role in NEEDED_ROLES if role not in facts.roles)
    return [*lacks, Lacking(Lack.NO_ROLE, len(unheld), unheld)] if unheld else lacks


def _practice(facts: ReadinessFacts) -> list[Lacking]:
    if not facts.people:
        return [Lacking(Lack.NOBODY)]
    rest = facts.people - facts.practised
    return [Lacking(Lack.NOT_PRACTISED, rest)] if rest else []
