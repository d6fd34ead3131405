"""Cards of big work and its parts: the whole with twelve of them, its end, a part, the dialog that splits, the gate."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from ward_views import AN, ASSIGNED, DRAFT, LONG_NAME, LONG_PERSON, LONG_TEXT, NGOC, NOW, PEOPLE, WORKING

from hanoiwork_plugin.cards.gate import gate_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.splitting import splitting_card
from hanoiwork_plugin.cards.task import task_card, task_list_card
from hanoiwork_plugin.cards.task_details import task_details_card
from hanoiwork_plugin.domain.assigning.gate import GateField
from hanoiwork_plugin.domain.assigning.part_views import SplittingView
from hanoiwork_plugin.domain.tasks import TaskAct, TaskKind, TaskState
from hanoiwork_plugin.domain.views import PartView, TaskLineView, WholeRef

_STATES = (TaskState.DONE, TaskState.IN_PROGRESS, TaskState.SUBMITTED, TaskState.AWAITING_APPROVAL)
TWELVE = tuple(
    PartView(
        id=UUID(int=800 + number),
        name=LONG_NAME if number % 2 else f"Tuyến phố số {number}",
        state=_STATES[number % 4],
        share=Decimal("8.25"),
        accountable=(LONG_PERSON, NGOC, AN)[number % 3],
        due=NOW + timedelta(days=number - 2),
        overdue=number < 2,
        progress=(100, 45, 90, 0)[number % 4],
    )
    for number in range(12)
)
STRETCHED_PARTS = tuple(replace(part, name=LONG_NAME, accountable=LONG_PERSON) for part in TWELVE * 2)
WHOLE = replace(
    WORKING,
    name=LONG_NAME,
    parts=TWELVE,
    kept_share=Decimal(1),
    own_progress=60,
    converted=Decimal("0.08"),
    accepted_quantity=Decimal(0),
    allowed=frozenset({TaskAct.PROGRESS, TaskAct.OBJECT}),
)
GIVEN = replace(
    WHOLE,
    name=ASSIGNED.name,
    parts=TWELVE[:3],
    allowed=frozenset({TaskAct.SPLIT, TaskAct.CANCEL, TaskAct.SUSPEND, TaskAct.HAND_OVER}),
)
ALL_IN_PARTS = replace(
    WHOLE,
    kept_share=Decimal(0),
    converted=Decimal(0),
    parts=tuple(replace(part, state=TaskState.DONE) for part in TWELVE[:2]),
    progress=100,
    allowed=frozenset({TaskAct.CLOSE_PARTS, TaskAct.CANCEL}),
)
BIG = WholeRef(UUID(int=799), LONG_NAME, ASSIGNED.due, Decimal(8), None)
PART = replace(ASSIGNED, part_of=BIG, share=Decimal(40), converted=Decimal("3.2"))
PART_DRAFT = replace(
    DRAFT,
    part_of=replace(BIG, left=Decimal(45)),
    missing=(GateField.ACCOUNTABLE, GateField.SHARE),
    kind=TaskKind.REGULAR,
)
SPLITTING = SplittingView(
    task_id=ASSIGNED.id,
    version=3,
    name=LONG_NAME,
    may=True,
    taken=Decimal(55),
    left=Decimal(45),
    whole=Decimal(8),
    due=ASSIGNED.due,
    product=LONG_TEXT,
    quantity=Decimal(2),
    quality_criteria=LONG_TEXT,
    people=(LONG_PERSON, *PEOPLE),
)
LINES = (
    TaskLineView(
        UUID(int=801), LONG_NAME, TaskState.IN_PROGRESS, TaskKind.KEY, NOW, False, NGOC, 45, LONG_NAME, Decimal("8.25")
    ),
    TaskLineView(UUID(int=802), "Tuyến phố", TaskState.DRAFT, None, None, False, None, 0, "Chỉnh trang đô thị"),
)

PARTS: dict[str, tuple[str, Callable[[CardContext], Card]]] = {
    "parts-twelve": ("task", lambda c: task_card(WHOLE, c)),
    "parts-given": ("task", lambda c: task_card(GIVEN, c)),
    "parts-seen": ("task", lambda c: task_card(replace(WHOLE, allowed=frozenset()), c)),
    "parts-end": ("task", lambda c: task_card(ALL_IN_PARTS, c)),
    "parts-all-seen": ("task", lambda c: task_card(replace(ALL_IN_PARTS, allowed=frozenset()), c)),
    "part": ("task", lambda c: task_card(PART, c)),
    "task-details-parts": ("task_details", lambda c: task_details_card(WHOLE, (), (), c)),
    "task-details-part": ("task_details", lambda c: task_details_card(PART, (), (), c)),
    "part-gate": ("gate", lambda c: gate_card(PART_DRAFT, (), PEOPLE, c)),
    "parts-listed": ("task_list", lambda c: task_list_card(LINES, c)),
    "splitting": ("task_splitting", lambda c: splitting_card(SPLITTING, c)),
    "splitting-over": ("task_splitting", lambda c: splitting_card(replace(SPLITTING, left=Decimal(0)), c)),
}
