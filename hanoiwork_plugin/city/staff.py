"""Who works in an organisation: leaders with fields, heads of offices, the unit's own officers, staff."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from hanoiwork_plugin.city.names import FullName, full_name
from hanoiwork_plugin.city.places import BOARD, TECHNOLOGY, Organisation, organisations, sizes
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.people import Role, StaffGroup

LEAST = 2_500
"""People of the smallest city: each of its organisations needs a head, deputies, heads of offices and officers."""
_OF_ORGANISATION = 150
_LEAST_OF_ORGANISATION = 14
_WITHOUT_PHONE = 200
"""One person in so many has no phone number yet: something for the reconciliation to find."""
_OFFICERS = ((Role.UNIT_ADMIN, "Công nghệ thông tin"), (Role.MONITOR, "Tổng hợp"), (Role.PERSONNEL, "Tổ chức – nội vụ"))
_HEADS = {
    "Văn phòng": "Chánh Văn phòng",
    "Ban Chỉ huy": "Chỉ huy trưởng",
    "Ban": "Trưởng ban",
    "Ủy ban": "Chủ tịch",
    "Trung tâm": "Giám đốc",
    "Khoa": "Trưởng khoa",
    "Tổ": "Tổ trưởng",
    "Đội": "Đội trưởng",
}


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the table of people (bảng cán bộ)."""

    account: str
    name: str
    phone: str
    unit: tuple[str, ...]
    title: str
    position: str
    group: StaffGroup
    roles: tuple[Role, ...]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class City:
    """The organisations of a city of ``people`` people, and who works in them."""

    people: int
    seed: int
    organisations: tuple[Organisation, ...]
    _sizes: tuple[int, ...] = field(repr=False)

    def staff(self) -> Iterator[Person]:
        """Everyone, organisation by organisation; the same at every call."""
        chance, registry = Random(self.seed), _Registry()  # noqa: S311 (no secret is drawn)
        for organisation, size in zip(self.organisations, self._sizes, strict=True):
            yield from _Office(chance, registry, organisation, size).staff()


def city(people: int, seed: int) -> City:
    """A city of exactly ``people`` people.

    Raises:
        Invalid: for fewer than ``LEAST``.
    """
    if people < LEAST:
        raise Invalid("Thành phố mẫu cần ít nhất {least} người.", least=LEAST)
    found = organisations(Random(seed), people // _OF_ORGANISATION)  # noqa: S311 (no secret is drawn)
    return City(people, seed, tuple(found), tuple(sizes(found, people, _LEAST_OF_ORGANISATION)))


def _head_of(office: str) -> str:
    """The title of who leads an office, by what it is called."""
    return next((title for what, title in _HEADS.items() if office.startswith(what)), "Trưởng phòng")


class _Registry:
    """Accounts and phone numbers given out so far."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}
        self._count = 0

    def account(self, name: FullName) -> str:
        """``an.nguyenvan``, and for the next of that name ``an.nguyenvan2``."""
        plain = name.account
        number = self._taken[plain] = self._taken.get(plain, 0) + 1
        return plain if number == 1 else f"{plain}{number}"

    def phone(self) -> str:
        """Another number each time, spread over the range."""
        self._count += 1
        return f"01{self._count * 61_803_399 % 100_000_000:08}"


class _Office:
    """The staff of one organisation."""

    def __init__(self, chance: Random, registry: _Registry, organisation: Organisation, size: int) -> None:
        self._chance, self._registry = chance, registry
        self._organisation, self._kind, self._size = organisation, organisation.kind, size

    def staff(self) -> Iterator[Person]:
        """Exactly ``size`` people: head, deputies, heads of offices, officers, the rest as staff."""
        offices, kind = self._organisation.offices, self._kind
        top, official = (self._organisation.name,), StaffGroup.OFFICIAL if kind.civil else StaffGroup.PUBLIC_EMPLOYEE
        yield self._person(top, kind.head, "Lãnh đạo đơn vị", official, (Role.HEAD,))
        deputies = 2 if self._size < 60 else 3
        for number in range(deputies):
            charge = tuple(offices[number::deputies])
            yield self._person(top, kind.deputy, "Lãnh đạo đơn vị", official, (Role.DEPUTY,), charge)
        for office in offices:
            group = StaffGroup.CIVIL_SERVANT if kind.civil else StaffGroup.PUBLIC_EMPLOYEE
            yield self._person((*top, office), _head_of(office), "Quản lý", group, (Role.DEPARTMENT_HEAD,))
        for role, position in _OFFICERS:
            yield self._person((*top, offices[0]), "Chuyên viên", position, self._group(), (role, Role.STAFF))
        yield from self._rest(self._size - 1 - deputies - len(offices) - len(_OFFICERS))

    def _rest(self, number: int) -> Iterator[Person]:
        offices, name = self._organisation.offices, self._organisation.name
        for place in range(number):
            office = offices[place % len(offices)]
            group, roles = self._group(), [Role.STAFF]
            title = "Nhân viên" if group is StaffGroup.CONTRACT else "Chuyên viên" if self._kind.civil else "Viên chức"
            if place in range(len(offices), 2 * len(offices)) and self._size > 60:
                title, roles = f"Phó {_head_of(office)}", [Role.DEPUTY]
            if name == BOARD and office == "Phòng Tổ chức cán bộ":
                roles.append(Role.CITY_BOARD)
            if name == TECHNOLOGY and office == "Phòng Chuyển đổi số":
                roles.append(Role.SUPPORT)
            position = self._chance.choice(self._kind.positions)
            yield self._person((name, office), title, position, group, tuple(roles))

    def _group(self) -> StaffGroup:
        drawn = self._chance.random()
        if drawn < self._kind.civil:
            return StaffGroup.CIVIL_SERVANT
        return StaffGroup.CONTRACT if self._chance.random() < 0.2 else StaffGroup.PUBLIC_EMPLOYEE

    def _person(
        self,
        unit: tuple[str, ...],
        title: str,
        position: str,
        group: StaffGroup,
        roles: tuple[Role, ...],
        fields: tuple[str, ...] = (),
    ) -> Person:
        name = full_name(self._chance, women=self._kind.women)
        phone = self._registry.phone()
        if self._chance.randrange(_WITHOUT_PHONE) == 0:
            phone = ""
        return Person(self._registry.account(name), str(name), phone, unit, title, position, group, roles, fields)
