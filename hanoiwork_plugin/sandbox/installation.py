"""What the workspace agreed with the plugin at installation: made once, the same after every restart."""

import base64
import json
import secrets
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from hanoiwork_plugin.sandbox.conversations import SUPPORT
from hanoiwork_plugin.sandbox.store import Store
from hanoiwork_plugin.settings import APP_ID

TENANT = "phuong-mau"


class Installation:
    """Ids, credentials and addresses of the one installed plugin."""

    def __init__(self, store: Store, own_url: str, plugin_url: str) -> None:
        self._store = store
        self.own_url = own_url
        self.plugin_url = plugin_url
        with store.write():
            if not store.get("installation"):
                made = {
                    "id": f"ins-{secrets.token_hex(8)}",
                    "clientId": f"app-{secrets.token_hex(6)}",
                    "clientSecret": secrets.token_urlsafe(32),
                    "scimToken": secrets.token_urlsafe(32),
                    "webhookKey": "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
                }
                store.put("installation", json.dumps(made))
        kept = json.loads(store.get("installation"))
        self.id: str = kept["id"]
        self.client_id: str = kept["clientId"]
        self.client_secret: str = kept["clientSecret"]
        self.webhook_key: str = kept["webhookKey"]
        self._scim_token: str = kept["scimToken"]

    @property
    def manifest(self) -> dict[str, Any]:
        """The plugin's manifest as it was read last; empty before the first time."""
        kept: dict[str, Any] = json.loads(self._store.get("manifest", "{}"))
        return kept

    @property
    def app_id(self) -> str:
        """The plugin's id, which is the audience of every token for it."""
        return str(self.manifest.get("id") or APP_ID)

    def address(self, part: str, default: str) -> str:
        """The address the manifest gives for ``part`` ("webhook", "actions", "lifecycle")."""
        entry = self.manifest.get(part)
        given = entry.get("url") if isinstance(entry, dict) else None
        return urljoin(self.plugin_url + "/", str(given or default))

    def lifecycle_data(self) -> dict[str, Any]:
        """The ``data`` of ``app.installed`` (CONTRACT 3)."""
        return {
            "installationId": self.id,
            "tenantId": TENANT,
            "apiBase": self.own_url,
            "tokenEndpoint": f"{self.own_url}/oauth/token",
            "clientId": self.client_id,
            "clientSecret": self.client_secret,
            "webhookKeys": [self.webhook_key],
            "scimToken": self._scim_token,
            "supportConversationId": SUPPORT,
        }

    def envelope(self, event_id: str, kind: str, subject: str, data: dict[str, Any]) -> dict[str, Any]:
        """A CloudEvents 1.0.2 envelope in real time (CONTRACT 4)."""
        return {
            "specversion": "1.0",
            "id": event_id,
            "type": f"vn.hanoiwork.{kind}.v1",
            "source": f"/tenants/{TENANT}",
            "subject": subject,
            "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "installationid": self.id,
            "data": data,
        }
