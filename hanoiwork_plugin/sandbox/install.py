"""Installing the plugin: manifest, webhook validation, lifecycle call, ping (CONTRACT 3)."""

import json
from typing import Any
from urllib.parse import urlsplit

from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.sandbox.host import Host
from hanoiwork_plugin.sandbox.webhooks import signed_headers


def install(host: Host) -> bool:
    """Install once, with the ids kept from the first time; whether every step succeeded.

    The step reached is kept for the inspector panel. Installing again updates the same installation.
    """
    fault = _read_manifest(host) or _validate_webhook(host) or _announce(host) or _ping(host)
    with host.store.write():
        host.store.put("install_step", fault or "Đã kết nối với ứng dụng.")
        host.store.put("installed", "" if fault else "yes")
    return not fault


def _read_manifest(host: Host) -> str:
    url = f"{host.plugin_url}/hanoiwork/manifest.json"
    first = not host.store.get("install_step")
    answer = host.calls.send("manifest", "GET", url, headers={"Accept": "application/json"}, recorded=first)
    if answer is None:
        return "Đang chờ ứng dụng khởi động…"
    try:
        manifest = answer.json() if answer.ok else None
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict) or not manifest.get("id"):
        return "Tệp mô tả của ứng dụng (manifest) chưa đọc được."
    host.store.put("manifest", json.dumps(manifest))
    return ""


def _validate_webhook(host: Host) -> str:
    """CloudEvents webhook validation: the plugin says that it wants our deliveries."""
    origin = urlsplit(host.own_url).netloc
    headers = {"WebHook-Request-Origin": origin, "WebHook-Request-Rate": "120"}
    url = host.installation.address("webhook", "/hanoiwork/events")
    answer = host.calls.send("webhook validation", "OPTIONS", url, headers=headers)
    if answer is None or not answer.ok or answer.headers.get("WebHook-Allowed-Origin") not in (origin, "*"):
        return "Ứng dụng chưa chấp nhận nhận sự kiện từ địa chỉ này."
    return ""


def _announce(host: Host) -> str:
    answer = _lifecycle(host, "app.installed", host.installation.lifecycle_data())
    return "" if answer else "Ứng dụng từ chối cài đặt. Xem lời gọi “lifecycle” để biết lý do."


def _ping(host: Host) -> str:
    """One ping over the lifecycle address and one as a signed event, so that token and key are both proven."""
    if not _lifecycle(host, "app.ping", {"installationId": host.installation.id}):
        return "Ứng dụng chưa trả lời kiểm tra kết nối."
    ping_id = str(new_id())
    subject = f"installations/{host.installation.id}"
    event = host.installation.envelope(ping_id, "app.ping", subject, {"installationId": host.installation.id})
    body = json.dumps(event | {"sequence": "1", "correlationid": ping_id}).encode()
    headers = signed_headers(host.installation, ping_id, body) | {"Content-Type": "application/cloudevents+json"}
    url = host.installation.address("webhook", "/hanoiwork/events")
    answer = host.calls.send("app.ping", "POST", url, headers=headers, body=body)
    return "" if answer is not None and answer.ok else "Ứng dụng chưa nhận sự kiện đã ký."


def _lifecycle(host: Host, kind: str, data: dict[str, Any]) -> bool:
    issuer = host.tokens.issuer
    token = host.tokens.access(subject=issuer, audience=host.installation.app_id, client=issuer, scope="app:lifecycle")
    answer = host.calls.send(
        f"lifecycle {kind}",
        "POST",
        host.installation.address("lifecycle", "/hanoiwork/lifecycle"),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        body=json.dumps({"type": f"vn.hanoiwork.{kind}.v1", "data": data}).encode(),
    )
    return answer is not None and answer.ok
