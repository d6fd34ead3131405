"""Every card as people of the ward would see it, with the longest real texts, and with as little as possible."""

import base64
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import goal_views as goals
import qrcode
from bottleneck_gallery import BOTTLENECKS
from catalogue_gallery import CATALOGUE
from change_gallery import CHANGES
from data_gallery import DATA_GALLERY
from doing_gallery import DOING, TOGETHER
from evidence_gallery import EVIDENCE
from giving_gallery import GIVING
from month_views import (
    AN_LINES,
    ANSWERED,
    DONE_LINES,
    EMPTY_EVALUATION,
    LATER,
    LED,
    LED_TO_APPROVE,
    LONG_RATED,
    MANY_LINES,
    MOVED,
    MOVED_LINES,
    NO_DATA,
    OPEN,
    PREVIEW,
    PUBLICATION,
    PUBLISHED,
    RATED,
    REQUEST,
    SELF_DONE,
    TO_APPROVE,
    TO_LEAD,
    TO_RATE,
    sheet,
)
from parts_gallery import PARTS, STRETCHED_PARTS
from reconciliation_shown import COMPARED, CONFIRMED, MANY_DIFFERENCES, MATCHED, in_hand
from rollout_gallery import ROLLOUT
from time_gallery import TIME_GALLERY
from ward_views import (
    AN,
    ASSIGNED,
    AWAITING,
    BARE,
    DONE,
    DRAFT,
    EVERYTHING_MISSING,
    FILES,
    ITEMS,
    LINES,
    LONG_NAME,
    LONG_PERSON,
    LONG_TEXT,
    LONG_UNIT,
    MANY_ITEMS,
    NOW,
    OBJECTED,
    OVERDUE,
    PEOPLE,
    PHUONG,
    PRODUCT,
    RETURNED_TASK,
    REVIEW,
    THAO,
    WATCHED,
    WORKING,
    entry,
    stretched,
)

from hanoiwork_plugin.cards.catalogue import import_refused_card
from hanoiwork_plugin.cards.evaluation import (
    approval_card,
    publication_card,
    rating_card,
    result_card,
    self_done_card,
    self_evaluation_card,
)
from hanoiwork_plugin.cards.gate import gate_card
from hanoiwork_plugin.cards.notice import Button, Link, menu_card, neutral_card, notice_card
from hanoiwork_plugin.cards.objectives import kpi_value_card, objectives_card, tree_card
from hanoiwork_plugin.cards.plan import calendar_address_card, plan_card, week_card
from hanoiwork_plugin.cards.reconciliation import people_refused_card, reconciliation_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.score import receipt_card, score_card
from hanoiwork_plugin.cards.support import support_card, support_receipt_card
from hanoiwork_plugin.cards.task import qr_card, task_card, task_list_card
from hanoiwork_plugin.cards.task_details import task_details_card
from hanoiwork_plugin.domain.accounts.reconciliation import Difference
from hanoiwork_plugin.domain.assigning.gate import GateField
from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct
from hanoiwork_plugin.domain.views import SupportReply

FAULTS = [Fault(f"Sheet 2, ô F{n + 7}", "Điểm “{value}” không phải là số.", {"value": "mười"}) for n in range(27)]
ADDRESS = "https://thucthi.example.vn/q/Zk3v9aQ2Tx0b5LrW8mYc1g"


def _qr() -> str:
    picture = io.BytesIO()
    qrcode.make(ADDRESS, box_size=4, border=2).save(picture)
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()


QR = _qr()

