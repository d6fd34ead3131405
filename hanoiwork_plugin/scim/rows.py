"""Rows as SCIM resources: where each attribute is kept, and the resources made of what was read."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from scim2_models import Meta, Resource, ScimProvider
from sqlalchemy import Boolean, ColumnElement, Executable, Select, Text, case, cast, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import Session

from hanoiwork_plugin.scim.filters import Columns, Entries, Expression
from hanoiwork_plugin.services.accounts.directory_people import ENTERPRISE
from hanoiwork_plugin.store.directory import DirectoryGroupRow, DirectoryMemberRow, DirectoryUserRow
from hanoiwork_plugin.store.people import PersonRow

_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
"""When people whom only a unit's list has named so far were made, for the directory."""

_phone_of_list = case(
    (PersonRow.phone == "", literal([], JSONB)),
    else_=func.jsonb_build_array(func.jsonb_build_object("value", PersonRow.phone)),
)
DOCUMENT: ColumnElement[Any] = func.coalesce(
    DirectoryUserRow.document,
    func.jsonb_build_object(
        "active",
        PersonRow.active,
        "displayName",
        PersonRow.name,
        "name",
        func.jsonb_build_object("formatted", PersonRow.name),
        "phoneNumbers",
        _phone_of_list,
    ),
    type_=JSONB,
)
"""What the directory said of a person; before it said anything, what the unit's list says."""


def users() -> Select[Any]:
    """Every person with an account that the directory may know: not taken out again."""
    return (
        select(PersonRow.id)
        .outerjoin(DirectoryUserRow, DirectoryUserRow.person_id == PersonRow.id)
        .where(DirectoryUserRow.deleted_at.is_(None))
    )


def groups() -> Select[Any]:
    """Every unit of the directory."""
    return select(DirectoryGroupRow.id).where(DirectoryGroupRow.deleted_at.is_(None))


def _user_single(path: str) -> Expression | None:
    known: dict[str, Expression] = {
        "id": cast(PersonRow.id, Text),
        "externalId": DirectoryUserRow.external_id,
        "userName": PersonRow.account,
        "active": PersonRow.active,
        "meta.resourceType": literal("User", Text),
        "meta.created": func.coalesce(DirectoryUserRow.created_at, _LONG_AGO),
        "meta.lastModified": func.coalesce(DirectoryUserRow.modified_at, _LONG_AGO),
    }
    if path in known or path.startswith("meta"):
        return known.get(path)
    return _text_in(tuple(path.split(".")))


def _user_extension(path: str) -> Expression | None:
    return _text_in((ENTERPRISE, *path.split(".")))


def _text_in(path: tuple[str, ...]) -> Expression:
    found: Expression = DOCUMENT[path].astext
    return found


def _user_many(name: str) -> Entries | None:
    if name == "groups":
        rows = (
            select(literal(1))
            .select_from(DirectoryMemberRow)
            .join(DirectoryGroupRow, DirectoryGroupRow.id == DirectoryMemberRow.group_id)
            .where(DirectoryMemberRow.person_id == PersonRow.id, DirectoryGroupRow.deleted_at.is_(None))
            .correlate(PersonRow)
        )
        parts: dict[str, Expression] = {
            "value": cast(DirectoryGroupRow.id, Text),
            "display": DirectoryGroupRow.display_name,
        }
        return Entries(rows, parts.get)
    if name != "phoneNumbers":
        return None
    entry = func.jsonb_array_elements(DOCUMENT["phoneNumbers"]).table_valued("value", name="entry")
    value: Expression = cast(entry.c.value, JSONB)

    def part(sub: str) -> Expression | None:
        text: Expression = value[sub].astext
        return cast(text, Boolean) if sub == "primary" else text

    rows = select(literal(1)).select_from(entry).correlate(PersonRow, DirectoryUserRow)
    return Entries(rows, part)


def _group_single(path: str) -> Expression | None:
    known: dict[str, Expression] = {
        "id": cast(DirectoryGroupRow.id, Text),
        "externalId": DirectoryGroupRow.external_id,
        "displayName": DirectoryGroupRow.display_name,
        "meta.resourceType": literal("Group", Text),
        "meta.created": DirectoryGroupRow.created_at,
        "meta.lastModified": DirectoryGroupRow.modified_at,
    }
    return known.get(path)


