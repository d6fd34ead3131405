"""What the directory may push: users with the enterprise extension, and groups; nothing the plugin has no use for.

Attributes outside these schemas (addresses, photos, passwords) are accepted and dropped: personal data by least
privilege (Luật 91/2025/QH15).
"""

from typing import Annotated, Any, Union

from pydantic import Field
from scim2_models import (
    URN,
    AnyExtension,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    ExtensibleStringEnum,
    Extension,
    Filter,
    Mutability,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

from hanoiwork_plugin.services.accounts.directory_people import ENTERPRISE

MAX_RESULTS = 200
MAX_OPERATIONS = 500
MAX_BULK_BYTES = 1024 * 1024


class Name(ComplexAttribute):
    """Họ và tên, whole or in parts."""

    formatted: str | None = None
    family_name: str | None = None
    middle_name: str | None = None
    given_name: str | None = None


class PhoneNumber(ComplexAttribute):
    """Số điện thoại."""

    class Type(ExtensibleStringEnum):
        """What the number is for."""

        work = "work"
        mobile = "mobile"
        other = "other"

    value: str | None = None
    type: Type | None = None
    primary: bool | None = None


class GroupOfUser(ComplexAttribute):
    """A unit the person belongs to; changed through the group's members."""

    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    ref: Annotated[Reference["Group"] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    display: Annotated[str | None, Mutability.read_only] = None


class User(Resource[AnyExtension]):
    """A person; ``userName`` is the HanoiWork account, the token's ``sub``."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: Name | None = None
    display_name: str | None = None
    title: str | None = None
    """Chức vụ."""
    user_type: str | None = None
    """Nhóm: cán bộ, công chức, viên chức, lao động hợp đồng."""
    active: bool | None = None
    phone_numbers: list[PhoneNumber] | None = None
    groups: Annotated[list[GroupOfUser] | None, Mutability.read_only] = None


class EnterpriseUser(Extension):
    """Where the person works, by name: organisation (cơ quan), division and department (phòng, ban)."""

    __schema__ = URN(ENTERPRISE)

    employee_number: str | None = None
    organization: str | None = None
    division: str | None = None
    department: str | None = None


class Member(ComplexAttribute):
    """A person in the unit, or a unit below it."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[
        Reference[Union["User", "Group"]] | None,  # type: ignore[type-arg]  # read by the library
        Mutability.immutable,
    ] = Field(None, serialization_alias="$ref", validation_alias="$ref")
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User", "Group"])


class Group(Resource[Any]):
    """A unit (đơn vị); a group among the members of another is the unit below it."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true] = None
    members: list[Member] | None = None


def provider() -> ScimProvider:
    """The service as ``/ServiceProviderConfig``, ``/ResourceTypes`` and ``/Schemas`` describe it."""
    return ScimProvider(
        models=[User, EnterpriseUser, Group],
        resource_types=[ResourceType.from_resource(User[EnterpriseUser]), ResourceType.from_resource(Group)],
        config=ServiceProviderConfig(
            patch=Patch(supported=True),
            bulk=Bulk(supported=True, max_operations=MAX_OPERATIONS, max_payload_size=MAX_BULK_BYTES),
            filter=Filter(supported=True, max_results=MAX_RESULTS),
            change_password=ChangePassword(supported=False),
            sort=Sort(supported=True),
            etag=ETag(supported=True),
            authentication_schemes=[
                AuthenticationScheme(
                    type=AuthenticationScheme.Type.oauthbearertoken,
                    name="Bearer token",
                    description="The scimToken that the host gave when it installed the plugin.",
                    primary=True,
                )
            ],
        ),
        policy=ScimPolicy(
            unknown=ScimPolicy.Unknown.ignore,
            remove_value_as_filter=ScimPolicy.RemoveValue.apply,
            unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
        ),
    )
