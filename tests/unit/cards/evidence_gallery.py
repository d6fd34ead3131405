"""Cards of evidence: the form beside a task, a forwarded message, a file given for two products; plain and longest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from ward_views import AN, ASSIGNED, FILES, LONG_NAME, LONG_PERSON, LONG_TEXT, NGOC, NOW, REVIEW, WORKING

from hanoiwork_plugin.cards.evidence import evidence_form_card, evidence_held_card, evidence_intake_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.task import task_card
from hanoiwork_plugin.cards.task_details import task_details_card
from hanoiwork_plugin.domain.doing.evidence import EvidenceWay, FileFault
from hanoiwork_plugin.domain.doing.evidence_views import HeldView, IntakeView, OtherUse, TaskChoice
from hanoiwork_plugin.domain.views import Basis

FORWARDED = IntakeView(
    id=UUID(int=700),
    version=1,
    files=("bien-ban-kiem-tra.pdf", "anh-hien-truong.jpg"),
    text="",
    received_at=NOW - timedelta(minutes=5),
    settled=False,
    task_name="",
    suggested_id=None,
    choices=(TaskChoice(WORKING.id, WORKING.name, WORKING.due), TaskChoice(ASSIGNED.id, ASSIGNED.name, None)),
)
TOLD = replace(
    FORWARDED,
    files=(),
    text="Đã nhận đủ hồ sơ của 15 hộ kinh doanh tuyến phố số 5, cảm ơn anh An.",
    suggested_id=WORKING.id,
)
LONG_INTAKE = replace(
    FORWARDED,
    files=tuple(f"{number}-{LONG_NAME}.pdf" for number in range(10)),
    choices=tuple(TaskChoice(UUID(int=710 + number), LONG_NAME, NOW) for number in range(25)),
)
HELD = HeldView(
    id=UUID(int=720),
    name="bao-cao-thang-6.pdf",
    task_id=WORKING.id,
    task_name=WORKING.name,
    others=(OtherUse(ASSIGNED.name, AN, NOW - timedelta(days=2), None),),
    held=True,
    share=None,
    explanation="",
    explained_at=None,
    may_explain=True,
    earlier_name=ASSIGNED.name,
)
LONG_HELD = replace(
    HELD,
    name=f"{LONG_NAME}.pdf",
    task_name=LONG_NAME,
    others=tuple(OtherUse(LONG_NAME, LONG_PERSON, NOW, Decimal("33.33")) for _ in range(5)),
    share=Decimal("12.5"),
    earlier_name=LONG_NAME,
)
WAYS = (
    replace(FILES[0], way=EvidenceWay.DOCUMENT, name="15/TTr", size=0, document=Basis("15/TTr", NOW.date(), "UBND")),
    replace(FILES[0], way=EvidenceWay.DOCUMENT, size=0, document=Basis("7/QĐ", NOW.date(), "UBND"), secret=True),
    replace(FILES[0], way=EvidenceWay.LINK, name="Cổng dịch vụ công", size=0, address="https://dvc.hanoi.gov.vn/hs/15"),
    replace(FILES[0], way=EvidenceWay.MESSAGE, name=TOLD.text, text=TOLD.text, size=90),
    replace(FILES[0], way=EvidenceWay.SYSTEM, name="Hồ sơ 000.00.15", size=0, source="Một cửa điện tử"),
    replace(FILES[0], held=True),
    replace(FILES[1], held=True, explanation=LONG_TEXT),
    replace(FILES[1], share=Decimal(40)),
    replace(FILES[1], fault=FileFault.MACROS),
)
_SENT = REVIEW.submission
assert _SENT is not None
DOUBTED = replace(REVIEW, submission=replace(_SENT, evidence=WAYS[5:7]))

EVIDENCE: dict[str, tuple[str, Callable[[CardContext], Card]]] = {
    "evidence-form": ("evidence_form", lambda c: evidence_form_card(WORKING, (), c)),
    "evidence-form-received": ("evidence_form", lambda c: evidence_form_card(WORKING, (FORWARDED, TOLD), c)),
    "evidence-form-long": (
        "evidence_form",
        lambda c: evidence_form_card(replace(WORKING, name=LONG_NAME), (LONG_INTAKE,) * 10, c),
    ),
    "evidence-intake": ("evidence_intake", lambda c: evidence_intake_card(FORWARDED, c)),
    "evidence-intake-text": ("evidence_intake", lambda c: evidence_intake_card(TOLD, c)),
    "evidence-intake-long": ("evidence_intake", lambda c: evidence_intake_card(LONG_INTAKE, c)),
    "evidence-intake-none": ("evidence_intake", lambda c: evidence_intake_card(replace(FORWARDED, choices=()), c)),
    "evidence-intake-done": (
        "evidence_intake",
        lambda c: evidence_intake_card(replace(FORWARDED, settled=True, task_name=WORKING.name), c),
    ),
    "evidence-intake-aside": ("evidence_intake", lambda c: evidence_intake_card(replace(TOLD, settled=True), c)),
    "evidence-held": ("evidence_held", lambda c: evidence_held_card(HELD, c)),
    "evidence-held-foreign": (
        "evidence_held",
        lambda c: evidence_held_card(replace(HELD, others=(OtherUse("", None, NOW, None),), earlier_name=""), c),
    ),
    "evidence-held-long": ("evidence_held", lambda c: evidence_held_card(LONG_HELD, c)),
    "evidence-held-explained": (
        "evidence_held",
        lambda c: evidence_held_card(replace(HELD, explanation="Một báo cáo chung hai kỳ", explained_at=NOW), c),
    ),
    "evidence-held-shared": (
        "evidence_held",
        lambda c: evidence_held_card(replace(HELD, held=False, may_explain=False, share=Decimal(40)), c),
    ),
    "evidence-doubted": ("task", lambda c: task_card(DOUBTED, c)),
    "task-details-evidence": ("task_details", lambda c: task_details_card(WORKING, WAYS, (), c)),
    "evidence-of-ngoc": ("evidence_held", lambda c: evidence_held_card(_of_ngoc(), c)),
}


def _of_ngoc() -> HeldView:
    """As the reviewer sees it: nothing to press but the task."""
    return replace(HELD, others=(OtherUse(ASSIGNED.name, NGOC, NOW, Decimal(60)),), may_explain=False, earlier_name="")
