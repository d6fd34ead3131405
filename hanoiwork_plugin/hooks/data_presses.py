"""Buttons of wrong data: the form where the datum is shown, the report, its verification and answer (STORY 20)."""

from uuid import UUID

from hanoiwork_plugin.domain.disputes.data_reports import DatumKind
from hanoiwork_plugin.hooks.answers import dialog, toast
from hanoiwork_plugin.hooks.data_inputs import DataRefuseInputs, DataReportInputs, DataVerifyInputs
from hanoiwork_plugin.hooks.inputs import NoInputs
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.screens.data import form_card
from hanoiwork_plugin.services.disputes import data_reports
from hanoiwork_plugin.services.disputes.data_corrections import tell
from hanoiwork_plugin.services.presses import Answer


def ask(press: Pressed) -> Answer:
    """[Báo sai lệch] on a task, a score, a set of objectives, the menu: the form in a dialog."""
    card = form_card(press.tx, press.actor, press.subject, press.context)
    shown = dialog(press.say("Báo sai lệch dữ liệu"), card)
    return press.unchanged([shown], press.say("Mời chọn trong hộp thoại."))


def report(press: Pressed) -> Answer:
    """[Gửi báo sai lệch]; from a dialog the report's own card is sent."""
    given = press.inputs
    kind, _, datum_id = given["data_datum"].partition(":")
    row = data_reports.report_datum(
        press.tx,
        press.actor,
        DatumKind(kind),
        UUID(datum_id),
        given["data_wanted"],
        given["data_reason"],
        files=press.files,
    )
    posted = press.posted()
    if posted is not None and posted.kind == "data_report_form":
        return press.show("data_report", row.id)
    tell(press.tx, row, press.actor.id)
    sent = press.say("Đã gửi báo sai lệch; thẻ theo dõi nằm trong trò chuyện.")
    return press.unchanged([toast(sent)], sent)


def verify(press: Pressed) -> Answer:
    """[Xác nhận dữ liệu sai lệch]."""
    given = press.inputs
    verified = data_reports.Verification(
        given["data_source"], given["data_checked"], given["data_right"], given.get("data_owner")
    )
    data_reports.verify_datum(press.tx, press.actor, press.subject_id, verified, press.version)
    return press.show("data_report", press.subject_id)


def refuse(press: Pressed) -> Answer:
    """[Không sai], [Không đính chính]."""
    reason = press.inputs["data_refusal"]
    data_reports.refuse_report(press.tx, press.actor, press.subject_id, reason, press.version)
    return press.show("data_report", press.subject_id)


def correct(press: Pressed) -> Answer:
    """[Đính chính], [Đã cập nhật tại nguồn]."""
    data_reports.correct_datum(press.tx, press.actor, press.subject_id, press.version)
    return press.show("data_report", press.subject_id)


VERBS: dict[str, Verb] = {
    "data.ask": Verb(NoInputs, ask),
    "data.report": Verb(DataReportInputs, report),
    "data.verify": Verb(DataVerifyInputs, verify),
    "data.refuse": Verb(DataRefuseInputs, refuse),
    "data.correct": Verb(NoInputs, correct),
}
