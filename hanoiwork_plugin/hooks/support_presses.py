"""Buttons on support cards (STORY 21)."""

from hanoiwork_plugin.hooks.answers import toast
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.hooks.verb_schemas import NoInputs, SupportAnswerInputs, SupportAskInputs, SupportReplyInputs
from hanoiwork_plugin.services import support
from hanoiwork_plugin.services.presses import Answer


def ask(press: Pressed) -> Answer:
    """[Hỏi hỗ trợ]."""
    support.ask(
        press.tx,
        press.actor,
        press.inputs["support_text"],
        installation_id=press.installation_id,
        conversation_id=None,
        message_id=None,
    )
    sent = press.say("Đã gửi yêu cầu hỗ trợ.")
    return press.unchanged([toast(sent)], sent)


def take(press: Pressed) -> Answer:
    """[Tiếp nhận]."""
    support.take(press.tx, press.actor, press.subject_id, press.version)
    return press.show("support", press.subject_id, [{"replaceFor": "all"}])


def answer(press: Pressed) -> Answer:
    """[Trả lời]."""
    support.answer(press.tx, press.actor, press.subject_id, press.inputs["answer_text"], press.version)
    return press.show("support", press.subject_id, [{"replaceFor": "all"}])


def reply(press: Pressed) -> Answer:
    """[Trao đổi thêm], on the asker's card."""
    support.reply(press.tx, press.actor, press.subject_id, press.inputs["reply_text"], version=press.version)
    return press.show("support_receipt", press.subject_id)


VERBS: dict[str, Verb] = {
    "support.ask": Verb(SupportAskInputs, ask),
    "support.take": Verb(NoInputs, take),
    "support.answer": Verb(SupportAnswerInputs, answer),
    "support.reply": Verb(SupportReplyInputs, reply),
}
