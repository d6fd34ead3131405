"""People as the directory pushes them (SCIM users): taken in, changed, deactivated, taken out (CONTRACT 1)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from hanoiwork_plugin.domain.accounts.directory import (
    StatedUnits,
    person_name,
    person_phone,
    staff_group,
    tidy,
    unit_names,
)
from hanoiwork_plugin.domain.errors import Conflict, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.people import StaffGroup, Unit
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.accounts.directory_places import Place, follow, new_place, places
from hanoiwork_plugin.services.accounts.directory_units import unit_made
from hanoiwork_plugin.services.rating import evaluation_opening
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.directory import DirectoryUserRow, person_by_account
from hanoiwork_plugin.store.people import PersonRow

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_PRIVATE = frozenset({"phoneNumbers"})
"""Attributes whose values stay out of the ledger; that they changed is recorded."""
_NOWHERE = Place(StatedUnits(None), None, None, posted_before=False)


@dataclass(frozen=True)
class UserGiven:
    """A person as the directory describes them."""

    account: str
    external_id: str | None
    document: dict[str, Any]
    """SCIM attributes, without id, meta, userName, externalId and groups."""

    @property
    def active(self) -> bool:
        """Whether the account may be used; so unless the directory says otherwise."""
        return self.document.get("active") is not False

    @property
    def unit_names(self) -> tuple[str, ...]:
        """The unit that organisation, division and department name."""
        extension = self.document.get(ENTERPRISE) or {}
        return unit_names(*(extension.get(part) for part in ("organization", "division", "department")))


def user_given(account: str, external_id: str | None, document: dict[str, Any]) -> UserGiven:
    """What was pushed, in NFC.

    Raises:
        Invalid: when the account has no letters, or is too long.
    """
    account = tidy(account).strip()
    if not 0 < len(account) <= 255:
        raise Invalid("Tên tài khoản phải có từ 1 đến 255 ký tự.")
    return UserGiven(account, external_id, tidy(document))


def add_user(tx: Tx, given: UserGiven) -> UUID:
    """Take an account in; a person whom a unit's list already names is met again, not doubled.

    The directory's spelling of the account counts from then on: it is that of the tokens.

    Raises:
        Conflict: when the directory has pushed this account before.
    """
    found = person_by_account(tx.session, given.account)
    if found is None:
        return _add_new(tx, given)
    person, row = found
    if row is not None and row.deleted_at is None:
        raise Conflict("Tài khoản này đã có trong danh bạ.")
    before = places(tx, [person.id])[person.id]
    if person.account != given.account:
        was = {"account": person.account}
        tx.record("person.account_changed", "person", person.id, None, before=was, after={"account": given.account})
        person.account = given.account
    unit = _unit(tx, given)
    if row is None:
        tx.session.add(_described(tx, person, given, unit))
    else:
        row.deleted_at, row.document, row.external_id = None, given.document, given.external_id
        row.unit_id, row.modified_at = unit.id if unit else None, tx.now
        flag_modified(row, "modified_at")
    _follow_person(tx, person, given, None)
    tx.session.flush()
    follow(tx, {person.id: before}, _title(person.id, given))
    tx.record("directory.user_added", "person", person.id, None, after=_recorded(given.document))
    return person.id


def _add_new(tx: Tx, given: UserGiven) -> UUID:
    """A person nobody named before, in as few statements as there are tables."""
    person = PersonRow(
        id=new_id(),
        account=given.account,
        name=person_name(given.document, given.account),
        phone=person_phone(given.document),
        staff_group=staff_group(given.document) or StaffGroup.CIVIL_SERVANT,
        active=given.active,
    )
    unit = _unit(tx, given)
    tx.session.add(person)
    tx.session.flush()
    tx.record("person.added", "person", person.id, None, after={"name": person.name, "active": person.active})
    tx.session.add(_described(tx, person, given, unit))
    place = {person.id: new_place(unit)}
    follow(tx, {person.id: _NOWHERE}, _title(person.id, given), now=place)
    tx.record("directory.user_added", "person", person.id, None, after=_recorded(given.document))
    return person.id


def _described(tx: Tx, person: PersonRow, given: UserGiven, unit: Unit | None) -> DirectoryUserRow:
    return DirectoryUserRow(
        person_id=person.id,
        external_id=given.external_id,
        document=given.document,
        unit_id=unit.id if unit else None,
        created_at=tx.now,
        modified_at=tx.now,
        deleted_at=None,
    )


def change_user(tx: Tx, person_id: UUID, given: UserGiven, version: int | None) -> None:
    """Bring a person to what the directory says now.

    Raises:
        NotFound: when the directory has no such person.
        Stale: when the person changed since ``version``.
        Conflict: when another person has the account.
    """
    person, row = _known(tx, person_id, version)
    if given.account.lower() != person.account.lower() and person_by_account(tx.session, given.account):
        raise Conflict("Tài khoản này đã có trong danh bạ.")
    before = places(tx, [person_id])[person_id]
    earlier: dict[str, Any] = row.document if row else {}
    row = row or DirectoryUserRow(person_id=person_id, created_at=tx.now, deleted_at=None, unit_id=None)
    unit_id = row.unit_id
    if UserGiven("", None, earlier).unit_names != given.unit_names:
        unit = _unit(tx, given)
        unit_id = unit.id if unit else None
    changed = {"userName": (person.account, given.account)} if person.account != given.account else {}
    person.account = given.account
    _follow_person(tx, person, given, earlier)
    row.external_id, row.document, row.unit_id, row.modified_at = given.external_id, given.document, unit_id, tx.now
    flag_modified(row, "modified_at")
    tx.session.add(row)
    tx.session.flush()
    follow(tx, {person_id: before}, _title(person_id, given) if _titled(earlier, given) else None)
    now = {**given.document, **{key: value[1] for key, value in changed.items()}}
    was = {**earlier, **{key: value[0] for key, value in changed.items()}}
    keys = [key for key in {**was, **now} if was.get(key) != now.get(key)]
    tx.record(
        "directory.user_changed",
        "person",
        person_id,
        None,
        before=_recorded({key: was.get(key) for key in keys}),
        after=_recorded({key: now.get(key) for key in keys}),
    )


def remove_user(tx: Tx, person_id: UUID, version: int | None) -> None:
    """The directory takes the account out: the person is deactivated, nothing of theirs is lost.

    Raises:
        NotFound: when the directory has no such person.
        Stale: when the person changed since ``version``.
    """
    person, row = _known(tx, person_id, version)
    if row is None:
        row = DirectoryUserRow(
            person_id=person_id, external_id=None, document={}, unit_id=None, created_at=tx.now, modified_at=tx.now
        )
        tx.session.add(row)
    row.deleted_at = tx.now
    _activate(tx, person, False)
    tx.record("directory.user_removed", "person", person_id, None)


def _known(tx: Tx, person_id: UUID, version: int | None) -> tuple[PersonRow, DirectoryUserRow | None]:
    person = tx.session.get(PersonRow, person_id, with_for_update=True, populate_existing=True)
    row = tx.session.get(DirectoryUserRow, person_id, populate_existing=True)
    if person is None or (row is not None and row.deleted_at is not None):
        raise NotFound
    if version is not None and version != (row.version if row else 0):
        raise Stale
    return person, row


def _follow_person(tx: Tx, person: PersonRow, given: UserGiven, earlier: dict[str, Any] | None) -> None:
    """Name, phone and group where the directory changes them; what it leaves out stays as the list has it."""
    was = earlier or {}
    name, phone, group = person_name(given.document, ""), person_phone(given.document), staff_group(given.document)
    if name and (not earlier or name != person_name(was, "")):
        person.name = name
    if phone != person_phone(was) and (phone or person.phone == person_phone(was)):
        person.phone = phone
    if group and group != staff_group(was):
        person.staff_group = group
    _activate(tx, person, given.active)


def _activate(tx: Tx, person: PersonRow, active: bool) -> None:
    if person.active != active:
        person.active = active
        tx.record("person.activated" if active else "person.deactivated", "person", person.id, None)
        evaluation_opening.reassign(tx, [person.id])


def _unit(tx: Tx, given: UserGiven) -> Unit | None:
    """The unit that the directory names, made where it is new."""
    return unit_made(tx, given.unit_names) if given.unit_names else None


def _title(person_id: UUID, given: UserGiven) -> dict[UUID, str]:
    title = " ".join((given.document.get("title") or "").split())
    return {person_id: title} if title else {}


def _titled(earlier: dict[str, Any], given: UserGiven) -> bool:
    return bool(earlier.get("title") != given.document.get("title"))


def _recorded(document: dict[str, Any]) -> dict[str, Any]:
    """What of a person's record the ledger keeps."""
    return {key: "…" if key in _PRIVATE and value else value for key, value in document.items()}
