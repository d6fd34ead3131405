"""What the host tells us, followed: tasks, messages, links, people who left (CONTRACT 4)."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import due_instant, hanoi_date
from hanoiwork_plugin.domain.changes.delegation import delegable_acts
from hanoiwork_plugin.domain.errors import Forbidden, NotFound
from hanoiwork_plugin.domain.folding import fold, tokens
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.domain.tasks import Priority, TaskKind
from hanoiwork_plugin.services import installations, support
from hanoiwork_plugin.services.accounts.reconciliation import reconciliation_of
from hanoiwork_plugin.services.assigning.task_entry import HostTask, receive_task, remove_task
from hanoiwork_plugin.services.assigning.typed_messages import follow
from hanoiwork_plugin.services.catalogues.catalogue_drafts import may_send_tables
from hanoiwork_plugin.services.changes import delegations
from hanoiwork_plugin.services.deliveries import Handler
from hanoiwork_plugin.services.doing import qr
from hanoiwork_plugin.services.doing.evidence_files import FileGiven
from hanoiwork_plugin.services.doing.evidence_intake import receive_forwarded, tasks_to_prove
from hanoiwork_plugin.services.doing.task_views import visible_task
from hanoiwork_plugin.services.doing.task_work import add_evidence
from hanoiwork_plugin.services.goals import week_posting
from hanoiwork_plugin.services.rating import evaluation_opening
from hanoiwork_plugin.services.rollout.rollout_words import ROLLOUT, rollout_card
from hanoiwork_plugin.services.transaction import Outgoing, Tx
from hanoiwork_plugin.services.watch.watch_words import WATCHING, watch_cards
from hanoiwork_plugin.settings import APP_ID
from hanoiwork_plugin.store import organisation, queue
from hanoiwork_plugin.store.hosts import Installation
from hanoiwork_plugin.store.messages import PostedCardRow
from hanoiwork_plugin.store.people import PersonRow
from hanoiwork_plugin.store.tasks import task_by_id

Event = dict[str, Any]

_KINDS = {
    **{kind.value: kind for kind in TaskKind},
    "trong tam": TaskKind.KEY,
    "thuong xuyen": TaskKind.REGULAR,
    "phat sinh": TaskKind.ARISING,
    "dot xuat": TaskKind.ARISING,
    "phat sinh dot xuat": TaskKind.ARISING,
}
_PRIORITIES = {
    **{priority.value: priority for priority in Priority},
    **{fold(priority.label): priority for priority in Priority},
}

COMMANDS: dict[str, str] = {
    "diem": "score",
    "diem cua toi": "score",
    "viec": "task_list",
    "viec cua toi": "task_list",
    "can quyet dinh": "decisions_open",
    "viec can quyet dinh": "decisions_open",
    "tu danh gia": "evaluation_open",
    "bao nghi": "absence_form",
    "viec hom nay": "digest",
    "nhac viec": "digest",
    "diem nghen": "bottlenecks",
    "cac quy tac theo doi": "watch_rules",
    "quy tac theo doi": "watch_rules",
    "so dau hieu": "watch_counts",
    "dau hieu theo don vi": "watch_counts",
    "gian doan": "outages",
    "gian doan he thong": "outages",
    "bao sai lech": "data_report_form",
    "bao sai lech du lieu": "data_report_form",
    "nghi om": "absence_form",
    "nghi phep": "absence_form",
    "uy quyen": "delegation_form",
    "dieu chuyen": "transfer_form",
    "ai co tham quyen": "instants",
    "ai quan ly": "instants",
    "danh gia": "evaluation_open",
    "doi chieu": "reconciliation",
    "tro giup": "menu",
    "giao viec": "giving",
    "viec phat sinh": "arising",
    "okr": "objectives_open",
    "okr phong": "unit_objectives",
    "okr don vi": "unit_objectives",
    "okr ca nhan": "own_objectives",
    "cay muc tieu": "objective_tree",
    "ke hoach": "plan_open",
    "ke hoach thang": "plan_open",
    "ke hoach phong": "unit_plan",
    "lich tuan": "week",
    "lich cua toi": "calendar_address",
    "nhom cua phong": "conversation_named",
    "san sang": "readiness_open",
    "muc do san sang": "readiness_open",
    "to cong tac": "working_group",
    "san tap": "practice",
    "san tap don vi": "practice_board",
    "danh muc": "catalogue_open",
    "de xuat danh muc": "catalogue_open",
}
"""Folded words typed to the bot → the card that answers; listed in the manifest's ``commands``."""
LEAST_WORDS = 5
"""Words of a text in a task's thread that may be meant as evidence."""
LEAST_FORWARDED_WORDS = 12
"""Words of a text sent to the bot alone, no command, that looks like a message forwarded as evidence."""
PROVES = "minh chung "
"""Before a text sent to the bot: it is to be evidence, of which task is asked."""
NAME_CONVERSATION = "nhom cua phong"
"""Typed in a group by who leads a department: the week calendar is posted there from now on."""


