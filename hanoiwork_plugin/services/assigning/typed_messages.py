"""Messages to the bot that hold work of their own: "giao việc …", "việc phát sinh: …", "báo sai lệch: …" (DOMAIN 4)."""

from collections.abc import Sequence

from hanoiwork_plugin.domain.assigning.arising_words import is_arising
from hanoiwork_plugin.domain.assigning.giving_words import is_giving
from hanoiwork_plugin.domain.disputes.data_reports import disputed_words
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services.assigning import giving
from hanoiwork_plugin.services.assigning.arising import report_arising
from hanoiwork_plugin.services.doing.evidence_files import FileGiven
from hanoiwork_plugin.services.transaction import Tx


def follow(
    tx: Tx, sender: Actor, text: str, files: Sequence[FileGiven], *, installation_id: str, message_id: str
) -> bool:
    """Follow a message that gives or reports work, or disputes a datum; False when it is none of them.

    Raises:
        Forbidden: when the sender may give work to nobody.
        Invalid: when what was typed cannot be read.
    """
    if is_arising(text):
        if files:
            raise Invalid("Mời báo việc phát sinh trước; khi việc được xác nhận, trả lời vào thẻ nhiệm vụ kèm tệp.")
        report_arising(tx, sender, text, installation_id=installation_id, message_id=message_id)
        return True
    disputed = disputed_words(text)
    if disputed:
        if files:
            raise Invalid("Mời nhắn “báo sai lệch” không kèm tệp; tệp minh chứng được chọn khi gửi trên thẻ.")
        tx.notify(
            "data_report_form",
            person_id=sender.id,
            params={"text": disputed},
            dedup=f"command:{installation_id}:{message_id}",
            installation_id=installation_id,
        )
        return True
    if not is_giving(text):
        return False
    if files:
        giving.draft_of_message(tx, sender, text, files, installation_id=installation_id, message_id=message_id)
        return True
    giving.people_to_give(tx, sender)
    tx.notify(
        "giving",
        person_id=sender.id,
        params={"text": text, "at": tx.now.isoformat()},
        dedup=f"command:{installation_id}:{message_id}",
        installation_id=installation_id,
    )
    return True
