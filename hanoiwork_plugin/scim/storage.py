"""The storage behind ``/scim/v2``: each SCIM operation is one transaction over the use-cases of the directory."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from scim2_models import (
    ConflictException,
    InvalidValueException,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimProvider,
    SearchRequest,
    UniquenessException,
)
from scim2_server.storage import ScimStorage, SearchPage
from sqlalchemy import Text, cast, func, literal, null, select, union_all
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from hanoiwork_plugin.domain.errors import Conflict, DomainError, Invalid, NotFound, Stale
from hanoiwork_plugin.scim import rows
from hanoiwork_plugin.scim.filters import Columns, condition, sort_key
from hanoiwork_plugin.services.accounts.directory_groups import (
    GroupGiven,
    add_group,
    change_group,
    group_given,
    remove_group,
)
from hanoiwork_plugin.services.accounts.directory_people import (
    UserGiven,
    add_user,
    change_user,
    remove_user,
    user_given,
)
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.wire.errors import message_of

_OWN_FIELDS = frozenset({"schemas", "id", "externalId", "meta", "userName", "groups"})


class DirectoryStorage(ScimStorage):
    """People and units of the directory in PostgreSQL."""

    def __init__(self, plugin: Plugin, provider: ScimProvider) -> None:
        self._plugin = plugin
        self._provider = provider
        self._open: ContextVar[Tx] = ContextVar("scim_transaction")
        self.cause: ContextVar[str] = ContextVar("scim_cause", default="scim")
        """Which installation's directory is calling; kept in each ledger entry."""

    @contextmanager
    def operation(self) -> Iterator[None]:
        """One SCIM operation, alone or in a bulk request: commits at its end, undone on any error."""
        with _as_scim(), self._plugin.transaction(cause=self.cause.get()) as tx:
            token = self._open.set(tx)
            try:
                yield
            finally:
                self._open.reset(token)

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """One person or unit."""
        found = self._read(str(resource_type.name), [_id(resource_id)])
        if not found:
            raise NotFoundException(detail=f"{resource_type.name} {resource_id!r} not found")
        return found[0]

    def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        """One page, newest first unless sorted; a query, and one or two for each type on the page."""
        parts = []
        for name in dict.fromkeys(str(each.name) for each in resource_types):
            columns, query = _TABLES[name]
            model: Any = self._provider.model_for(name)
            if search_request.filter is not None:
                query = query.where(condition(search_request.filter, model, columns))
            key = sort_key(search_request, model, columns) if search_request.sort_by else None
            id_column = query.selected_columns[0].label("id")
            text_key = null() if key is None else cast(key, Text)
            parts.append(query.with_only_columns(literal(name, Text).label("kind"), id_column, text_key.label("key")))
        every = union_all(*parts).subquery() if len(parts) > 1 else parts[0].subquery()
        session = self._tx.session
        descending = search_request.sort_order == SearchRequest.SortOrder.descending
        key_order = every.c.key.desc().nulls_first() if descending else every.c.key.asc().nulls_last()
        page = session.execute(
            select(every.c.kind, every.c.id, func.count().over().label("total"))
            .order_by(*([key_order] if search_request.sort_by else []), every.c.id.desc())
            .offset(search_request.start_index_0 or 0)
            .limit(search_request.count)
        ).all()
        beyond = search_request.start_index_0 or search_request.count == 0
        counted = select(func.count()).select_from(every)
        total = page[0].total if page else (session.scalar(counted) or 0) if beyond else 0
        found = {
            resource.id: resource
            for kind in {row.kind for row in page}
            for resource in self._read(kind, [row.id for row in page if row.kind == kind])
        }
        return SearchPage(total, [found[str(row.id)] for row in page if str(row.id) in found])

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Take a person or unit in."""
        with _as_scim():
            if resource_type.name == "User":
                made = add_user(self._tx, _user(resource))
            else:
                made = add_group(self._tx, _group(resource))
            self._tx.session.flush()
        return self._read(str(resource_type.name), [made])[0]

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        """Bring a person or unit to the state given."""
        resource_id = _id(str(resource.id))
        with _as_scim():
            if resource_type.name == "User":
                change_user(self._tx, resource_id, _user(resource), _version(expected_version))
            else:
                change_group(self._tx, resource_id, _group(resource), _version(expected_version))
            self._tx.session.flush()
        return self._read(str(resource_type.name), [resource_id])[0]

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        """Take a person or unit out: nothing of theirs is lost."""
        remove = remove_user if resource_type.name == "User" else remove_group
        with _as_scim():
            remove(self._tx, _id(resource_id), _version(expected_version))
            self._tx.session.flush()

    @property
    def _tx(self) -> Tx:
        return self._open.get()

    def _read(self, name: str, ids: list[UUID]) -> list[Resource[Any]]:
        read = rows.read_users if name == "User" else rows.read_groups
        return read(self._tx.session, self._provider, ids)


_TABLES: dict[str, tuple[Columns, Any]] = {
    "User": (rows.USER_COLUMNS, rows.users()),
    "Group": (rows.GROUP_COLUMNS, rows.groups()),
}


@contextmanager
def _as_scim() -> Iterator[None]:
    """Refusals of the rules and of the database as SCIM errors."""
    try:
        yield
    except (Stale, StaleDataError):
        raise PreconditionFailedException from None
    except IntegrityError:
        raise UniquenessException(detail="Another push came first") from None
    except Conflict as error:
        raise UniquenessException(detail=message_of(error, "vi")) from None
    except NotFound:
        raise NotFoundException(detail="Not found") from None
    except Invalid as error:
        raise InvalidValueException(detail=message_of(error, "vi")) from None
    except DomainError as error:
        raise ConflictException(detail=message_of(error, "vi")) from None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundException(detail=f"{text!r} not found") from None


def _version(expected: str | None) -> int | None:
    return None if expected is None else int(expected.removeprefix('W/"').removesuffix('"'))


def _user(resource: Any) -> UserGiven:
    document = resource.model_dump()
    kept = {key: value for key, value in document.items() if key not in _OWN_FIELDS}
    return user_given(resource.user_name or "", resource.external_id, kept)


def _group(resource: Any) -> GroupGiven:
    members = []
    for member in resource.members or ():
        try:
            members.append(UUID(member.value or ""))
        except ValueError:
            raise InvalidValueException(detail=f"No member {member.value!r} in the directory") from None
    return group_given(resource.display_name or "", resource.external_id, members)
