"""Cards of giving work in chat and of arising work, ordinary and with the longest texts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from catalogue_gallery import GROUPS
from ward_views import AN, AWAITING, DRAFT, HA, ITEMS, LONG_NAME, LONG_PERSON, LONG_TEXT, MANY_ITEMS, NGOC, NOW, PEOPLE

from hanoiwork_plugin.cards.arising import arising_card
from hanoiwork_plugin.cards.gate import gate_card
from hanoiwork_plugin.cards.giving import giving_card
from hanoiwork_plugin.cards.pattern import pattern_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.task import task_card
from hanoiwork_plugin.domain.assigning.arising import ArisingState, ArisingView, ArisingWorkView, UnclearName
from hanoiwork_plugin.domain.assigning.arising_words import MOST_WORKS
from hanoiwork_plugin.domain.assigning.giving_views import GivingView
from hanoiwork_plugin.domain.assigning.pattern_views import OccurrenceView, PatternView
from hanoiwork_plugin.domain.assigning.recurrence import Cadence, PatternState, Recurrence
from hanoiwork_plugin.domain.calendar import due_instant, hanoi_date
from hanoiwork_plugin.domain.tasks import TaskKind

TODAY = hanoi_date(NOW)
BARE = GivingView(HA, "", None, (), tuple(PEOPLE), None, None, (), "")
TYPED = GivingView(
    giver=HA,
    name="Rà soát biển quảng cáo tuyến phố số 5",
    person=AN,
    doubtful=(),
    people=(AN, NGOC, LONG_PERSON),
    due=due_instant(TODAY + timedelta(days=2)),
    kind=TaskKind.REGULAR,
    items=tuple(ITEMS),
    basis_number="123/UBND-KT",
)
DOUBTFUL = replace(TYPED, name=LONG_NAME, person=None, doubtful=("Lan", "Toản"), items=tuple(MANY_ITEMS[:5]))

PUMPING = ArisingWorkView(
    number=1,
    task_id=UUID(int=701),
    name="Bơm chống ngập ngõ 20",
    begins=NOW - timedelta(hours=6),
    ends=NOW - timedelta(hours=2),
    people=(NGOC,),
    items=(),
    product="",
)
TREES = replace(PUMPING, number=2, name="Dọn cây đổ phố Huế", ends=None, people=())
MEETING = replace(PUMPING, number=3, name="Họp tổ dân phố số 5", begins=None, ends=None, people=())
REPORTED = ArisingView(
    id=UUID(int=700),
    version=1,
    state=ArisingState.WAITING,
    sender=AN,
    unit="Phòng Kinh tế, Hạ tầng và Đô thị",
    manager=HA,
    reported_at=NOW - timedelta(hours=1),
    works=(PUMPING, TREES, MEETING),
    unclear=(),
    reason="",
    decided_by=None,
    decided_at=None,
    groups=(),
    may_name=False,
    may_confirm=False,
    may_withdraw=True,
)
ASKING = replace(
    REPORTED,
    state=ArisingState.ASKING,
    unclear=(UnclearName(1, 0, "Lan", (AN, NGOC)), UnclearName(3, 1, "Toản", tuple(PEOPLE))),
    may_name=True,
)
TO_CONFIRM = replace(
    REPORTED,
    works=(replace(PUMPING, items=tuple(ITEMS)), replace(TREES, items=tuple(ITEMS[:1])), MEETING),
    groups=GROUPS,
    may_confirm=True,
    may_withdraw=False,
)
LONG_WORK = replace(PUMPING, name=LONG_NAME, people=(LONG_PERSON, NGOC), items=tuple(MANY_ITEMS[:5]), product=LONG_TEXT)
LONG_REPORT = replace(
    TO_CONFIRM,
    sender=LONG_PERSON,
    works=tuple(replace(LONG_WORK, number=number) for number in range(1, MOST_WORKS + 1)),
)
REFUSED = replace(
    REPORTED,
    state=ArisingState.REFUSED,
    works=(LONG_WORK,),
    reason=LONG_TEXT,
    decided_by=LONG_PERSON,
    decided_at=NOW,
    may_withdraw=False,
)
CONFIRMED = replace(
    REPORTED, state=ArisingState.CONFIRMED, decided_by=HA, decided_at=NOW, may_withdraw=False, works=(PUMPING, TREES)
)

FRIDAYS = Recurrence(Cadence.WEEKLY, date(2026, 12, 31), weekday=4)
REPEATED = PatternView(
    id=UUID(int=710),
    version=2,
    name="Báo cáo tuần về trật tự đô thị",
    state=PatternState.ACTIVE,
    rule=FRIDAYS,
    set_by=HA,
    accountable=AN,
    coming=(
        OccurrenceView(date(2026, 6, 19), date(2026, 6, 19), UUID(int=711), ""),
        OccurrenceView(date(2026, 6, 26), date(2026, 6, 26), UUID(int=712), "Cả phòng đi tập huấn"),
        OccurrenceView(date(2026, 7, 3), date(2026, 7, 3), None, ""),
    ),
    end_reason="",
    may_steer=True,
)
LONG_PATTERN = replace(
    REPEATED,
    name=LONG_NAME,
    rule=Recurrence(Cadence.QUARTERLY, date(2027, 12, 31), day=15),
    set_by=LONG_PERSON,
    accountable=LONG_PERSON,
    coming=tuple(replace(each, skip_reason=LONG_TEXT) for each in REPEATED.coming * 2),
)
OVER = replace(REPEATED, state=PatternState.ENDED, coming=(), end_reason=LONG_TEXT, may_steer=False)
TO_APPROVE = replace(
    AWAITING, repeats=Recurrence(Cadence.LAST_WORKING_DAY, date(2026, 12, 31)), allowed=AWAITING.allowed
)

GIVING: dict[str, tuple[str, Callable[[CardContext], Card]]] = {
    "giving": ("giving", lambda c: giving_card(BARE, c)),
    "giving-typed": ("giving", lambda c: giving_card(TYPED, c)),
    "giving-doubtful": ("giving", lambda c: giving_card(DOUBTFUL, c)),
    "pattern": ("pattern", lambda c: pattern_card(REPEATED, c)),
    "pattern-long": ("pattern", lambda c: pattern_card(LONG_PATTERN, c)),
    "pattern-over": ("pattern", lambda c: pattern_card(OVER, c)),
    "task-to-approve-repeating": ("task", lambda c: task_card(TO_APPROVE, c)),
    "gate-repeating": ("gate", lambda c: gate_card(replace(DRAFT, repeats=FRIDAYS), ITEMS, PEOPLE, c)),
    "arising": ("arising", lambda c: arising_card(REPORTED, c)),
    "arising-asking": ("arising", lambda c: arising_card(ASKING, c)),
    "arising-refused": ("arising", lambda c: arising_card(REFUSED, c)),
    "arising-confirmed": ("arising", lambda c: arising_card(CONFIRMED, c)),
    "arising-to-confirm": ("arising_confirm", lambda c: arising_card(TO_CONFIRM, c)),
    "arising-to-confirm-long": ("arising_confirm", lambda c: arising_card(LONG_REPORT, c)),
}
