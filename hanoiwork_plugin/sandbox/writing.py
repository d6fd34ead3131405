"""What people do beside pressing: write, give a task in the host's own form, open a deep link (CONTRACT 4, 7)."""

import json
from typing import Any

from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.sandbox.conversations import APP, APP_NAME
from hanoiwork_plugin.sandbox.host import Host

TASK_FIELDS = ("title", "content", "kind", "product", "coefficient", "quantity", "leadUnit", "due", "priority")


class NotWritten(Exception):
    """What was written cannot be taken; the text is for the person."""


def write_message(
    host: Host, account: str, conversation_id: str, text: str, reply_to: str | None, file_ids: list[str]
) -> dict[str, Any]:
    """Send a message as ``account``; the message as they see it.

    The plugin hears of it when it is a member of the conversation, is mentioned, or is answered: as
    ``message.attachment_added`` for a reply that brings files, as ``message.created`` otherwise.

    Raises:
        NotWritten: when there is nothing to send, or not here.
    """
    text = text.strip()
    conversation = host.conversations.find(conversation_id)
    if conversation is None or not host.conversations.is_member(conversation_id, account):
        raise NotWritten("Không tìm thấy cuộc trò chuyện này.")
    if not text and not file_ids:
        raise NotWritten("Tin nhắn chưa có nội dung.")
    try:
        attachments = host.files.owned(file_ids, account)
    except LookupError:
        raise NotWritten("Không tìm thấy tệp đính kèm.") from None
    parent = host.conversations.row(reply_to) if reply_to else None
    if parent and parent["conversation_id"] != conversation_id:
        raise NotWritten("Tin nhắn được trả lời không thuộc cuộc trò chuyện này.")
    mentions = _mentions(host, text)
    with host.store.write():
        message_id = host.conversations.post(
            conversation_id,
            account,
            text=text or None,
            reply_to=parent["id"] if parent else None,
            file_ids=tuple(file["id"] for file in attachments),
        )
        row = host.conversations.row(message_id)
        if row is None:
            raise LookupError(message_id)
        host.conversations.mark_read(conversation_id, account, row["seq"])
        heard = conversation["has_app"] or host.installation.app_id in mentions
        if heard or (parent is not None and parent["sender"] == APP):
            data = {
                "id": message_id,
                "conversationId": conversation_id,
                "conversationType": conversation["type"],
                "threadId": row["thread_id"],
                "replyTo": row["reply_to"],
                "text": text,
                "mentions": mentions,
                "sender": account,
                "attachments": attachments,
            }
            kind = "message.attachment_added" if parent and attachments else "message.created"
            host.outbox.emit(kind, f"messages/{message_id}", data, account)
        return host.conversations.shown(row, account)


def _mentions(host: Host, text: str) -> list[str]:
    """Accounts, and the plugin's id, whose names stand in ``text`` after an @."""
    found = [person.account for person in host.people if f"@{person.name}" in text]
    return found + [host.installation.app_id] * (f"@{APP_NAME}" in text)


def give_task(host: Host, account: str, form: dict[str, Any]) -> dict[str, Any]:
    """Give a task with the host's own form: events ``task.created`` and, with assignees, ``task.assigned``.

    Raises:
        NotWritten: naming what the form lacks.
    """
    title = str(form.get("title") or "").strip()
    assignees = [str(one) for one in form.get("assignees") or []]
    missing = [
        label
        for label, value in (("tên nhiệm vụ", title), ("người thực hiện", assignees), ("hạn", form.get("due")))
        if not value
    ]
    if missing:
        raise NotWritten("Chưa giao được việc: thiếu " + ", ".join(missing) + ".")
    if any(host.people.find(one) is None for one in assignees):
        raise NotWritten("Chưa giao được việc: người thực hiện không có trong danh sách.")
    task_id = str(new_id())
    task = {"id": task_id} | {name: form.get(name) or None for name in TASK_FIELDS}
    task |= {
        "title": title,
        "coUnits": form.get("coUnits") or [],
        "assignees": assignees,
        "createdBy": account,
        "parentId": None,
        "attachments": [],
    }
    with host.store.write() as db:
        db.execute("INSERT INTO tasks (id, task) VALUES (?,?)", (task_id, json.dumps(task, ensure_ascii=False)))
        host.conversations.post(host.conversations.direct_of(account), account, task_id=task_id)
        created = host.outbox.emit("task.created", f"tasks/{task_id}", task, account)
        host.outbox.emit("task.assigned", f"tasks/{task_id}", task, account, correlation=created)
    return task


def mirror_task(host: Host, task_id: str, change: dict[str, Any]) -> dict[str, Any]:
    """Take over what the plugin mirrors into the host's own task; the whole task.

    Raises:
        LookupError: when there is no such task.
    """
    with host.store.write() as db:
        row = host.store.row("SELECT task, mirror FROM tasks WHERE id = ?", task_id)
        if row is None:
            raise LookupError(task_id)
        mirror: dict[str, Any] = json.loads(row["mirror"]) | change
        db.execute("UPDATE tasks SET mirror = ? WHERE id = ?", (json.dumps(mirror, ensure_ascii=False), task_id))
        host.conversations.touch_task(task_id)
        task: dict[str, Any] = json.loads(row["task"])
        return task | {"mirror": mirror}


def open_link(host: Host, account: str, kind: str, object_id: str, token: str | None) -> str:
    """Open a deep link as ``account``: event ``link.opened``; the conversation where the card will arrive."""
    conversation = host.conversations.direct_of(account)
    data = {"objectType": kind, "objectId": object_id, "token": token, "conversationId": conversation}
    host.outbox.emit("link.opened", f"links/{new_id()}", data, account)
    return conversation
