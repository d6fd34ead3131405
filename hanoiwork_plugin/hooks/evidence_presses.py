"""Buttons of evidence: the form beside a task, a forwarded message, a file given for two products (STORY 13)."""

from uuid import UUID

from hanoiwork_plugin.domain.doing.evidence import DocumentNamed, Secrecy
from hanoiwork_plugin.hooks.answers import dialog, toast
from hanoiwork_plugin.hooks.evidence_inputs import (
    ChooseInputs,
    DocumentInputs,
    ExplainInputs,
    FilesInputs,
    LinkInputs,
    ShareInputs,
)
from hanoiwork_plugin.hooks.inputs import NoInputs
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.screens import evidence as screens
from hanoiwork_plugin.services.doing import evidence, evidence_holds, evidence_intake
from hanoiwork_plugin.services.presses import Answer


def open_form(press: Pressed) -> Answer:
    """[Nộp minh chứng] on a task's card: every way, in a dialog."""
    card = screens.form(press.tx, press.actor, press.subject_id, press.context)
    return press.unchanged([dialog(press.say("Nộp minh chứng"), card)], press.say("Mời chọn trong hộp thoại."))


def files(press: Pressed) -> Answer:
    """[Chọn tệp], [Nộp mục đã chọn]."""
    received = [UUID(each) for each in press.inputs["evidence_received"].split(",") if each]
    evidence.hand_in_files(
        press.tx,
        press.actor,
        press.subject_id,
        press.files,
        intake_ids=received,
        installation_id=press.installation_id,
        version=press.version,
    )
    return _added(press)


def document(press: Pressed) -> Answer:
    """[Nộp văn bản]."""
    given = press.inputs
    named = DocumentNamed(
        given["document_number"],
        given["document_date"],
        given["document_issuer"],
        secret=given["document_secret"] is Secrecy.SECRET,
    )
    evidence.name_document(press.tx, press.actor, press.subject_id, named, press.version)
    return _added(press)


def link(press: Pressed) -> Answer:
    """[Nộp đường dẫn]."""
    given = press.inputs
    evidence.name_link(
        press.tx, press.actor, press.subject_id, given["link_address"], given["link_title"], press.version
    )
    return _added(press)


def _added(press: Pressed) -> Answer:
    return press.show("task", press.subject_id, [toast(press.say("Đã ghi nhận minh chứng."))])


def choose(press: Pressed) -> Answer:
    """[Nộp minh chứng] on a forwarded message."""
    evidence_intake.choose_task(press.tx, press.actor, press.subject_id, press.inputs["evidence_task"])
    return press.show("evidence_intake", press.subject_id, [toast(press.say("Đã ghi nhận minh chứng."))])


def drop(press: Pressed) -> Answer:
    """[Không phải minh chứng]: it is put aside; after a text, the menu comes."""
    row = evidence_intake.put_aside(press.tx, press.actor, press.subject_id)
    if not row.files:
        press.tx.notify("menu", person_id=press.actor.id, installation_id=press.installation_id)
    return press.show("evidence_intake", press.subject_id)


def explain(press: Pressed) -> Answer:
    """[Gửi giải thích]."""
    evidence_holds.explain_repeated(press.tx, press.actor, press.subject_id, press.inputs["explain_text"])
    return press.show("evidence_held", press.subject_id, [toast(press.say("Đã gửi giải thích."))])


def share(press: Pressed) -> Answer:
    """[Lưu tỷ lệ]."""
    given = press.inputs
    evidence_holds.declare_shares(
        press.tx, press.actor, press.subject_id, given["share_here"], given.get("share_earlier")
    )
    return press.show("evidence_held", press.subject_id, [toast(press.say("Đã ghi tỷ lệ."))])


VERBS: dict[str, Verb] = {
    "task.evidence": Verb(NoInputs, open_form),
    "evidence.files": Verb(FilesInputs, files),
    "evidence.document": Verb(DocumentInputs, document),
    "evidence.link": Verb(LinkInputs, link),
    "evidence.choose": Verb(ChooseInputs, choose),
    "evidence.drop": Verb(NoInputs, drop),
    "evidence.explain": Verb(ExplainInputs, explain),
    "evidence.share": Verb(ShareInputs, share),
}