def _group_many(name: str) -> Entries | None:
    if name != "members":
        return None
    rows = (
        select(literal(1))
        .select_from(DirectoryMemberRow)
        .where(DirectoryMemberRow.group_id == DirectoryGroupRow.id)
        .correlate(DirectoryGroupRow)
    )
    member: ColumnElement[Any] = func.coalesce(DirectoryMemberRow.person_id, DirectoryMemberRow.child_id)
    kind = case((DirectoryMemberRow.person_id.is_not(None), literal("User", Text)), else_=literal("Group", Text))
    return Entries(rows, {"value": cast(member, Text), "type": kind}.get)


USER_COLUMNS = Columns(_user_single, _user_extension, _user_many)
GROUP_COLUMNS = Columns(_group_single, lambda _path: None, _group_many)


def read_users(session: Session, provider: ScimProvider, ids: Sequence[UUID]) -> list[Resource[Any]]:
    """The people with these ids, in this order; one query."""
    model: Any = provider.model_for("User")
    member = func.jsonb_build_object(
        "value", cast(DirectoryGroupRow.id, Text), "display", DirectoryGroupRow.display_name
    )
    held = (
        select(func.jsonb_agg(aggregate_order_by(member, DirectoryMemberRow.id)))
        .join(DirectoryGroupRow, DirectoryGroupRow.id == DirectoryMemberRow.group_id)
        .where(DirectoryMemberRow.person_id == PersonRow.id, DirectoryGroupRow.deleted_at.is_(None))
        .correlate(PersonRow)
        .scalar_subquery()
    )
    found: dict[UUID, Resource[Any]] = {}
    for person_id, account, active, external_id, document, version, created, modified, groups in session.execute(
        users()
        .with_only_columns(
            PersonRow.id,
            PersonRow.account,
            PersonRow.active,
            DirectoryUserRow.external_id,
            DOCUMENT,
            DirectoryUserRow.version,
            DirectoryUserRow.created_at,
            DirectoryUserRow.modified_at,
            held,
        )
        .where(PersonRow.id.in_(ids))
    ):
        shown = {**document, "active": active} if "active" in document or not active else document
        found[person_id] = model.model_validate(
            {
                **shown,
                "schemas": [str(model.__schema__), *([ENTERPRISE] if ENTERPRISE in document else [])],
                "userName": account,
                "externalId": external_id,
                "groups": [{**group, "$ref": f"Groups/{group['value']}"} for group in groups or ()] or None,
            }
        )
        _identify(found[person_id], "User", person_id, version or 0, created, modified)
    return [found[each] for each in ids if each in found]


def read_groups(
    session: Session, provider: ScimProvider, ids: Sequence[UUID], *, members: bool = True
) -> list[Resource[Any]]:
    """The units with these ids, in this order, with or without their members; at most two queries."""
    model: Any = provider.model_for("Group")
    inside: dict[UUID, list[dict[str, str]]] = {}
    for group_id, person_id, child_id in session.execute(_members_of(ids)) if members else ():
        kind, member_id = ("User", person_id) if person_id else ("Group", child_id)
        inside.setdefault(group_id, []).append({"value": str(member_id), "$ref": f"{kind}s/{member_id}", "type": kind})
    found: dict[UUID, Resource[Any]] = {}
    for row in session.scalars(
        select(DirectoryGroupRow).where(DirectoryGroupRow.id.in_(ids), DirectoryGroupRow.deleted_at.is_(None))
    ):
        found[row.id] = model.model_validate(
            {
                "schemas": [str(model.__schema__)],
                "displayName": row.display_name,
                "externalId": row.external_id,
                "members": inside.get(row.id),
            }
        )
        _identify(found[row.id], "Group", row.id, row.version, row.created_at, row.modified_at)
    return [found[each] for each in ids if each in found]


def _members_of(ids: Iterable[UUID]) -> Executable:
    return (
        select(DirectoryMemberRow.group_id, DirectoryMemberRow.person_id, DirectoryMemberRow.child_id)
        .outerjoin(DirectoryUserRow, DirectoryUserRow.person_id == DirectoryMemberRow.person_id)
        .where(DirectoryMemberRow.group_id.in_(list(ids)), DirectoryUserRow.deleted_at.is_(None))
        .order_by(DirectoryMemberRow.id)
    )


def _identify(
    resource: Resource[Any], kind: str, row_id: UUID, version: int, created: datetime | None, modified: datetime | None
) -> None:
    resource.id = str(row_id)
    resource.meta = Meta(
        resource_type=kind,
        created=created or _LONG_AGO,
        last_modified=modified or _LONG_AGO,
        version=f'W/"{version}"',
    )
