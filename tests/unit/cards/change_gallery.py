"""Cards of absences, delegations and transfers, as people of the ward would see them, and with the longest texts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from ward_views import LONG_NAME, LONG_PERSON, LONG_TEXT, LONG_UNIT, NOW, PEOPLE

from hanoiwork_plugin.cards.absence import absence_card, absence_form_card
from hanoiwork_plugin.cards.delegation import delegation_card, delegation_form_card
from hanoiwork_plugin.cards.instants import competent_card, instants_card, standing_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.transfer import transfer_card, transfer_form_card
from hanoiwork_plugin.domain.authority import DELEGABLE, Act, Relation
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.changes.absence import AbsenceAct, AbsenceKind, AbsenceState
from hanoiwork_plugin.domain.changes.change_views import (
    AbsenceChange,
    AbsenceView,
    CompetentView,
    DelegationForm,
    DelegationLine,
    DelegationView,
    LeftTaskView,
    PostingView,
    RoleView,
    StandingView,
    TransferView,
)
from hanoiwork_plugin.domain.changes.delegation import DelegationScope
from hanoiwork_plugin.domain.people import Role, Unit
from hanoiwork_plugin.domain.tasks import TaskKind, TaskState
from hanoiwork_plugin.domain.views import PersonRef, TaskLineView

TODAY = hanoi_date(NOW)
UNIT = "Phòng Kinh tế, Hạ tầng và Đô thị"
LAN = PersonRef(UUID(int=301), "lan.hoangthi", "Hoàng Thị Lan", "Nhân viên")
TUAN = PersonRef(UUID(int=302), "tuan.doanh", "Đỗ Anh Tuấn", "Chuyên viên")
HA = PersonRef(UUID(int=303), "ha.lethi", "Lê Thị Hà", "Trưởng phòng")
KHOI = PersonRef(UUID(int=304), "khoi.phamdang", "Phạm Đăng Khôi", "Phó Trưởng phòng")
LONG_DUC = PersonRef(UUID(int=305), "long.buiduc", "Bùi Đức Long", "Chuyên viên")
DUNG = PersonRef(UUID(int=306), "dung.ngotien", "Ngô Tiến Dũng", "Trưởng phòng")
TIEN = PersonRef(UUID(int=307), "tien.caominh", "Cao Minh Tiến", "Chuyên viên")


def left(n: int, name: str, state: TaskState, due: datetime | None) -> LeftTaskView:
    return LeftTaskView(UUID(int=400 + n), name, state, due)


REPORT = left(1, "Báo cáo môi trường quý II", TaskState.IN_PROGRESS, NOW + timedelta(days=3))
CHECK = left(2, "Kiểm tra vệ sinh tuyến phố số 5", TaskState.ASSIGNED, NOW + timedelta(days=1))
MANY = tuple(left(n, LONG_NAME, TaskState.RETURNED, NOW - timedelta(days=n)) for n in range(3, 15))

ANNOUNCED = AbsenceView(
    id=UUID(int=310),
    version=1,
    person=LAN,
    unit=UNIT,
    kind=AbsenceKind.SICK,
    state=AbsenceState.ANNOUNCED,
    valid_from=date(2026, 6, 8),
    valid_to=date(2026, 6, 12),
    back_on=date(2026, 6, 15),
    note="Sốt xuất huyết, có giấy của trạm y tế",
    announced_by=LAN,
    announced_at=NOW,
    recorded_by=None,
    recorded_at=None,
    tasks=(),
    colleagues=(),
    may_record=True,
)
RECORDED = replace(
    ANNOUNCED,
    version=2,
    state=AbsenceState.RECORDED,
    recorded_by=HA,
    recorded_at=NOW,
    tasks=(REPORT, replace(CHECK, settled="lent", lent_to=TUAN, back_on=date(2026, 6, 15))),
    colleagues=(TUAN, KHOI),
    may_record=False,
)
TASK_LINES = [TaskLineView(REPORT.id, LONG_NAME, TaskState.DONE, TaskKind.KEY, NOW, False, LAN, 100)] * 3
COMPETENT = CompetentView(HA, Relation.DEPARTMENT_HEAD, None)
STAND_IN = CompetentView(LONG_PERSON, Relation.DEPARTMENT_HEAD, HA)
STOOD = StandingView(
    at=NOW,
    person=HA,
    unit=UNIT,
    postings=(
        PostingView(UNIT, "Trưởng phòng", "Quản lý", True, TODAY, None),
        PostingView(LONG_UNIT, "Thành viên", "", False, TODAY, None),
    ),
    roles=(RoleView(Role.DEPUTY, LONG_UNIT, ("Đô thị", "Môi trường"), TODAY, None),),
    delegations=(DelegationLine(HA, KHOI, UNIT, tuple(DELEGABLE), TODAY, TODAY),),
    absence=AbsenceKind.MISSION,
    manager=LONG_PERSON,
    manager_relation=Relation.AGENCY_HEAD,
)
EARLIER = AbsenceChange(AbsenceAct.CHANGED, HA, NOW, "Bác sĩ cho đi làm lại sớm", date(2026, 6, 12))
FORM = DelegationForm(
    giver=HA,
    unit=UNIT,
    people=(KHOI, DUNG),
    acts=tuple(DELEGABLE),
    chosen=(Act.RATE,),
    proposed=KHOI,
    valid_from=TODAY,
    valid_to=TODAY + timedelta(days=2),
    why="",
)
GIVEN = DelegationView(
    id=UUID(int=320),
    version=1,
    giver=HA,
    taker=KHOI,
    unit=UNIT,
    acts=(Act.RATE,),
    valid_from=TODAY,
    valid_to=TODAY + timedelta(days=1),
    basis="Đi họp tại Sở Xây dựng",
    made_by=HA,
    made_at=NOW,
    ended_by=None,
    ended_at=None,
    in_force=True,
    may_end=True,
)
DECIDED = TransferView(
    id=UUID(int=330),
    version=1,
    person=LONG_DUC,
    from_unit=UNIT,
    to_unit="Phòng Văn hóa – Xã hội",
    title="Chuyên viên",
    effective_on=date(2026, 6, 15),
    basis="QĐ 45/QĐ-UBND ngày 10/6/2026",
    decided_by=TIEN,
    decided_at=NOW,
    tasks=(REPORT, CHECK),
    open_tasks=2,
    colleagues=(TUAN, KHOI),
    received_by=None,
    received_at=None,
    effective=False,
    may_receive=False,
)
NEW_HEAD = replace(DECIDED, tasks=(), colleagues=(), effective=True, may_receive=True)
UNITS = [Unit(UUID(int=341 + n), name, (UUID(int=340), UUID(int=341 + n))) for n, name in enumerate((UNIT, LONG_UNIT))]

CHANGES: dict[str, tuple[str, Callable[[CardContext], Card]]] = {
    "absence-form": ("absence_form", lambda c: absence_form_card([HA, LAN, TUAN], TODAY, c)),
    "absence-form-own": ("absence_form", lambda c: absence_form_card([LAN], TODAY, c)),
    "absence-announced": ("absence", lambda c: absence_card(ANNOUNCED, c)),
    "absence-waiting": ("absence", lambda c: absence_card(replace(ANNOUNCED, may_record=False), c)),
    "absence-recorded": ("absence", lambda c: absence_card(RECORDED, c)),
    "absence-long": (
        "absence",
        lambda c: absence_card(
            replace(
                RECORDED,
                may_change=True,
                person=LONG_PERSON,
                unit=LONG_UNIT,
                note=LONG_TEXT,
                tasks=MANY,
                colleagues=(LONG_PERSON,) * 30,
            ),
            c,
        ),
    ),
    "absence-changed": (
        "absence",
        lambda c: absence_card(replace(RECORDED, valid_to=date(2026, 6, 10), may_change=True, changed=EARLIER), c),
    ),
    "absence-withdrawn": (
        "absence",
        lambda c: absence_card(
            replace(
                ANNOUNCED,
                may_record=False,
                state=AbsenceState.WITHDRAWN,
                changed=replace(
                    EARLIER, act=AbsenceAct.WITHDRAWN, by=LONG_PERSON, reason=LONG_TEXT, valid_to_before=None
                ),
            ),
            c,
        ),
    ),
    "instants": ("instants", lambda c: instants_card(HA.id, [], [HA, LAN, LONG_PERSON], TODAY, c)),
    "instants-with-tasks": ("instants", lambda c: instants_card(HA.id, TASK_LINES, [HA] * 40, TODAY, c)),
    "instants-competent": (
        "notice",
        lambda c: competent_card(LONG_NAME, Act.APPROVE_TASK, NOW, [COMPETENT, STAND_IN] * 3, c),
    ),
    "instants-nobody": ("notice", lambda c: competent_card(LONG_NAME, Act.APPROVE_TASK, NOW, [], c)),
    "instants-standing": ("notice", lambda c: standing_card(STOOD, c)),
    "delegation-form": (
        "delegation_form",
        lambda c: delegation_form_card(FORM, [DelegationScope.RATING, DelegationScope.TASKS, DelegationScope.ALL], c),
    ),
    "delegation-proposed": (
        "delegation_form",
        lambda c: delegation_form_card(
            replace(FORM, why="Có việc chờ quyết định.", people=tuple(PEOPLE), unit=LONG_UNIT), list(DelegationScope), c
        ),
    ),
    "delegation": ("delegation", lambda c: delegation_card(GIVEN, HA.id, c)),
    "delegation-taken": ("delegation", lambda c: delegation_card(replace(GIVEN, may_end=False), KHOI.id, c)),
    "delegation-over": (
        "delegation",
        lambda c: delegation_card(
            replace(
                GIVEN,
                acts=tuple(DELEGABLE),
                unit=LONG_UNIT,
                basis=LONG_TEXT,
                ended_at=NOW,
                ended_by=LONG_PERSON,
                in_force=False,
                may_end=False,
            ),
            HA.id,
            c,
        ),
    ),
    "transfer-form": (
        "transfer_form",
        lambda c: transfer_form_card(TIEN.id, [LAN, TUAN, LONG_PERSON], UNITS, TODAY, c),
    ),
    "transfer-form-wide": ("transfer_form", lambda c: transfer_form_card(TIEN.id, (), (), TODAY, c, wide=True)),
    "transfer-old-head": ("transfer", lambda c: transfer_card(DECIDED, c)),
    "transfer-new-head": ("transfer", lambda c: transfer_card(NEW_HEAD, c)),
    "transfer-received": (
        "transfer",
        lambda c: transfer_card(
            replace(NEW_HEAD, open_tasks=0, received_by=DUNG, received_at=NOW, may_receive=False), c
        ),
    ),
    "transfer-long": (
        "transfer",
        lambda c: transfer_card(
            replace(DECIDED, from_unit=LONG_UNIT, to_unit=LONG_UNIT, basis=LONG_TEXT, tasks=MANY, open_tasks=12), c
        ),
    ),
}