def _words(text: str) -> str:
    """The folded words of a message."""
    return " ".join(re.findall(r"\w+", fold(text)))


def _actor(tx: Tx, account: str | None) -> Actor:
    """The known, active person of an account.

    Raises:
        Forbidden: for anybody else.
    """
    actor = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now)) if account else None
    if actor is None:
        raise Forbidden("Tài khoản này chưa có trong danh sách người của đơn vị.")
    return actor


def task_changed(tx: Tx, installation_id: str, event: Event) -> None:
    """``task.created``, ``task.assigned``, ``task.updated``."""
    if event.get("actorid") == APP_ID:
        return  # the host repeats what we wrote into its task
    data = event["data"]
    giver = _actor(tx, data.get("createdBy"))
    by = _actor(tx, event["actorid"]) if event.get("actorid") else giver
    receive_task(tx, giver, _host_task(data), installation_id=installation_id, by=by)


def task_deleted(tx: Tx, installation_id: str, event: Event) -> None:
    """``task.deleted``."""
    account = event.get("actorid") or event["data"].get("createdBy")
    actor = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now)) if account else None
    remove_task(tx, actor, installation_id, event["data"]["id"])


def _host_task(data: Event) -> HostTask:
    return HostTask(
        id=data["id"],
        title=data["title"].strip(),
        content=data.get("content") or "",
        kind=_KINDS.get(" ".join(tokens(data.get("kind") or "")).removeprefix("nhiem vu ")),
        product=data.get("product") or "",
        coefficient=_decimal(data.get("coefficient")),
        quantity=_decimal(data.get("quantity")),
        lead_unit=data.get("leadUnit") or "",
        co_units=tuple(data.get("coUnits") or ()),
        assignees=tuple(data.get("assignees") or ()),
        due=_due(data.get("due")),
        priority=_PRIORITIES.get(fold(data.get("priority") or ""), Priority.NORMAL),
        parent_id=data.get("parentId"),
        attachments=tuple(data.get("attachments") or ()),
    )


def _decimal(value: object) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _due(value: str | None) -> datetime | None:
    """A deadline as the host writes it: a date means its end in Hanoi, an instant means itself."""
    if not value:
        return None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return due_instant(date.fromisoformat(value))
    return due_instant(datetime.fromisoformat(value))


def message_created(tx: Tx, installation_id: str, event: Event) -> None:
    """``message.created`` and ``message.attachment_added``: a reply with files, a command, a question."""
    data = event["data"]
    sender = organisation.actor_by_account(tx.session, data["sender"], hanoi_date(tx.now))
    if sender is None:
        return
    tx.acting_id = sender.id
    replied = _card_of_thread(tx, installation_id, data)
    files = [file_given(each) for each in data.get("attachments") or ()]
    text = (data.get("text") or "").strip()
    if replied is not None and replied.subject_id is not None:
        if replied.subject_type == "task" and files:
            add_evidence(tx, sender, replied.subject_id, files, installation_id=installation_id)
            return
        if replied.subject_type == "task" and _is_told(text) and _is_doer(tx, sender, replied.subject_id):
            task_id = replied.subject_id
            receive_forwarded(tx, sender, installation_id, data["id"], text, (), task_id=task_id)
            return
        if replied.subject_type == "support" and text:
            _on_request(tx, sender, replied.subject_id, text, data, on_card=True)
            return
    if _is_support_group(tx, installation_id, data["conversationId"]):
        thread = (data.get("replyTo"), data.get("threadId"))
        request_id = support.request_of_thread(tx, installation_id, thread)
        if request_id is not None and text:
            _on_request(tx, sender, request_id, text, data)
        elif not sender.has(Role.SUPPORT) and text and not any(thread):
            support.ask(
                tx,
                sender,
                text,
                installation_id=installation_id,
                conversation_id=data["conversationId"],
                message_id=data["id"],
            )
        return
    if data.get("conversationType") == "group" and _words(text).endswith(NAME_CONVERSATION):
        week_posting.name_conversation(tx, sender, sender.unit, installation_id, data["conversationId"])
    if data.get("conversationType") == "direct" or APP_ID in (data.get("mentions") or ()):
        _answer_bot(tx, installation_id, sender, data["id"], text, files)


