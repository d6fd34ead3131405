"""A pressed button on a card: called to the plugin for the person, and its answer applied (CONTRACT 5)."""

import json
from typing import Any

from hanoiwork_plugin.sandbox.host import Host
from hanoiwork_plugin.sandbox.webhooks import signed_headers

CARD = "application/vnd.microsoft.card.adaptive"
SENTENCE = "application/vnd.microsoft.activity.message"
UNREACHABLE = "Ứng dụng chưa trả lời. Anh/chị vui lòng thử lại sau ít phút."


class PressRefused(Exception):
    """The workspace itself cannot pass the press on; the text is for the person."""


def press(host: Host, account: str, order: dict[str, Any]) -> dict[str, Any]:
    """Press a button as ``account``.

    ``order``: ``{messageId, action: {id, verb, data}, actionId, cardVersion?, attachments?: [file id], locale?}``.
    Answers ``{statusCode, sentence?, error?: {code, message}, effects, replaced, message}``, where ``message`` is
    the message as the person sees it now. The same ``actionId`` again is called again, and applied once.

    Raises:
        PressRefused: when there is no such card for this person, or an attachment is not theirs.
    """
    row = host.conversations.row(str(order.get("messageId", "")))
    if row is None or row["card"] is None or not host.conversations.is_member(row["conversation_id"], account):
        raise PressRefused("Không tìm thấy thẻ này.")
    try:
        attachments = host.files.owned([str(one) for one in order.get("attachments") or []], account)
    except LookupError:
        raise PressRefused("Không tìm thấy tệp đính kèm.") from None
    action_id = str(order["actionId"])
    body = json.dumps(_invocation(host, row, order, action_id, attachments), ensure_ascii=False).encode()
    app_id = host.installation.app_id
    token = host.tokens.access(
        subject=account, audience=app_id, client=host.installation.client_id, scope="app:act", jti=action_id
    )
    headers = signed_headers(host.installation, action_id, body)
    headers |= {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    actions = host.installation.manifest.get("actions") or {}
    answer = host.calls.send(
        f"press {order['action'].get('verb', '')}",
        "POST",
        host.installation.address("actions", "/hanoiwork/actions"),
        headers=headers,
        body=body,
        timeout=float(actions.get("timeoutMs", 3000)) / 1000,
    )
    try:
        said = answer.json() if answer is not None and answer.ok else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        said = {"statusCode": 500, "type": "", "value": {"code": "unreachable", "message": UNREACHABLE}}
    return _apply(host, row["id"], account, action_id, said)


def _invocation(
    host: Host, row: dict[str, Any], order: dict[str, Any], action_id: str, attachments: list[dict[str, Any]]
) -> dict[str, Any]:
    conversation = host.conversations.find(row["conversation_id"]) or {}
    action = order["action"]
    invocation: dict[str, Any] = {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "value": {
            "action": {
                "type": "Action.Execute",
                "id": action.get("id"),
                "verb": action.get("verb"),
                "data": action.get("data") or {},
            },
            "trigger": "manual",
        },
        "actionId": action_id,
        "installationId": host.installation.id,
        "conversation": {"id": row["conversation_id"], "type": conversation.get("type")},
        "message": {"id": row["id"], "cardVersion": order.get("cardVersion") or row["card_version"]},
        "locale": str(order.get("locale") or "vi"),
    }
    return invocation | ({"attachments": attachments} if attachments else {})


def _apply(host: Host, message_id: str, account: str, action_id: str, said: dict[str, Any]) -> dict[str, Any]:
    """Replace the card once, and tell the page the rest."""
    effects = [one for one in said.get("effects") or [] if isinstance(one, dict)]
    status, value = int(said.get("statusCode", 500)), said.get("value")
    outcome: dict[str, Any] = {"statusCode": status, "effects": effects, "replaced": False}
    cards = [one["card"] for one in effects if isinstance(one.get("card"), dict)]
    if status == 200 and said.get("type") == CARD and isinstance(value, dict):
        cards.insert(0, value)
    elif status == 200 and said.get("type") == SENTENCE:
        outcome["sentence"] = str(value)
    elif status != 200:
        fault = value if isinstance(value, dict) else {}
        outcome["error"] = {"code": fault.get("code", ""), "message": str(fault.get("message") or UNREACHABLE)}
    for_all = any(one.get("replaceFor") == "all" for one in effects)
    with host.store.write() as db:
        first = db.execute("INSERT OR IGNORE INTO presses VALUES (?)", (action_id,)).rowcount == 1
        if cards and first:
            host.conversations.replace_card(message_id, cards[0], viewer=None if for_all else account)
        outcome["replaced"] = bool(cards)
        row = host.conversations.row(message_id)
        outcome["message"] = host.conversations.shown(row, account) if row else None
    return outcome
