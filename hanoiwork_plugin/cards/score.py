"""Điểm của tôi and its receipt: never a figure without [Vì sao có điểm này?] (CARDS, "Words")."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, CardTooLarge, render
from hanoiwork_plugin.cards.template import TemplateError
from hanoiwork_plugin.domain.rating.card_views import ScorePreview
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode, ReceiptStep, receipt
from hanoiwork_plugin.domain.rating.sheet import ScoreSheet
from hanoiwork_plugin.domain.rating.unit_shares import unit_shares
from hanoiwork_plugin.domain.views import PersonRef

_DONE_CODES = frozenset({ReceiptCode.LINE_DONE, ReceiptCode.LINE_DONE_EXTRA, ReceiptCode.LINE_DONE_PROVISIONAL})
_LINE_CODES = _DONE_CODES | {ReceiptCode.LINE_QUALITY, ReceiptCode.LINE_ON_TIME}
_ENTRY_CODES = frozenset(
    {
        ReceiptCode.RETURN,
        ReceiptCode.RETURN_FREE,
        ReceiptCode.RETURN_WAIVED,
        ReceiptCode.DELAY,
        ReceiptCode.DELAY_FREE,
        ReceiptCode.DELAY_WAIVED,
        ReceiptCode.DELAY_BY_SYSTEM,
        ReceiptCode.REASON,
        ReceiptCode.UNIT_FACTS,
        ReceiptCode.ORGANISING_FACTS,
        ReceiptCode.DECIDED,
    }
)
_HEADS = frozenset(
    {
        ReceiptCode.INSUFFICIENT,
        ReceiptCode.TOTAL,
        ReceiptCode.NO_GENERAL,
        ReceiptCode.A,
        ReceiptCode.A_CAPPED,
        ReceiptCode.B,
        ReceiptCode.B_CAPPED,
        ReceiptCode.C,
        ReceiptCode.C_CAPPED,
        ReceiptCode.D,
        ReceiptCode.ORGANISING,
        ReceiptCode.UNITY,
        ReceiptCode.BY_UNIT,
    }
)
_INDENTED = _LINE_CODES | {ReceiptCode.UNIT_SHARE}
_SMALL = frozenset({ReceiptCode.CRITERION, ReceiptCode.LEVEL, ReceiptCode.POLICY})
_SCORES = frozenset({"total", "task_part", "points"})
"""Values shown with two places; the others without trailing zeros."""


def score_subject(person: PersonRef, period: str) -> str:
    """What the presses of a score card are about."""
    return f"score/{person.id}/{period}"


def page_address(period: str, context: CardContext) -> str:
    """The page that shows the whole score of a period."""
    return f"{context.base_url}/app/score/{period}"


def score_card(preview: ScorePreview, context: CardContext) -> Card:
    """Điểm của tôi: phần đã đến hạn and cả kỳ side by side, with the way to the reasons."""
    period = preview.whole.period.code
    when = words.period(period, context.locale)
    hope = _projection(preview, context)
    whole = preview.whole
    notes = (context.say(_scope_note(preview)), _provisional(whole, context), _by_unit(whole, context))
    data = {
        "title": context.say("Điểm của tôi · {period}", period=when),
        "person": fact.person(preview.person),
        "columns": [
            _column(context.say("Phần đã đến hạn"), preview.due, context),
            _column(context.say("Cả kỳ, tính đến nay" if hope else "Cả kỳ"), preview.whole, context),
        ],
        "has_hope": bool(hope),
        "hope": hope,
        "note": words.joined(notes, " "),
        "address": page_address(period, context),
        "summary": context.say("Điểm của tôi, {period}", period=when),
    }
    return render("score", data, context, subject=score_subject(preview.person, period))


def _column(title: str, sheet: ScoreSheet, context: CardContext) -> dict[str, Any]:
    known = sheet.task_part is not None
    return {
        "title": title,
        "known": known,
        "unknown": not known,
        "score": words.score(sheet.task_part, context.locale) if sheet.task_part is not None else "",
        "maximum": context.say("trên {maximum} điểm", maximum=words.number(sheet.task_max, context.locale)),
        "facts": fact.facts(
            (context.say("Số lượng"), percent(sheet.a, context)),
            (context.say("Chất lượng"), percent(sheet.b, context)),
            (context.say("Tiến độ"), percent(sheet.c, context)),
        ),
    }


def _scope_note(preview: ScorePreview) -> str:
    return (
        "Điểm hệ thống gợi ý theo a, b, c; chưa gồm tiêu chí d, đ, e và tiêu chí chung (tối đa 30)."
        if preview.leads
        else "Điểm hệ thống gợi ý, chưa gồm tiêu chí chung (tối đa 30)."
    )


def _provisional(sheet: ScoreSheet, context: CardContext) -> str:
    """How many works still wait for their coefficient to be confirmed; empty when none does."""
    count = sum(line.provisional for line in sheet.lines)
    return context.say("Có {count} việc tính theo hệ số tạm, chờ duyệt.", count=count) if count else ""


def _by_unit(sheet: ScoreSheet, context: CardContext) -> str:
    """What arose in which unit, of somebody transferred within the period; empty for the others."""
    parts = [
        context.say(
            "{unit}: {points} điểm", unit=words.clip(share.unit, 80), points=words.score(share.points, context.locale)
        )
        for share in unit_shares(sheet)
    ]
    return context.say("Phát sinh tại {parts}.", parts="; ".join(parts)) if parts else ""


def _projection(preview: ScorePreview, context: CardContext) -> str:
    projected = preview.projected
    if projected is None or projected.task_part is None or projected.task_part == preview.whole.task_part:
        return ""
    return context.say(
        "Nếu các việc còn lại đều đạt và đúng hạn: {score} trên {maximum} điểm.",
        score=words.score(projected.task_part, context.locale),
        maximum=words.number(projected.task_max, context.locale),
    )


def percent(value: Decimal | None, context: CardContext) -> str:
    """A ratio of the sheet, empty when there is none."""
    return words.percent(value, context.locale) if value is not None else ""


def receipt_card(person: PersonRef, sheet: ScoreSheet, context: CardContext, *, subject: str = "") -> Card:
    """Vì sao có điểm này: from the total to a, b, c, to each task, to each return and delay.

    Tasks without deductions are counted, not listed, under b and c. A receipt still too long for a card is
    folded further: to what is unfinished or cost something, then to the first of those.

    Args:
        subject: what its presses are about, when not the person's own score.
    """
    steps = receipt(sheet)
    subject = subject or score_subject(person, sheet.period.code)
    for most in (None, 30, 20, 10, 5):
        card = _receipt(person, sheet, _rows(steps, context, most), context, subject)
        if card is not None:
            return card
    raise TemplateError("receipt: too large even when folded")


def _receipt(
    person: PersonRef, sheet: ScoreSheet, rows: list[dict[str, Any]], context: CardContext, subject: str
) -> Card | None:
    """The card with ``rows``; None when they are too many for one."""
    period = sheet.period.code
    when = words.period(period, context.locale)
    whole = sheet.total if sheet.total is not None else sheet.task_part
    maximum = sheet.task_max + sheet.general_max if sheet.total is not None else sheet.task_max
    data = {
        "title": context.say("Vì sao có điểm này?"),
        "about": words.joined((fact.name(person, context), when, _scope(sheet, context))),
        "has_score": whole is not None,
        "score": words.score(whole, context.locale) if whole is not None else "",
        "maximum": context.say("trên {maximum} điểm", maximum=words.number(maximum, context.locale)),
        "rows": rows,
        "address": page_address(period, context),
        "summary": context.say("Vì sao có điểm này, {period}", period=when),
    }
    try:
        return render("receipt", data, context, subject=subject)
    except CardTooLarge:
        return None


def _scope(sheet: ScoreSheet, context: CardContext) -> str:
    match sheet.scope:
        case "due":
            return context.say("phần đã đến hạn")
        case "projected":
            return context.say("dự kiến cả kỳ")
        case _:
            return context.say("cả kỳ")


def _rows(steps: Iterable[ReceiptStep], context: CardContext, most: int | None) -> list[dict[str, Any]]:
    """The tree of steps as lines of a card; ``most`` limits the tasks under each of a, b and c."""
    rows: list[dict[str, Any]] = []
    for step in steps:
        rows.append(_row(_said(step, context), step.code))
        if step.code is ReceiptCode.GENERAL:
            marks = [_said_mark(each, context) for each in step.children]
            rows += [_row(words.joined(marks), ReceiptCode.CRITERION)] if marks else []
        elif step.children and step.children[0].code in _LINE_CODES:
            rows += _tasks(step.children, context, most)
        else:
            rows += _rows(step.children, context, most)
    return rows


def _tasks(lines: tuple[ReceiptStep, ...], context: CardContext, most: int | None) -> list[dict[str, Any]]:
    """The tasks under one of a, b and c: those that say something, and how many more there are."""
    telling = [line for line in lines if _tells(line, whole=most is None)]
    shown = telling[:most]
    rows = []
    for line in shown:
        rows.append(_row(_said(line, context), line.code))
        rows += _rows(line.children, context, most)
    if len(telling) > len(shown):
        rows.append(
            _row(context.say("Và {count} nhiệm vụ khác, xem trên trang.", count=len(telling) - len(shown)), None)
        )
    clean = len(lines) - len(telling)
    if clean:
        finished = lines[0].code in _DONE_CODES
        told = (
            context.say("{count} nhiệm vụ đã hoàn thành đủ.", count=clean)
            if finished
            else context.say("{count} nhiệm vụ không bị trừ điểm.", count=clean)
        )
        rows.append(_row(told, None))
    return rows


def _tells(line: ReceiptStep, *, whole: bool) -> bool:
    """Whether a task is worth a line: deductions under b and c; under a everything, or what is unfinished."""
    if line.code in _DONE_CODES:
        provisional = line.code is ReceiptCode.LINE_DONE_PROVISIONAL
        return whole or provisional or line.params.get("accepted") != line.params.get("quantity")
    return bool(line.children)


def _row(text: str, code: ReceiptCode | None) -> dict[str, Any]:
    """A line of the receipt, its place and weight by what it is."""
    indent = 1 if code is None or code in _INDENTED else 2 if code in _ENTRY_CODES else 0
    return {
        "text": text,
        "weight": "Bolder" if code in _HEADS else "Default",
        "size": "Small" if indent or code in _SMALL else "Default",
        "colour": "Attention" if code in (ReceiptCode.RETURN, ReceiptCode.DELAY) else "Default",
        "spacing": "Medium" if code in _HEADS else "Small",
        "indents": [{"width": "14px"} for _ in range(indent)],
    }


def _said(step: ReceiptStep, context: CardContext) -> str:
    values = {}
    for key, each in step.params.items():
        if isinstance(each, Decimal):
            show = words.score if key in _SCORES else words.number
            values[key] = show(each, context.locale)
        else:
            values[key] = words.clip(fact.value(each, context), 120)
    return context.say(step.text, **values)


def _said_mark(step: ReceiptStep, context: CardContext) -> str:
    points = step.params.get("points")
    return f"{step.params.get('code')}: {fact.value(points, context)}"
