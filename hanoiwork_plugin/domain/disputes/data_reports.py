"""A datum held about a person, disputed by them (báo sai lệch dữ liệu; STORY 20, DOMAIN 1, 3, 5).

The unit admin verifies the source or finds nothing wrong; what is wrong is put right by whoever is competent for that
datum, in a new entry. Neither the report nor its refusal says anything bad of the person.
"""

from datetime import date

from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid
from hanoiwork_plugin.domain.folding import tokens
from hanoiwork_plugin.domain.people import LabelledEnum

ANSWER_WORKING_DAYS = 2
"""How long a report may wait for its answer before it goes up one level, as with requests (DOMAIN 4)."""


class DatumKind(LabelledEnum):
    """Loại dữ liệu bị báo sai lệch."""

    KPI_VALUE = "kpi_value", "số liệu chỉ số"
    RETURN = "return", "lần trả lại sản phẩm"
    DELAY = "delay", "lần quá hạn"
    TASK_PERSON = "task_person", "người thực hiện nhiệm vụ"
    TASK_QUANTITY = "task_quantity", "số lượng sản phẩm được giao"
    PLACE = "place", "đơn vị công tác"
    TITLE = "title", "chức vụ, vị trí việc làm"


ENTRIES = frozenset({DatumKind.RETURN, DatumKind.DELAY})
"""Entries of the ledger that count against the person."""
OF_TASKS = ENTRIES | {DatumKind.TASK_PERSON, DatumKind.TASK_QUANTITY}
OF_DIRECTORY = frozenset({DatumKind.PLACE, DatumKind.TITLE})
"""Kept by the directory of the workspace or the list of people: put right there, and followed from there."""


class ReportState(LabelledEnum):
    """Trạng thái báo sai lệch."""

    OPEN = "open", "chờ xác minh"
    VERIFIED = "verified", "đã xác minh, chờ quyết định đính chính"
    AT_SOURCE = "at_source", "đã xác minh, chờ cập nhật tại nguồn"
    CORRECTED = "corrected", "đã đính chính"
    NOT_WRONG = "not_wrong", "không sai"
    NOT_CORRECTED = "not_corrected", "không đính chính"


class ReportAct(LabelledEnum):
    """Hành vi trên một báo sai lệch; the code is the ledger's act."""

    REPORT = "data.reported", "báo sai lệch dữ liệu"
    VERIFY = "data.verified", "xác minh nguồn"
    VERIFY_DIRECTORY = "data.verified_at_source", "xác minh nguồn, chuyển cập nhật tại nguồn"
    FIND_RIGHT = "data.not_wrong", "kết luận không sai"
    CORRECT = "data.corrected", "đính chính"
    KEEP = "data.kept", "không đính chính"
    LAPSE = "data.lapsed", "chuyển cấp trên do quá hạn trả lời"


TRANSITIONS: dict[tuple[ReportState, ReportAct], ReportState] = {
    (ReportState.OPEN, ReportAct.VERIFY): ReportState.VERIFIED,
    (ReportState.OPEN, ReportAct.VERIFY_DIRECTORY): ReportState.AT_SOURCE,
    (ReportState.OPEN, ReportAct.FIND_RIGHT): ReportState.NOT_WRONG,
    (ReportState.OPEN, ReportAct.LAPSE): ReportState.OPEN,
    (ReportState.VERIFIED, ReportAct.CORRECT): ReportState.CORRECTED,
    (ReportState.VERIFIED, ReportAct.KEEP): ReportState.NOT_CORRECTED,
    (ReportState.VERIFIED, ReportAct.LAPSE): ReportState.VERIFIED,
    (ReportState.AT_SOURCE, ReportAct.CORRECT): ReportState.CORRECTED,
}
"""(state, act) → state."""
WAITING = frozenset({ReportState.OPEN, ReportState.VERIFIED, ReportState.AT_SOURCE})
TIMED = frozenset({ReportState.OPEN, ReportState.VERIFIED})
"""Whose answer has a clock; what the directory's keeper must enter is not the plugin's to hurry."""


def disputed_words(text: str) -> str:
    """What follows "báo sai lệch: …" in a message; empty for any other message, and for the command alone."""
    opening, colon, told = text.partition(":")
    words = " ".join(tokens(opening))
    return told.strip() if colon and words in ("bao sai lech", "bao sai lech du lieu") else ""


def step(state: ReportState, act: ReportAct) -> ReportState:
    """The state after ``act``.

    Raises:
        Conflict: when the report was answered before.
    """
    following = TRANSITIONS.get((state, act))
    if following is None:
        raise Conflict("Báo sai lệch này {state}.", state=state.label)
    return following


def check_verified(kind: DatumKind, source: str, checked_on: date, today: date, *, named: bool) -> None:
    """What [Xác minh nguồn] must say: the source, the day it was looked at, whose it is where a person is concerned.

    Raises:
        Invalid: naming each of what is missing.
    """
    faults = []
    if not source.strip():
        faults.append(Fault("data_source", "Ghi tên nguồn đã đối chiếu."))
    if checked_on > today:
        faults.append(Fault("data_checked", "Ngày đối chiếu phải từ hôm nay trở về trước."))
    if kind is DatumKind.TASK_PERSON and not named:
        faults.append(Fault("data_owner", "Chọn người mà nhiệm vụ thuộc về."))
    if faults:
        raise Invalid("Chưa ghi nhận được việc xác minh.", faults=faults)