def _on_request(tx: Tx, sender: Actor, request_id: UUID, text: str, data: Event, *, on_card: bool = False) -> None:
    """A word in the thread of a request: support answers by replying to its card; everything else is added to it."""
    if on_card and sender.has(Role.SUPPORT) and support.waits(tx, request_id):
        support.answer(tx, sender, request_id, text)
        return
    in_group = data.get("conversationType") == "group"
    support.reply(tx, sender, request_id, text, message_id=data["id"], in_group=in_group)


def file_given(data: Event) -> FileGiven:
    """A file as the host announces it."""
    return FileGiven(
        id=data["id"],
        name=data["name"],
        size=int(data.get("size") or 0),
        sha256=data.get("sha256") or "",
        content_type=data.get("contentType") or "application/octet-stream",
    )


def _card_of_thread(tx: Tx, installation_id: str, data: Event) -> PostedCardRow | None:
    """The card that a message answers, or in whose thread it stands; the one answered first."""
    ids = [each for each in (data.get("replyTo"), data.get("threadId")) if each]
    found = {
        row.message_id: row
        for row in tx.session.scalars(
            select(PostedCardRow).where(
                PostedCardRow.installation_id == installation_id, PostedCardRow.message_id.in_(ids)
            )
        )
    }
    return next((found[each] for each in ids if each in found), None)


def _is_told(text: str) -> bool:
    """Whether a text says enough to prove something; a word or two and the bot's own commands do not."""
    words = _words(text)
    return len(words.split()) >= LEAST_WORDS and words not in COMMANDS and not words.startswith("ho tro ")


def _is_doer(tx: Tx, sender: Actor, task_id: UUID) -> bool:
    task = task_by_id(tx.session, task_id)
    return task is not None and task.accountable_id == sender.id


def _is_support_group(tx: Tx, installation_id: str, conversation_id: str) -> bool:
    group = tx.session.scalar(select(Installation.support_conversation_id).where(Installation.id == installation_id))
    return group is not None and group == conversation_id


def _answer_bot(
    tx: Tx, installation_id: str, sender: Actor, message_id: str, text: str, files: list[FileGiven]
) -> None:
    if follow(tx, sender, text, files, installation_id=installation_id, message_id=message_id):
        return
    tables = [file for file in files if file.name.lower().endswith((".xlsx", ".csv"))]
    proves = not may_send_tables(tx, sender) and bool(tasks_to_prove(tx, sender)) if tables else bool(files)
    if tables and not proves:
        if not may_send_tables(tx, sender):
            raise Forbidden("Chỉ quản trị đơn vị, tổ chức cán bộ hoặc lãnh đạo phòng mới gửi được danh mục.")
        for file in tables:
            queue.defer(
                tx.session,
                "import_catalogue",
                lock=f"catalogue:{sender.unit.agency_id}",
                installation_id=installation_id,
                account=sender.account,
                file_id=file.id,
                file_name=file.name,
                message_id=message_id,
            )
        return
    if proves:
        receive_forwarded(tx, sender, installation_id, message_id, text, files)
        return
    words = _words(text)
    told = text.split(maxsplit=2)[2].lstrip(":- ") if words.startswith(PROVES) else text
    long_text = len(words.split()) >= LEAST_FORWARDED_WORDS and not words.startswith("ho tro ")
    if words.startswith(PROVES) or (long_text and tasks_to_prove(tx, sender)):
        receive_forwarded(tx, sender, installation_id, message_id, told, ())
        return
    if words.startswith("ho tro "):
        asked = re.split(r"\s+", text, maxsplit=2)[-1].lstrip(":- ")
        support.ask(
            tx,
            sender,
            asked,
            installation_id=installation_id,
            conversation_id=None,
            message_id=message_id,
        )
        return
    kind = COMMANDS.get(words, "menu")
    subject = reconciliation_of(tx, sender).id if kind == "reconciliation" else None
    if kind == "transfer_form" and authority.allowed(Act.TRANSFER, sender, Subject(sender.unit)) is None:
        raise Forbidden("Chỉ quản trị đơn vị hoặc tổ chức cán bộ mới ghi nhận được điều chuyển.")
    if kind == "delegation_form" and not delegable_acts(sender, delegations.units_in(tx, sender.unit)):
        raise Forbidden("Anh/chị không có việc nào để ủy quyền.")
    about = [(kind if subject else "", subject)]
    if kind in ROLLOUT:
        kind, about_kind, about_id = rollout_card(tx, sender, kind)
        about = [(about_kind, about_id)]
    if kind in WATCHING:
        about = watch_cards(tx, sender, kind)
    command = f"command:{installation_id}:{message_id}"
    cards = [
        Outgoing(kind, sender.id, subject_type=of, subject_id=each, dedup=f"{command}:{number}" if number else command)
        for number, (of, each) in enumerate(about)
    ]
    tx.notify_each(cards, installation_id)


