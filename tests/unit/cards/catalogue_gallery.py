"""Cards of the catalogue and of provisional coefficients, long, bare and in every state."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from ward_views import AN, ASSIGNED, LONG_NAME, LONG_PERSON, LONG_TEXT, LONG_UNIT, NOW, PHUONG, THAO

from hanoiwork_plugin.cards.catalogue import announcement_card, catalogue_card, no_catalogue_card
from hanoiwork_plugin.cards.coefficient import coefficient_card, proposal_card
from hanoiwork_plugin.cards.gate import gate_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.domain.assigning.gate import GateField
from hanoiwork_plugin.domain.assigning.provisional import CoefficientAct, CoefficientState
from hanoiwork_plugin.domain.catalogues.catalogue import CataloguePart, Question, QuestionRule
from hanoiwork_plugin.domain.catalogues.catalogue_life import CatalogueAct, CatalogueState
from hanoiwork_plugin.domain.catalogues.catalogue_views import (
    CatalogueVersionView,
    CoefficientView,
    DepartmentChoice,
    DifferenceCounts,
    GroupView,
    PartCount,
    ProposalState,
    ProposalView,
    RepeatView,
)
from hanoiwork_plugin.domain.tasks import TaskKind, TaskState

URBAN = "Phòng Kinh tế, Hạ tầng và Đô thị"
GROUPS = tuple(
    GroupView(name, Decimal(low), Decimal(high))
    for name, low, high in (("N1", 1, 10), ("N2", 11, 50), ("N3", 51, 100), ("N4", 101, 200))
)
FLAT = Question(
    "Tất cả {count} sản phẩm đều có hệ số {coefficient}; đề nghị xem lại độ phức tạp từng sản phẩm.",
    {"count": 371, "coefficient": "1"},
    QuestionRule.EQUAL_COEFFICIENTS,
)
TWICE = Question(
    "Mã {first} “{product}” và mã {second} “{other}” có thể là một sản phẩm.",
    {"first": "ĐT.07", "product": LONG_NAME, "second": "ĐT.19", "other": LONG_NAME},
    QuestionRule.SAME_PRODUCT,
)
NO_DIFFERENCE = DifferenceCounts(0, 0, 0, 0, 0, 0, 0)
DRAFT = CatalogueVersionView(
    id=UUID(int=70),
    version=3,
    number=2,
    unit="Phường Mẫu",
    state=CatalogueState.DRAFT,
    source_name="danh-muc-phuong-mau.xlsx",
    standard_points=Decimal(5),
    standard="DC.01 · Soạn thảo văn bản hành chính thông thường theo mẫu",
    items=380,
    parts=(
        PartCount(CataloguePart.LEADERSHIP, None, 18),
        PartCount(CataloguePart.SHARED, None, 62),
        PartCount(CataloguePart.DEPARTMENT, URBAN, 136),
        PartCount(CataloguePart.DEPARTMENT, "Phòng Văn hóa – Xã hội", 164),
    ),
    groups=GROUPS,
    criteria=10,
    criteria_total=Decimal(30),
    compared_with=1,
    differences=DifferenceCounts(12, 3, 7, 2, 4, 1, 1),
    questions=(FLAT,),
    note="",
    in_force_from=None,
    in_force_to=None,
    submitted_by=None,
    submitted_at=None,
    approver=None,
    decided_by=None,
    decided_at=None,
    decision_reason="",
    allowed=frozenset({CatalogueAct.PROPOSE, CatalogueAct.PROPOSE_ITEM, CatalogueAct.SUBMIT}),
    departments=(DepartmentChoice(UUID(int=71), URBAN), DepartmentChoice(UUID(int=72), "Phòng Văn hóa – Xã hội")),
    whole=True,
)
TO_APPROVE = replace(
    DRAFT,
    state=CatalogueState.SUBMITTED,
    note="Đơn vị mới sắp xếp, hệ số tạm để bằng nhau trong tháng đầu.",
    submitted_by=PHUONG,
    submitted_at=NOW - timedelta(hours=2),
    approver=THAO,
    allowed=frozenset({CatalogueAct.APPROVE, CatalogueAct.RETURN}),
    departments=(),
    whole=False,
)
RETURNED = replace(
    DRAFT,
    state=CatalogueState.RETURNED,
    submitted_by=PHUONG,
    submitted_at=NOW - timedelta(hours=2),
    decided_by=THAO,
    decided_at=NOW,
    decision_reason="Mọi hệ số bằng nhau",
)
IN_FORCE = replace(
    TO_APPROVE,
    state=CatalogueState.IN_FORCE,
    allowed=frozenset(),
    in_force_from=date(2026, 7, 1),
    decided_by=THAO,
    decided_at=NOW,
)
LONG = replace(
    DRAFT,
    unit=LONG_UNIT,
    standard=LONG_NAME,
    parts=tuple(PartCount(CataloguePart.DEPARTMENT, f"{LONG_UNIT} {each}", 1000 + each) for each in range(14)),
    questions=(FLAT, *[TWICE] * 30),
    decided_by=LONG_PERSON,
    decided_at=NOW,
    decision_reason=LONG_TEXT,
    departments=tuple(DepartmentChoice(UUID(int=100 + each), LONG_UNIT) for each in range(8)),
)
BARE = replace(
    DRAFT, number=1, compared_with=None, differences=NO_DIFFERENCE, questions=(), standard="", criteria=0, whole=False
)
COEFFICIENT = CoefficientView(
    task_id=ASSIGNED.id,
    version=4,
    name="Khắc phục điểm úng ngập đường số 5 sau mưa lớn",
    product="Bản đồ điểm ngập úng",
    unit=URBAN,
    accountable=AN,
    state=CoefficientState.PROVISIONAL,
    points=Decimal(20),
    coefficient=Decimal(4),
    confirmed_points=None,
    confirmed_coefficient=None,
    set_by=PHUONG,
    set_at=NOW - timedelta(hours=1),
    asked=THAO,
    decided_by=None,
    decided_at=None,
    reason="",
    groups=GROUPS,
    allowed=frozenset({CoefficientAct.CONFIRM, CoefficientAct.CHANGE, CoefficientAct.REFUSE}),
)
REFUSED = replace(
    COEFFICIENT,
    state=CoefficientState.REFUSED,
    decided_by=THAO,
    decided_at=NOW,
    reason="Cao hơn việc tương tự trong danh mục",
    allowed=frozenset({CoefficientAct.SET}),
)
PROPOSAL = ProposalView(
    id=UUID(int=80),
    version=1,
    product="Bản đồ điểm ngập úng",
    unit=URBAN,
    department_id=UUID(int=71),
    points=Decimal(20),
    coefficient=Decimal(4),
    repeats=tuple(
        RepeatView(f"Khắc phục điểm úng ngập đường số {each}", AN, NOW - timedelta(days=each), TaskState.DONE)
        for each in (9, 5, 2)
    ),
    state=ProposalState.WAITING,
    code=None,
    decided_by=None,
    decided_at=None,
    reason="",
    groups=GROUPS,
    may_decide=True,
)

CATALOGUE: dict[str, tuple[str, Callable[[CardContext], Card]]] = {
    "catalogue-draft": ("catalogue_version", lambda c: catalogue_card(DRAFT, c)),
    "catalogue-to-approve": ("catalogue_version", lambda c: catalogue_card(TO_APPROVE, c)),
    "catalogue-returned": ("catalogue_version", lambda c: catalogue_card(RETURNED, c)),
    "catalogue-in-force": ("catalogue_version", lambda c: catalogue_card(IN_FORCE, c)),
    "catalogue-long": ("catalogue_version", lambda c: catalogue_card(LONG, c)),
    "catalogue-bare": ("catalogue_version", lambda c: catalogue_card(BARE, c)),
    "catalogue-none": ("notice", lambda c: no_catalogue_card(c, may_send=True)),
    "catalogue-announced": ("notice", lambda c: announcement_card(IN_FORCE, c)),
    "coefficient": ("coefficient", lambda c: coefficient_card(COEFFICIENT, c)),
    "coefficient-waiting": ("coefficient", lambda c: coefficient_card(replace(COEFFICIENT, allowed=frozenset()), c)),
    "coefficient-refused": ("coefficient", lambda c: coefficient_card(REFUSED, c)),
    "coefficient-long": (
        "coefficient",
        lambda c: coefficient_card(
            replace(
                REFUSED,
                name=LONG_NAME,
                product=LONG_NAME,
                accountable=LONG_PERSON,
                set_by=LONG_PERSON,
                reason=LONG_TEXT,
            ),
            c,
        ),
    ),
    "catalogue-proposal": ("catalogue_proposal", lambda c: proposal_card(PROPOSAL, c)),
    "catalogue-proposal-taken": (
        "catalogue_proposal",
        lambda c: proposal_card(
            replace(
                PROPOSAL,
                state=ProposalState.TAKEN,
                code="ĐX.01",
                decided_by=PHUONG,
                decided_at=NOW,
                may_decide=False,
            ),
            c,
        ),
    ),
    "catalogue-proposal-long": (
        "catalogue_proposal",
        lambda c: proposal_card(
            replace(
                PROPOSAL,
                product=LONG_NAME,
                unit=LONG_UNIT,
                repeats=(RepeatView(LONG_NAME, LONG_PERSON, NOW, TaskState.DONE),) * 9,
            ),
            c,
        ),
    ),
    "gate-outside": (
        "gate",
        lambda c: gate_card(
            replace(
                ASSIGNED,
                state=TaskState.DRAFT,
                kind=TaskKind.ARISING,
                product=None,
                missing=(GateField.PRODUCT, GateField.POINTS),
            ),
            [],
            [],
            c,
            groups=GROUPS,
            typed={"outside_product": "Bản đồ điểm ngập úng", "outside_points": "20"},
        ),
    ),
}
