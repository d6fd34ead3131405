"""Cards of the roll-out, as people of the ward would see them, and with the longest texts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from change_gallery import DUNG, HA, KHOI, LAN, LONG_DUC, TIEN, TUAN
from ward_views import LONG_PERSON, LONG_TEXT, LONG_UNIT, NOW, WORKING

from hanoiwork_plugin.cards.practice import board_card, exercise_card
from hanoiwork_plugin.cards.readiness import city_card, readiness_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.task import task_card
from hanoiwork_plugin.cards.working_group import working_group_card
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.domain.rating.criteria import DEFAULT_CRITERIA
from hanoiwork_plugin.domain.rollout.practice import PracticeAct
from hanoiwork_plugin.domain.rollout.readiness import Lack, ReadinessLine
from hanoiwork_plugin.domain.rollout.readiness_views import (
    ActCount,
    CityReadiness,
    ExerciseView,
    LackView,
    LineCount,
    LineView,
    PracticeBoard,
    ReadinessView,
    ToPractise,
    WorkingGroupsView,
    WorkingGroupView,
)
from hanoiwork_plugin.domain.rollout.working_group import GroupKind
from hanoiwork_plugin.domain.tasks import TaskAct

AGENCY = UUID(int=900)
P, L = PracticeAct, ReadinessLine
CLEAR = dict.fromkeys(L, ())


def readiness_view(
    lacks: dict[ReadinessLine, tuple[LackView, ...]], name: str = "Phường Mẫu", n: int = 0
) -> ReadinessView:
    lines = tuple(LineView(line, not lacks[line], lacks[line], bool(lacks[line])) for line in L)
    return ReadinessView(
        agency_id=AGENCY,
        agency=name,
        ready=sum(line.ready for line in lines),
        lines=lines,
        people=214,
        group_kind=GroupKind.OWN,
        group_from=date(2026, 5, 28),
        confirmed_on=date(2026, 5, 28),
        catalogue_number=1,
        catalogue_from=date(2026, 6, 1),
        objectives_period="2026-06",
        objectives_on=date(2026, 5, 30),
        practised=201,
        practised_by_act=tuple(ActCount(act, 201 + place) for place, act in enumerate(P)),
    )


def lack(kind: Lack, count: int = 0, *roles: Role) -> LackView:
    return LackView(kind, count, roles)


READY = readiness_view(CLEAR)
SOME = readiness_view({**CLEAR, L.ACCOUNTS: (lack(Lack.DIFFERENCES, 2),), L.PRACTICE: (lack(Lack.NOT_PRACTISED, 13),)})
NONE = replace(
    readiness_view(
        {
            L.WORKING_GROUP: (lack(Lack.HEAD_NO_LEADER), lack(Lack.NO_IT_MEMBER)),
            L.ACCOUNTS: (lack(Lack.NOT_RECONCILED), lack(Lack.NO_ROLE, 2, Role.UNIT_ADMIN, Role.PERSONNEL)),
            L.CATALOGUE: (lack(Lack.NO_CATALOGUE),),
            L.OBJECTIVES: (lack(Lack.NO_OBJECTIVES),),
            L.PRACTICE: (lack(Lack.NOT_PRACTISED, 214),),
        },
        LONG_UNIT,
    ),
    confirmed_on=None,
    catalogue_number=None,
    objectives_period=None,
    practised=0,
)
WATCHED = replace(SOME, lines=tuple(replace(line, may_go=False) for line in SOME.lines))
CITY = CityReadiness(
    agencies=(*(replace(NONE, agency_id=UUID(int=n), agency=f"Xã số {n}") for n in range(1, 12)), SOME, READY),
    ready=1,
    by_line=tuple(LineCount(line, count) for line, count in zip(L, (1, 1, 2, 2, 1), strict=True)),
)
CITY_READY = CityReadiness((READY,), 1, tuple(LineCount(line, 1) for line in L))

GROUP = WorkingGroupView(
    id=UUID(int=910),
    agency_id=AGENCY,
    agency="Phường Mẫu",
    kind=GroupKind.OWN,
    head=replace(HA, name="Nguyễn Thị Minh", title="Chủ tịch UBND phường"),
    it_members=(TIEN,),
    members=(HA, DUNG),
    body_name="",
    basis_number="12/QĐ-UBND",
    basis_date=date(2026, 5, 28),
    it_basis="15/TB-UBND ngày 27/5/2026",
    basis_issuer="UBND Phường Mẫu",
    valid_from=date(2026, 5, 28),
    valid_to=None,
    recorded_by=TIEN,
    recorded_at=NOW,
)
GROUPS = WorkingGroupsView(
    AGENCY, "Phường Mẫu", GROUP, (), (replace(HA, title="Chủ tịch UBND phường"), DUNG), (TIEN,), True
)
NO_GROUP = replace(GROUPS, current=None)
LONG_GROUP = replace(
    GROUPS,
    agency=LONG_UNIT,
    current=replace(
        GROUP,
        kind=GroupKind.BODY_57,
        head=LONG_PERSON,
        members=(LONG_PERSON,) * 9,
        it_members=(LONG_PERSON,) * 3,
        body_name=LONG_TEXT[:300],
        basis_issuer=LONG_UNIT,
        valid_from=date(2027, 1, 4),
    ),
    may_record=False,
)

SENT = ExerciseView(UUID(int=920), 1, TUAN, tuple(P), (), P.RECEIVE, None, NOW, TIEN, None)
WORK = replace(SENT, task_id=UUID(int=921), done=(P.RECEIVE,), next=P.UPDATE)
MARK = replace(WORK, done=tuple(P)[:4], next=P.SELF_EVALUATE)
SEE = replace(WORK, done=tuple(P)[:5], next=P.SEE_RESULT)
DISPUTE = replace(WORK, done=tuple(P)[:6], next=P.DISPUTE)
DONE = replace(WORK, done=tuple(P), next=None, finished_at=NOW)

TO_DO = tuple(
    ToPractise(person, "Phòng Kinh tế, Hạ tầng và Đô thị", acts, sent)
    for person, acts, sent in (
        (LAN, tuple(P), None),
        (TUAN, (P.SEND_EVIDENCE,), NOW),
        (KHOI, (P.SEE_RESULT, P.DISPUTE), None),
        *((replace(LONG_DUC, id=UUID(int=930 + n)), tuple(P), None) for n in range(11)),
    )
)
BOARD = PracticeBoard(
    AGENCY,
    "Phường Mẫu",
    214,
    tuple(ActCount(act, sum(act in each.acts for each in TO_DO)) for act in P),
    TO_DO,
)
BOARD_DONE = PracticeBoard(AGENCY, LONG_UNIT, 214, tuple(ActCount(act, 0) for act in P), ())
PRACTICE_TASK = replace(
    WORKING, name="Việc tập: soạn báo cáo ngắn", practice=True, due=None, allowed=frozenset({TaskAct.SUBMIT})
)


def exercise(view: ExerciseView) -> tuple[str, Callable[[CardContext], Card]]:
    return "practice", lambda c: exercise_card(view, DEFAULT_CRITERIA, c)


ROLLOUT: dict[str, tuple[str, Callable[[CardContext], Card]]] = {
    "readiness-ready": ("readiness", lambda c: readiness_card(READY, c)),
    "readiness-some": ("readiness", lambda c: readiness_card(SOME, c)),
    "readiness-none-long": ("readiness", lambda c: readiness_card(NONE, c)),
    "readiness-watched": ("readiness", lambda c: readiness_card(WATCHED, c)),
    "city-readiness": ("city_readiness", lambda c: city_card(CITY, c)),
    "city-readiness-ready": ("city_readiness", lambda c: city_card(CITY_READY, c)),
    "working-group": ("working_group", lambda c: working_group_card(GROUPS, c)),
    "working-group-none": ("working_group", lambda c: working_group_card(NO_GROUP, c)),
    "working-group-long": ("working_group", lambda c: working_group_card(LONG_GROUP, c)),
    "practice-sent": exercise(SENT),
    "practice-working": exercise(WORK),
    "practice-marking": exercise(MARK),
    "practice-seeing": exercise(SEE),
    "practice-disputing": exercise(DISPUTE),
    "practice-done": exercise(DONE),
    "practice-board": ("practice_board", lambda c: board_card(BOARD, c)),
    "practice-board-done": ("practice_board", lambda c: board_card(BOARD_DONE, c)),
    "practice-task": ("task", lambda c: task_card(PRACTICE_TASK, c)),
}
