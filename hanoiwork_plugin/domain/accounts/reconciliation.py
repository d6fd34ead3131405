"""Đối chiếu tổ chức – tài khoản: where a unit's own list of people and the directory disagree (VI.1, STORY 1).

Differences are computed from facts each time. A difference goes away when the facts agree, or when the unit admin
decides that it stays, with a reason; that decision holds only while the two sides say what they said then.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from hanoiwork_plugin.domain.accounts.people_sheet import read_phone
from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.people import LabelledEnum


class Difference(LabelledEnum):
    """What does not match."""

    NO_ACCOUNT = "no_account", "người chưa có tài khoản"
    NO_PERSON = "no_person", "tài khoản chưa có trong danh sách đơn vị"
    NO_PHONE = "no_phone", "người thiếu số điện thoại"
    UNIT_DIFFERS = "unit_differs", "người khác đơn vị giữa danh sách và danh bạ"
    TWO_UNITS = "two_units", "người ở hai đơn vị trong danh bạ"


class Settlement(LabelledEnum):
    """How a difference is settled."""

    ATTACH = "attach", "Gắn tài khoản"
    LEFT = "left", "Không còn công tác tại đơn vị"
    LIST = "list", "Đúng là người của đơn vị"
    NOT_OURS = "not_ours", "Không thuộc đơn vị"
    PHONE = "phone", "Ghi số điện thoại"
    DIRECTORY = "directory", "Theo danh bạ HanoiWork"
    OWN_LIST = "own_list", "Theo danh sách của đơn vị"
    KEEP = "keep", "Giữ nguyên, nêu lý do"
    MAIN_UNIT = "main_unit", "Chọn nơi công tác chính"


CHOICES: dict[Difference, tuple[Settlement, ...]] = {
    Difference.NO_ACCOUNT: (Settlement.ATTACH, Settlement.LEFT),
    Difference.NO_PERSON: (Settlement.LIST, Settlement.NOT_OURS),
    Difference.NO_PHONE: (Settlement.PHONE, Settlement.KEEP),
    Difference.UNIT_DIFFERS: (Settlement.DIRECTORY, Settlement.OWN_LIST),
    Difference.TWO_UNITS: (Settlement.MAIN_UNIT,),
}
"""The ways out of each difference, the expected one first."""

REASONED = frozenset({Settlement.LEFT, Settlement.NOT_OURS, Settlement.KEEP, Settlement.OWN_LIST})
"""Settlements that need a reason."""


@dataclass(frozen=True)
class PersonFacts:
    """A person of the agency as the two sides know them."""

    person_id: UUID
    account: str
    name: str
    phone: str
    in_directory: bool
    """The directory has pushed this account."""
    listed_unit: UUID | None
    """Unit in the unit's own list (bảng cán bộ); None: not on the list."""
    stated_unit: UUID | None
    """Main unit as the directory states it."""
    other_units: tuple[UUID, ...] = ()
    """Further units as the directory states them."""


@dataclass(frozen=True)
class Awaited:
    """A person on the unit's own list who has no account yet."""

    id: UUID
    name: str
    phone: str
    unit_id: UUID


@dataclass(frozen=True)
class Line:
    """One difference: what, about whom, and between which units."""

    kind: Difference
    subject_id: UUID
    """The person, or the awaited person of a list."""
    name: str
    account: str
    units: tuple[UUID, ...]
    """Own list first, then the directory."""

    @property
    def key(self) -> str:
        """Names the difference with both sides as they are: a decision about it ends when a side changes."""
        return ":".join((self.kind, str(self.subject_id), *(str(unit) for unit in self.units)))


def differences(people: Sequence[PersonFacts], awaited: Sequence[Awaited], *, feed: bool, own_list: bool) -> list[Line]:
    """Every difference, by kind and name.

    Args:
        feed: the directory pushes people of this agency, so that an account it does not know is no account.
        own_list: the agency keeps a list of its own, so that an account not on it is a question.
    """
    lines = [Line(Difference.NO_ACCOUNT, each.id, each.name, "", (each.unit_id,)) for each in awaited]
    for person in people:
        units = tuple(unit for unit in (person.listed_unit, person.stated_unit) if unit)

        def line(kind: Difference, units: tuple[UUID, ...] = units, person: PersonFacts = person) -> Line:
            return Line(kind, person.person_id, person.name, person.account, units)

        if feed and person.listed_unit and not person.in_directory:
            lines.append(line(Difference.NO_ACCOUNT))
        if own_list and person.in_directory and person.listed_unit is None:
            lines.append(line(Difference.NO_PERSON))
        if not person.phone:
            lines.append(line(Difference.NO_PHONE, ()))
        if person.listed_unit and person.stated_unit and person.listed_unit != person.stated_unit:
            lines.append(line(Difference.UNIT_DIFFERS))
        if person.stated_unit and person.other_units:
            lines.append(line(Difference.TWO_UNITS, (person.stated_unit, *person.other_units)))
    order = list(Difference)
    return sorted(lines, key=lambda each: (order.index(each.kind), each.name, each.key))


def counts(lines: Iterable[Line]) -> dict[Difference, int]:
    """How many differences of each kind, in their order; kinds without any are left out."""
    found = Counter(line.kind for line in lines)
    return {kind: found[kind] for kind in Difference if found[kind]}


_OPEN = {
    Difference.NO_ACCOUNT: "Còn {count} người chưa có tài khoản.",
    Difference.NO_PERSON: "Còn {count} tài khoản chưa có trong danh sách đơn vị.",
    Difference.NO_PHONE: "Còn {count} người thiếu số điện thoại.",
    Difference.UNIT_DIFFERS: "Còn {count} người khác đơn vị giữa danh sách và danh bạ.",
    Difference.TWO_UNITS: "Còn {count} người ở hai đơn vị trong danh bạ.",
}


def require_matched(lines: Sequence[Line]) -> None:
    """Everything is settled, so that the match can be confirmed.

    Raises:
        Invalid: naming how many differences of each kind are open.
    """
    if lines:
        faults = [Fault(kind, _OPEN[kind], {"count": number}) for kind, number in counts(lines).items()]
        raise Invalid("Chưa xác nhận khớp được.", faults=faults)


def check_settlement(line: Line, settlement: Settlement, given: Mapping[str, str]) -> None:
    """Whether ``settlement`` fits the difference and carries what it needs.

    Raises:
        Invalid: naming what is missing or does not fit.
    """
    if settlement not in CHOICES[line.kind]:
        raise Invalid("Cách xử lý này không dùng cho mục đang xem.")
    faults: list[Fault] = []
    if settlement in REASONED and not given.get("reason", "").strip():
        faults.append(Fault("settle_reason", "Mời nêu lý do."))
    if settlement is Settlement.ATTACH and not given.get("account", "").strip():
        faults.append(Fault("settle_account", "Mời chọn tài khoản để gắn với người này."))
    if settlement is Settlement.PHONE and read_phone(given.get("phone", "")) is None:
        faults.append(Fault("settle_phone", "Mời ghi số điện thoại Việt Nam, ví dụ 0912 345 678."))
    if settlement is Settlement.MAIN_UNIT and given.get("unit", "") not in {str(unit) for unit in line.units}:
        faults.append(Fault("settle_unit", "Mời chọn một trong các đơn vị đang nêu."))
    if faults:
        raise Invalid("Chưa ghi nhận được.", faults=faults)