GALLERY: dict[str, tuple[str, Callable[[CardContext], Card]]] = {
    "task-assigned": ("task", lambda c: task_card(ASSIGNED, c)),
    "task-assigned-long": ("task", lambda c: task_card(stretched(ASSIGNED), c)),
    "task-working": ("task", lambda c: task_card(WORKING, c)),
    "task-overdue": ("task", lambda c: task_card(OVERDUE, c)),
    "task-returned": ("task", lambda c: task_card(RETURNED_TASK, c)),
    "task-returned-long": ("task", lambda c: task_card(stretched(RETURNED_TASK), c)),
    "task-review": ("task", lambda c: task_card(REVIEW, c)),
    "task-review-long": ("task", lambda c: task_card(stretched(REVIEW), c)),
    "task-objected": ("task", lambda c: task_card(OBJECTED, c)),
    "task-awaiting": ("task", lambda c: task_card(AWAITING, c)),
    "task-watched": ("task", lambda c: task_card(WATCHED, c)),
    "task-done": ("task", lambda c: task_card(DONE, c)),
    "task-bare": ("task", lambda c: task_card(BARE, c)),
    "gate": (
        "gate",
        lambda c: gate_card(DRAFT, ITEMS, PEOPLE, c, typed={"item_query": "trat tu", "item": str(ITEMS[0].id)}),
    ),
    "gate-first": ("gate", lambda c: gate_card(DRAFT, [], PEOPLE, c)),
    "gate-refused": (
        "gate",
        lambda c: gate_card(
            replace(DRAFT, product=PRODUCT, accountable=AN, missing=(GateField.BASIS, GateField.QUALITY_CRITERIA)),
            [],
            [],
            c,
            faults=[Fault("quality_criteria", "Còn thiếu {name}.", {"name": "Tiêu chí chất lượng"})],
            typed={"basis_number": "215/KH-UBND"},
        ),
    ),
    "gate-everything": (
        "gate",
        lambda c: gate_card(EVERYTHING_MISSING, MANY_ITEMS, PEOPLE, c, typed={"quantity": "2,5"}),
    ),
    "task-details": (
        "task_details",
        lambda c: task_details_card(WORKING, FILES, [RETURNED_TASK.last or entry("x", None, 1)] * 3, c),
    ),
    "task-details-long": (
        "task_details",
        lambda c: task_details_card(
            stretched(RETURNED_TASK), FILES * 9, [stretched(REVIEW).last or entry("x", None, 1)] * 30, c
        ),
    ),
    "task-details-everything": (
        "task_details",
        lambda c: task_details_card(
            replace(stretched(RETURNED_TASK), parts=STRETCHED_PARTS, co_operation=TOGETHER.co_operation[2:] * 30),
            FILES * 9,
            [stretched(REVIEW).last or entry("x", None, 1)] * 30,
            c,
        ),
    ),
    "task-details-bare": ("task_details", lambda c: task_details_card(BARE, [], [], c)),
    "task-list": ("task_list", lambda c: task_list_card(LINES, c)),
    "task-list-long": (
        "task_list",
        lambda c: task_list_card([replace(LINES[n % 4], id=UUID(int=n), name=LONG_NAME) for n in range(15)], c),
    ),
    "task-list-empty": ("task_list", lambda c: task_list_card([], c)),
    "qr": ("qr", lambda c: qr_card(ASSIGNED, QR, ADDRESS, c, print_address=ADDRESS)),
    "qr-renewed": ("qr", lambda c: qr_card(ASSIGNED, QR, ADDRESS, c, print_address=ADDRESS, may_renew=True)),
    "score": ("score", lambda c: score_card(PREVIEW, c)),
    "score-empty": ("score", lambda c: score_card(NO_DATA, c)),
    "receipt": ("receipt", lambda c: receipt_card(AN, sheet(DONE_LINES, "whole", "27", LATER), c)),
    "score-moved": ("score", lambda c: score_card(MOVED, c)),
    "receipt-moved": ("receipt", lambda c: receipt_card(AN, sheet(MOVED_LINES, "whole", "27", LATER), c)),
    "receipt-no-general": ("receipt", lambda c: receipt_card(AN, sheet(AN_LINES, "due"), c)),
    "receipt-long": ("receipt", lambda c: receipt_card(LONG_PERSON, sheet(MANY_LINES, "whole", "27", LATER), c)),
    "receipt-empty": ("receipt", lambda c: receipt_card(AN, sheet([], "whole"), c)),
    "self-evaluation": ("self_evaluation", lambda c: self_evaluation_card(OPEN, c)),
    "self-evaluation-late": (
        "self_evaluation",
        lambda c: self_evaluation_card(
            replace(OPEN, late=True, deadline=NOW - timedelta(days=1), task_points=None),
            c,
            typed={"mark_I.1": "4.75"},
            faults=[Fault("late_reason", "Đã quá hạn tự đánh giá: cần nêu *Lý do nộp muộn*.")],
        ),
    ),
    "self-done": ("evaluation", lambda c: self_done_card(SELF_DONE, c)),
    "rating": ("evaluation", lambda c: rating_card(TO_RATE, c)),
    "rating-without-self": ("evaluation", lambda c: rating_card(EMPTY_EVALUATION, c)),
    "rating-done": ("evaluation", lambda c: rating_card(RATED, c)),
    "approval": ("evaluation", lambda c: approval_card(TO_APPROVE, c)),
    "approval-long": ("evaluation", lambda c: approval_card(LONG_RATED, c)),
    "approval-without-data": (
        "evaluation",
        lambda c: approval_card(replace(EMPTY_EVALUATION, allowed=frozenset({EvaluationAct.APPROVED})), c),
    ),
    "leader-to-mark": ("evaluation", lambda c: rating_card(TO_LEAD, c)),
    "leader-marked": ("evaluation", lambda c: rating_card(LED, c)),
    "leader-to-approve": ("evaluation", lambda c: approval_card(LED_TO_APPROVE, c)),
    "leader-unrated": ("evaluation", lambda c: approval_card(replace(LED_TO_APPROVE, leader=None, total=None), c)),
    "result": ("evaluation", lambda c: result_card(PUBLISHED, c)),
    "publication": ("publication", lambda c: publication_card(PUBLICATION, c)),
    "publication-done": (
        "publication",
        lambda c: publication_card(replace(PUBLICATION, published_at=NOW, published_by=PHUONG), c),
    ),
    "publication-empty": (
        "publication",
        lambda c: publication_card(replace(PUBLICATION, unit=LONG_UNIT, counts=(), missing=PUBLICATION.missing * 9), c),
    ),
    "reconciliation": ("reconciliation", lambda c: reconciliation_card(COMPARED, c)),
    "reconciliation-no-account": ("reconciliation", lambda c: in_hand(Difference.NO_ACCOUNT, c)),
    "reconciliation-no-person": ("reconciliation", lambda c: in_hand(Difference.NO_PERSON, c)),
    "reconciliation-no-phone": ("reconciliation", lambda c: in_hand(Difference.NO_PHONE, c)),
    "reconciliation-unit-differs": ("reconciliation", lambda c: in_hand(Difference.UNIT_DIFFERS, c)),
    "reconciliation-two-units": ("reconciliation", lambda c: in_hand(Difference.TWO_UNITS, c)),
    "reconciliation-long": ("reconciliation", lambda c: reconciliation_card(MANY_DIFFERENCES, c)),
    "reconciliation-matched": ("reconciliation", lambda c: reconciliation_card(MATCHED, c)),
    "reconciliation-confirmed": ("reconciliation", lambda c: reconciliation_card(CONFIRMED, c)),
    "people-refused": ("notice", lambda c: people_refused_card("can-bo.xlsx", FAULTS, c)),
    "support": ("support", lambda c: support_card(REQUEST, c)),
    "support-taken": (
        "support",
        lambda c: support_card(replace(REQUEST, state="taken", taken_by=THAO, may_take=False), c),
    ),
    "support-long": (
        "support",
        lambda c: support_card(replace(REQUEST, text=LONG_TEXT * 3, asker=LONG_PERSON, asker_unit=LONG_UNIT), c),
    ),
    "support-receipt": ("support", lambda c: support_receipt_card(REQUEST, c)),
    "support-thread": (
        "support",
        lambda c: support_receipt_card(
            replace(
                ANSWERED, may_reply=True, replies=tuple(SupportReply(LONG_PERSON, LONG_TEXT, NOW) for _ in range(7))
            ),
            c,
        ),
    ),
    "support-answered": ("support", lambda c: support_receipt_card(ANSWERED, c)),
    "import-refused": ("notice", lambda c: import_refused_card("danh-muc-phuong-mau.xlsx", FAULTS, c)),
    "menu": ("menu", lambda c: menu_card(AN, c)),
    "menu-long": ("menu", lambda c: menu_card(LONG_PERSON, c)),
    "notice": (
        "notice",
        lambda c: notice_card(
            "Đến kỳ tự đánh giá tháng 6/2026",
            "Gửi trước hết ngày 24/6.",
            c,
            buttons=[Button("Tự đánh giá", "evaluation.open")],
            links=[Link("Xem trên trang", "https://thucthi.example.vn/app")],
        ),
    ),
    "neutral": ("notice", neutral_card),
    "objectives-flat": ("objectives", lambda c: objectives_card(goals.FLAT_DRAFT, goals.PARENTS, c)),
    "objectives-returned": ("objectives", lambda c: objectives_card(goals.GOOD_DRAFT, goals.PARENTS, c)),
    "objectives-to-approve": ("objectives", lambda c: objectives_card(goals.TO_APPROVE, (), c)),
    "objectives-waiting": ("objectives", lambda c: objectives_card(goals.WAITING_SET, (), c)),
    "objectives-approved": ("objectives", lambda c: objectives_card(goals.APPROVED_SET, (), c)),
    "objectives-own": ("objectives", lambda c: objectives_card(goals.OWN_SET, (), c)),
    "objectives-empty": ("objectives", lambda c: objectives_card(goals.EMPTY_SET, goals.PARENTS, c)),
    "objectives-long": ("objectives", lambda c: objectives_card(goals.LONG_SET, goals.PARENTS * 30, c)),
    "objective-tree": ("objective_tree", lambda c: tree_card("Phường Mẫu", "2026-06", goals.NODES, ADDRESS, c)),
    "objective-tree-long": (
        "objective_tree",
        lambda c: tree_card(
            LONG_UNIT,
            "2026-06",
            [replace(each, title=LONG_NAME, owner=LONG_UNIT) for each in goals.NODES * 20],
            ADDRESS,
            c,
        ),
    ),
    "objective-tree-empty": ("objective_tree", lambda c: tree_card("Phường Mẫu", "2026-06", (), ADDRESS, c)),
    "kpi-value": (
        "kpi_value",
        lambda c: kpi_value_card(goals.VALUE, goals.RESULTS[0], goals.URBAN, c, may_confirm=True),
    ),
    "kpi-value-confirmed": (
        "kpi_value",
        lambda c: kpi_value_card(goals.CONFIRMED, goals.RESULTS[0], LONG_UNIT, c, may_confirm=True),
    ),
    "kpi-value-refused": (
        "kpi_value",
        lambda c: kpi_value_card(goals.REFUSED, goals.RESULTS[0], LONG_UNIT, c, may_confirm=False),
    ),
    "plan-draft": ("plan", lambda c: plan_card(goals.PLAN_DRAFT, c)),
    "plan-to-approve": ("plan", lambda c: plan_card(goals.PLAN_TO_APPROVE, c)),
    "plan-approved": ("plan", lambda c: plan_card(goals.PLAN_APPROVED, c)),
    "plan-long": ("plan", lambda c: plan_card(goals.PLAN_LONG, c)),
    "plan-empty": ("plan", lambda c: plan_card(goals.PLAN_EMPTY, c)),
    "week": ("week", lambda c: week_card(goals.WEEK, c)),
    "week-of-unit": ("week", lambda c: week_card(goals.UNIT_WEEK, c)),
    "week-empty": ("week", lambda c: week_card(goals.EMPTY_WEEK, c)),
    "calendar-address": ("calendar_address", lambda c: calendar_address_card(ADDRESS, AN.id, c)),
    **DOING,
    **PARTS,
    **TIME_GALLERY,
    **BOTTLENECKS,
    **DATA_GALLERY,
    **GIVING,
    **EVIDENCE,
    **CHANGES,
    **ROLLOUT,
    **CATALOGUE,
}
