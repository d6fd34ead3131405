"""What the host's directory sends: the installation it pushes for, and bodies of users, groups and patches."""

from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from hanoiwork_plugin.services import installations
from hanoiwork_plugin.services.installations import InstallationGiven
from hanoiwork_plugin.services.transaction import Plugin

INSTALLATION = "inst-test"
WEBHOOK_KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SCIM_TOKEN = "scim-token-of-the-tests-0123456789"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
Push = Callable[..., TestResponse]
AsPerson = Callable[..., dict[str, str]]


def installed(plugin: Plugin, token: str | None = SCIM_TOKEN, *, installation: str = INSTALLATION) -> None:
    """Install the plugin with this ``scimToken``."""
    with plugin.transaction(cause="test") as tx:
        installations.install(
            tx,
            InstallationGiven(
                installation_id=installation,
                tenant_id="tenant-test",
                api_base="http://127.0.0.1:1/api",
                token_endpoint="http://127.0.0.1:1/token",
                client_id="client",
                client_secret="secret",
                webhook_keys=(WEBHOOK_KEY,),
                scim_token=token,
                support_conversation_id="support-group",
            ),
        )


def user(account: str, **attributes: Any) -> dict[str, Any]:
    """A user as a directory sends one; ``organization`` and ``department`` go into the extension."""
    extension = {key: attributes.pop(key) for key in ("organization", "division", "department") if key in attributes}
    body = {"schemas": [USER], "userName": account, **attributes}
    return {**body, "schemas": [USER, ENTERPRISE], ENTERPRISE: extension} if extension else body


def group(name: str, *members: str, kind: str = "User", **attributes: Any) -> dict[str, Any]:
    """A group as a directory sends one."""
    return {
        "schemas": [GROUP],
        "displayName": name,
        "members": [{"value": each, "type": kind} for each in members],
        **attributes,
    }


def patch(*operations: dict[str, Any]) -> dict[str, Any]:
    """The body of a PATCH."""
    return {"schemas": [PATCH], "Operations": list(operations)}
