"""Who can be played: the people table of the demo ward, the same file that ``people import`` reads."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Person:
    """One row of the table; the account is the token's ``sub``."""

    account: str
    name: str
    unit: str
    """Đơn vị: the path from the agency down, parts separated by " / "."""
    title: str
    roles: tuple[str, ...]

    @property
    def initials(self) -> str:
        """First letters of the middle and given name, for the avatar."""
        return "".join(word[0] for word in self.name.split()[-2:]).upper()

    @property
    def given_name(self) -> str:
        """The last word of a Vietnamese name is what people are called by."""
        return self.name.split()[-1]

    @property
    def unit_name(self) -> str:
        """The person's own department, without the agency above it."""
        return self.unit.split(" / ")[-1]

    @property
    def hue(self) -> int:
        """A steady colour of the avatar, in degrees."""
        return int(hashlib.sha256(self.account.encode()).hexdigest()[:4], 16) % 360


class People:
    """Everybody in the table, in its order."""

    def __init__(self, rows: list[Person]) -> None:
        self._by_account = {person.account: person for person in rows}

    @classmethod
    def read(cls, path: Path) -> "People":
        """Read the csv file at ``path``.

        Raises:
            KeyError: when a column that the workspace shows is missing.
        """
        with path.open(encoding="utf-8-sig", newline="") as file:
            return cls(
                [
                    Person(
                        account=row["Tài khoản HanoiWork"].strip(),
                        name=row["Họ và tên"].strip(),
                        unit=row["Đơn vị"].strip(),
                        title=row["Chức vụ"].strip(),
                        roles=tuple(part.strip() for part in row["Vai trò"].split(";") if part.strip()),
                    )
                    for row in csv.DictReader(file)
                ]
            )

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_account.values())

    def find(self, account: str | None) -> Person | None:
        """The person with ``account``, or None."""
        return self._by_account.get(account or "")

    def name_of(self, account: str) -> str:
        """The name to show for ``account``; the account itself when it is nobody of the table."""
        person = self.find(account)
        return person.name if person else account

    @property
    def units(self) -> list[str]:
        """Every unit path somebody works in, once, in the table's order."""
        return list(dict.fromkeys(person.unit for person in self))