def link_opened(tx: Tx, installation_id: str, event: Event) -> None:
    """``link.opened``: the card for those who may see it, the neutral one for everybody else."""
    data = event["data"]
    viewer = organisation.actor_by_account(tx.session, event.get("actorid") or "", hanoi_date(tx.now))
    if viewer is None:
        return
    tx.acting_id = viewer.id
    shown: UUID | None
    try:
        shown = _task_meant(tx, data)
        visible_task(tx, viewer, shown)
    except NotFound:
        shown = None
    tx.notify(
        "task" if shown else "neutral",
        person_id=viewer.id,
        subject_type="task" if shown else "",
        subject_id=shown,
        dedup=f"link:{event['id']}",
        installation_id=installation_id,
    )


def _task_meant(tx: Tx, data: Event) -> UUID:
    if data.get("objectType") != "task":
        raise NotFound
    named = data.get("objectId") or ""
    if data.get("token"):
        meant = qr.task_of_token(tx, data["token"])
        if named and named != str(meant):
            raise NotFound
        return meant
    try:
        return UUID(named)
    except ValueError:
        raise NotFound from None


def user_deactivated(tx: Tx, installation_id: str, event: Event) -> None:
    """``user.deactivated``: the person left; nothing of theirs is lost, nothing more is theirs to do."""
    person = tx.session.scalar(select(PersonRow).where(PersonRow.account == event["data"]["account"]).with_for_update())
    if person is not None and person.active:
        person.active = False
        tx.record("person.deactivated", "person", person.id, None)
        evaluation_opening.reassign(tx, [person.id])


def only_recorded(tx: Tx, installation_id: str, event: Event) -> None:
    """Events that change nothing here: the delivery itself is the record."""


def keys_rotated(tx: Tx, installation_id: str, event: Event) -> None:
    """``app.keys.rotated`` as an event."""
    installations.rotate_keys(tx, installation_id, tuple(event["data"]["webhookKeys"]))


def suspended(tx: Tx, installation_id: str, event: Event) -> None:
    """``app.suspended`` as an event."""
    installations.set_state(tx, installation_id, "suspended")


def uninstalled(tx: Tx, installation_id: str, event: Event) -> None:
    """``app.uninstalled`` as an event."""
    installations.set_state(tx, installation_id, "uninstalled")


HANDLERS: dict[str, Handler] = {
    "vn.hanoiwork.task.created.v1": task_changed,
    "vn.hanoiwork.task.assigned.v1": task_changed,
    "vn.hanoiwork.task.updated.v1": task_changed,
    "vn.hanoiwork.task.deleted.v1": task_deleted,
    "vn.hanoiwork.message.created.v1": message_created,
    "vn.hanoiwork.message.attachment_added.v1": message_created,
    "vn.hanoiwork.conversation.member_added.v1": only_recorded,
    "vn.hanoiwork.conversation.member_removed.v1": only_recorded,
    "vn.hanoiwork.user.deactivated.v1": user_deactivated,
    "vn.hanoiwork.link.opened.v1": link_opened,
    "vn.hanoiwork.app.ping.v1": only_recorded,
    "vn.hanoiwork.app.keys.rotated.v1": keys_rotated,
    "vn.hanoiwork.app.suspended.v1": suspended,
    "vn.hanoiwork.app.uninstalled.v1": uninstalled,
}
"""Every event the plugin subscribes to, and what follows from it."""
