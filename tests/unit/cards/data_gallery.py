"""Cards of wrong data: the form, the report as each side sees it; ordinary and with the longest texts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from ward_views import AN, HA, LONG_NAME, LONG_PERSON, LONG_TEXT, NGOC, NOW

from hanoiwork_plugin.cards.data_report import data_report_card, data_report_form_card, owner_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.disputes.data_report_views import DataReportView, DatumList, DatumView
from hanoiwork_plugin.domain.disputes.data_reports import DatumKind, ReportState

_AT = (NOW - timedelta(hours=9)).isoformat()
DATA = DatumList(
    (
        DatumView(DatumKind.DELAY, UUID(int=801), "Giải quyết hồ sơ số 118", _AT),
        DatumView(DatumKind.TASK_QUANTITY, UUID(int=802), "Báo cáo trật tự đô thị", "3"),
        DatumView(DatumKind.KPI_VALUE, UUID(int=803), "Tỷ lệ hồ sơ đúng hạn", "94.5"),
        DatumView(DatumKind.TITLE, UUID(int=804), "Vũ Thị Ngọc", "Chuyên viên"),
    )
)
LONG_DATA = DatumList(tuple(DatumView(DatumKind.RETURN, UUID(int=810 + n), LONG_NAME, _AT) for n in range(30)))
OPEN = DataReportView(
    id=UUID(int=820),
    version=1,
    kind=DatumKind.DELAY,
    state=ReportState.OPEN,
    datum_id=UUID(int=801),
    task_id=UUID(int=201),
    name="Giải quyết hồ sơ cấp phép vỉa hè số 118",
    shown=_AT,
    now="",
    wanted="Hồ sơ của Phòng Văn hóa – Xã hội",
    reason="Hệ thống một cửa chuyển nhầm sang tôi",
    files=("phieu-chuyen.pdf",),
    reporter=NGOC,
    reported_at=NOW,
    respondent=HA,
    answer_by=NOW + timedelta(days=2),
    source="",
    checked_on=None,
    right="",
    owner=None,
    verified_by=None,
    verified_at=None,
    answered_by=None,
    answered_at=None,
    answer_text="",
    correction_id=None,
    score_before=None,
    score_after=None,
    period="2026-06",
    may_verify=False,
    may_decide=False,
    may_update=False,
    colleagues=(),
)
TO_VERIFY = replace(OPEN, may_verify=True, colleagues=(AN, HA))
VERIFIED = replace(
    OPEN,
    state=ReportState.VERIFIED,
    source="Hệ thống một cửa",
    checked_on=hanoi_date(NOW),
    right="Phòng Văn hóa – Xã hội",
    owner=AN,
    verified_by=HA,
    verified_at=NOW,
    may_decide=True,
)
CORRECTED = replace(
    VERIFIED,
    state=ReportState.CORRECTED,
    owner=None,
    answered_by=HA,
    answered_at=NOW,
    score_before="61.25",
    score_after="63.58",
    may_decide=False,
)
AT_SOURCE = replace(
    VERIFIED,
    kind=DatumKind.TITLE,
    state=ReportState.AT_SOURCE,
    shown="Chuyên viên",
    now="Phó Trưởng phòng",
    owner=None,
    right="Phó Trưởng phòng",
    task_id=None,
    may_decide=False,
    may_update=True,
)
NOT_WRONG = replace(
    OPEN, state=ReportState.NOT_WRONG, answered_by=HA, answered_at=NOW, answer_text="Một cửa ghi đúng người nhận"
)
LONG = replace(
    VERIFIED,
    name=LONG_NAME,
    wanted=LONG_TEXT,
    reason=LONG_TEXT,
    right=LONG_TEXT,
    source=LONG_TEXT,
    files=(LONG_NAME,) * 5,
    reporter=LONG_PERSON,
    owner=LONG_PERSON,
    verified_by=LONG_PERSON,
)

DATA_GALLERY: dict[str, tuple[str, Callable[[CardContext], Card]]] = {
    "data-form": ("data_report_form", lambda c: data_report_form_card(DATA, c, about="data/all", text="Nhầm hồ sơ")),
    "data-form-empty": ("data_report_form", lambda c: data_report_form_card(DatumList(()), c, about="data/all")),
    "data-form-long": ("data_report_form", lambda c: data_report_form_card(LONG_DATA, c, about="x", text=LONG_TEXT)),
    "data-reported": ("data_report", lambda c: data_report_card(OPEN, c, own=True)),
    "data-to-verify": ("data_report", lambda c: data_report_card(TO_VERIFY, c, own=False)),
    "data-to-correct": ("data_report", lambda c: data_report_card(VERIFIED, c, own=False)),
    "data-corrected": ("data_report", lambda c: data_report_card(CORRECTED, c, own=True)),
    "data-at-source": ("data_report", lambda c: data_report_card(AT_SOURCE, c, own=False)),
    "data-not-wrong": ("data_report", lambda c: data_report_card(NOT_WRONG, c, own=True)),
    "data-long": ("data_report", lambda c: data_report_card(LONG, c, own=False)),
    "data-owner": ("notice", lambda c: owner_card(CORRECTED, c)),
}
