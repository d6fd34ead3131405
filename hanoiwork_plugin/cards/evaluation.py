"""The cards of the month (DOMAIN 6): self-evaluation, rating, approval, publication, result."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.leader import leader_form, led
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.policy import Level
from hanoiwork_plugin.domain.rating.card_views import EvaluationView, PublicationView
from hanoiwork_plugin.domain.rating.criteria import CRITERIA_GROUPS, Criterion
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct, EvaluationState

MARK_INPUT = "mark_"
"""Prefix of the input of a criterion: ``mark_I.1``."""

_BUTTONS = (
    *("edit", "agree", "rate", "rate_first", "approve", "approve_other", "approve_first", "unrated", "seen"),
    *("lead_first", "lead", "more", "more_rate", "more_other"),
)
_STEP = Decimal("0.5")
_MISSING_LENGTH = 12


def self_evaluation_card(
    view: EvaluationView,
    context: CardContext,
    *,
    faults: Sequence[Fault] = (),
    typed: Mapping[str, str] | None = None,
) -> Card:
    """Tự đánh giá: the general criteria beside the suggested task part; nothing is marked beforehand.

    Args:
        faults: what was wrong with the last try.
        typed: input id → what was chosen then; without it the marks sent before, if any.
    """
    given = dict(typed or {}) or {MARK_INPUT + code: str(mark) for code, mark in view.self_marks.items()}
    data = {
        **_head(view, context, context.say("Tự đánh giá {period}", period=_period(view, context))),
        "facts": fact.facts((context.say("Kết quả nhiệm vụ (gợi ý)"), _task_points(view, context))),
        "has_refusal": bool(faults),
        "refusals": [{"text": fact.fault(found, context)} for found in faults],
        "groups": criteria_inputs(view.criteria, given, {}, context),
        "late": view.late,
        "late_reason": given.get("late_reason", view.late_reason),
        "submit_title": context.say("Nộp muộn" if view.late else "Gửi tự đánh giá"),
    }
    return render("self_evaluation", data, context, subject=_subject(view), version=view.version)


def self_done_card(view: EvaluationView, context: CardContext) -> Card:
    """What the person sees after sending: own figures, what comes next, the way back while it is open."""
    shown = fact.facts(
        (context.say("Kết quả nhiệm vụ (gợi ý)"), _task_points(view, context)),
        (context.say("Tiêu chí chung tự chấm"), _general(view.self_total, view, context)),
        (context.say("Tổng điểm gợi ý"), _total(view.total, context)),
        (context.say("Đã gửi"), words.moment(view.self_at, context.locale, context.now) if view.self_at else ""),
        (context.say("Lý do nộp muộn"), words.clip(view.late_reason, fact.LONG)),
    )
    edit = EvaluationAct.SELF_SUBMITTED in view.allowed or EvaluationAct.SELF_SUBMITTED_LATE in view.allowed
    title = context.say("Tự đánh giá {period}", period=_period(view, context))
    return _card(view, context, title, shown, {"edit": edit}, self_deadline=False)


def rating_card(view: EvaluationView, context: CardContext, *, faults: Sequence[Fault] = ()) -> Card:
    """Nhận xét, đánh giá for the direct manager: the suggestion, the person's own marks beside each criterion."""
    allowed = EvaluationAct.REVIEWED in view.allowed
    shown = fact.facts(
        (context.say("Kết quả nhiệm vụ (gợi ý)"), _task_points(view, context)),
        (
            context.say("Tiêu chí chung tự chấm"),
            _general(view.self_total, view, context) or context.say("chưa tự đánh giá"),
        ),
        (context.say("Lý do nộp muộn"), words.clip(view.late_reason, fact.LONG)),
        (context.say("Tổng điểm gợi ý"), "" if view.leads and not view.leader else _total(view.total, context)),
        (context.say("Mức tương ứng"), _level(view.suggested_level, context)),
        (context.say("Tiêu chí d, đ, e"), led(view, context)),
    )
    title = context.say("Nhận xét, đánh giá: {name}", name=fact.name(view.person, context))
    agree = allowed and bool(view.self_marks)
    may = {"agree": agree, "rate": agree, "rate_first": allowed and not agree}
    return _card(view, context, title, shown, _with_leading(view, may), faults=faults)


def approval_card(view: EvaluationView, context: CardContext, *, faults: Sequence[Fault] = ()) -> Card:
    """Phê duyệt for the competent authority: score and level apart; another level needs a reason."""
    allowed = EvaluationAct.APPROVED in view.allowed
    shown = fact.facts(
        (context.say("Tổng điểm"), _sum(view, context)),
        (context.say("Mức tương ứng"), _level(view.suggested_level, context)),
        (context.say("Tiêu chí d, đ, e"), led(view, context)),
        (context.say("Lý do chấm khác"), words.clip(view.review_reason, fact.LONG)),
        (context.say("Nhận xét"), words.clip(view.review_comment, fact.LONG)),
    )
    title = context.say("Phê duyệt đánh giá: {name}", name=fact.name(view.person, context))
    suggested = allowed and view.suggested_level is not None
    open_choice = allowed and not suggested
    may = {"approve": suggested, "approve_other": suggested, "approve_first": open_choice, "unrated": open_choice}
    return _card(view, context, title, shown, _with_leading(view, may), faults=faults)


def result_card(view: EvaluationView, context: CardContext) -> Card:
    """Kết quả đánh giá for the person it is about."""
    shown = fact.facts(
        (context.say("Tổng điểm"), _sum(view, context)),
        (context.say("Mức xếp loại"), _level(view.level, context)),
        (context.say("Tiêu chí d, đ, e"), led(view, context)),
        (context.say("Người nhận xét"), _reviewer(view, context)),
        (
            context.say("Nhận xét"),
            words.clip(words.joined((view.review_comment, view.review_reason)), 2 * fact.LONG),
        ),
        (context.say("Lý do của cấp phê duyệt"), words.clip(view.approval_reason, fact.LONG)),
    )
    title = context.say("Kết quả đánh giá {period}", period=_period(view, context))
    seen = EvaluationAct.SEEN in view.allowed and view.seen_at is None
    return _card(view, context, title, shown, {"seen": seen}, self_deadline=False)


def publication_card(view: PublicationView, context: CardContext) -> Card:
    """Công khai trong đơn vị for personnel: counts by level, and whose evaluation is missing."""
    open_now = view.allowed and view.published_at is None
    when = words.period(view.period, context.locale)
    done = ""
    if view.published_at is not None:
        done = context.say(
            "{actor} đã công khai lúc {when}.",
            actor=fact.name(view.published_by, context),
            when=words.moment(view.published_at, context.locale, context.now),
        )
    data = {
        "state": context.say("Đã công khai" if done else "Chờ công khai"),
        "state_colour": "good" if done else "accent",
        "deadline": "" if done else words.deadline(view.deadline, context.now, context.locale),
        "deadline_colour": words.deadline_colour(view.deadline, context.now),
        "title": context.say("Công khai kết quả {period}", period=when),
        "unit": words.clip(view.unit, 200),
        "counts": [
            {"title": words.sentence(context.say(level.label)), "value": words.number(count, context.locale)}
            for level, count in view.counts
        ],
        "has_missing": bool(view.missing) and not done,
        "missing_title": context.say("Chưa phê duyệt: {count} người", count=len(view.missing)),
        "missing": [
            {"text": words.joined((fact.name(who, context), context.say(state.label)))}
            for who, state in view.missing[:_MISSING_LENGTH]
        ],
        "has_more": len(view.missing) > _MISSING_LENGTH,
        "more": context.say("và {count} người khác", count=max(0, len(view.missing) - _MISSING_LENGTH)),
        "is_done": bool(done),
        "done": done,
        "may_publish": open_now and any(count for _, count in view.counts),
        "address": f"{context.base_url}/app/evaluations/{view.period}",
        "summary": context.say("Công khai kết quả {period}", period=when),
    }
    return render(
        "publication", data, context, subject=f"publication/{view.agency_id}/{view.period}", version=view.version
    )


def _card(
    view: EvaluationView,
    context: CardContext,
    title: str,
    shown: list[fact.Fact],
    may: Mapping[str, bool],
    *,
    faults: Sequence[Fault] = (),
    self_deadline: bool = True,
) -> Card:
    """The evaluation as facts, with the buttons in ``may``."""
    last = _last(view, context)
    following = "" if any(may.values()) else _next(view, context)
    prefilled = view.review_marks or view.self_marks
    given = {MARK_INPUT + code: str(mark) for code, mark in prefilled.items()}
    rating = may.get("rate") or may.get("rate_first") or may.get("more_rate")
    data = {
        **_head(view, context, title),
        "period": words.sentence(_period(view, context)),
        "person": words.joined((fact.person(view.person), words.clip(view.unit, 160))),
        "has_refusal": bool(faults),
        "refusals": [{"text": fact.fault(found, context)} for found in faults],
        "has_facts": bool(shown),
        "facts": shown[:5],
        "has_last": bool(last),
        "last": last,
        "has_next": bool(following),
        "next": following,
        "may": {each: bool(may.get(each)) for each in _BUTTONS},
        "edit_title": context.say("Sửa tự đánh giá" if view.self_at else "Tự đánh giá"),
        "groups": criteria_inputs(view.criteria, given, view.self_marks, context) if rating else [],
        "lead": leader_form(view, context),
        "levels": [
            {"title": words.sentence(context.say(level.label)), "value": level.value}
            for level in Level
            if level is not view.suggested_level
        ],
    }
    if not self_deadline:
        data["deadline"], data["deadline_colour"] = "", "default"
    return render("evaluation", data, context, subject=_subject(view), version=view.version)


def _with_leading(view: EvaluationView, may: dict[str, bool]) -> dict[str, bool]:
    """The buttons with those for d, đ, e: the first step, or a correction, beside others behind [Khác…]."""
    if EvaluationAct.LEADER_RATED not in view.allowed:
        return may
    if view.leader is None:
        return {"lead_first": True, "unrated": may.get("unrated", False)}
    crowded = {"more_rate": may.get("rate", False), "more_other": may.get("approve_other", False)}
    if not any(crowded.values()):
        return {**may, "lead": not may.get("unrated")}
    return {**may, **crowded, "rate": False, "approve_other": False, "more": True}


def _head(view: EvaluationView, context: CardContext, title: str) -> dict[str, Any]:
    done = view.state in (EvaluationState.APPROVED, EvaluationState.PUBLISHED)
    return {
        "state": words.sentence(context.say(view.state.label)),
        "state_colour": "good" if done else "accent",
        "deadline": words.deadline(view.deadline, context.now, context.locale) if view.deadline else "",
        "deadline_colour": words.deadline_colour(view.deadline, context.now),
        "title": title,
        "summary": words.joined((title, context.say(view.state.label))),
    }


def criteria_inputs(
    criteria: Sequence[Criterion], given: Mapping[str, str], beside: Mapping[str, Decimal], context: CardContext
) -> list[dict[str, Any]]:
    """The criteria by group (I, II, III), each with its choices of marks."""
    titles = {group.code: group.text for group in CRITERIA_GROUPS}
    groups: dict[str, list[dict[str, Any]]] = {}
    for criterion in criteria:
        groups.setdefault(criterion.code.partition(".")[0], []).append(_criterion(criterion, given, beside, context))
    return [
        {
            "title": words.clip(words.joined((code, context.say(titles[code]) if code in titles else ""), ". "), 72),
            "criteria": members,
        }
        for code, members in groups.items()
    ]


def _criterion(
    criterion: Criterion, given: Mapping[str, str], beside: Mapping[str, Decimal], context: CardContext
) -> dict[str, Any]:
    number = words.number
    top = context.say("tối đa {maximum}", maximum=number(criterion.maximum, context.locale))
    own = beside.get(criterion.code)
    self_mark = context.say("tự chấm {mark}", mark=number(own, context.locale)) if own is not None else ""
    text = words.clip(context.say(criterion.text), 260).rstrip(".")
    mark = given.get(MARK_INPUT + criterion.code, "")
    choices = _marks(criterion.maximum, mark)
    return {
        "id": MARK_INPUT + criterion.code,
        "label": f"{criterion.code}. {text} ({words.joined((top, self_mark), '; ')})",
        "value": _plain(Decimal(mark)) if mark and _plain_number(mark) else "",
        "missing": context.say("Chọn điểm cho tiêu chí {code}.", code=criterion.code),
        "choices": [{"title": number(each, context.locale), "value": _plain(each)} for each in choices],
    }


def _marks(maximum: Decimal, given: str) -> list[Decimal]:
    """Half points from the maximum down to 0 (coarser for large maxima), and the mark given if it lies between."""
    step = max(_STEP, (maximum / 20 / _STEP).to_integral_value(ROUND_CEILING) * _STEP)
    marks = {maximum, Decimal(0)} | {step * index for index in range(int(maximum / step) + 1)}
    if given and _plain_number(given):
        marks.add(Decimal(given))
    return sorted(marks, reverse=True)


def _plain_number(text: str) -> bool:
    return text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit() and len(text) < 9


def _plain(mark: Decimal) -> str:
    """A mark as an input's value: ``4.5``, ``5``."""
    return f"{mark:f}".rstrip("0").rstrip(".") if "." in f"{mark:f}" else f"{mark:f}"


def _subject(view: EvaluationView) -> str:
    return f"evaluation/{view.id}"


def _period(view: EvaluationView, context: CardContext) -> str:
    return words.period(view.period, context.locale)


def _task_points(view: EvaluationView, context: CardContext) -> str:
    if view.task_points is None:
        return context.say("chưa đủ dữ liệu")
    return context.say("{score} trên {maximum}", score=words.score(view.task_points, context.locale), maximum=70)


def _general(points: Decimal | None, view: EvaluationView, context: CardContext) -> str:
    if points is None:
        return ""
    maximum = sum((criterion.maximum for criterion in view.criteria), Decimal(0))
    return context.say(
        "{score} trên {maximum}",
        score=words.number(points, context.locale),
        maximum=words.number(maximum, context.locale),
    )


def _total(total: Decimal | None, context: CardContext) -> str:
    return context.say("chưa đủ dữ liệu") if total is None else words.score(total, context.locale)


def _sum(view: EvaluationView, context: CardContext) -> str:
    """The total with its two parts: "94,67 (nhiệm vụ 67,67 + tiêu chí chung 27)"."""
    general = view.review_total if view.review_total is not None else view.self_total
    if view.total is None or view.task_points is None or general is None:
        return _total(view.total, context)
    return context.say(
        "{total} (nhiệm vụ {task_points} + tiêu chí chung {general})",
        total=words.score(view.total, context.locale),
        task_points=words.score(view.task_points, context.locale),
        general=words.number(general, context.locale),
    )


def _level(level: Level | None, context: CardContext) -> str:
    return words.sentence(context.say(level.label)) if level else context.say("Chưa xếp loại")


def _reviewer(view: EvaluationView, context: CardContext) -> str:
    if view.reviewed_by is None:
        return ""
    name = fact.name(view.reviewed_by, context)
    if view.on_behalf_of:
        return context.say("{actor} (thay mặt {giver})", actor=name, giver=fact.name(view.on_behalf_of, context))
    return name


def _last(view: EvaluationView, context: CardContext) -> str:
    """The last step taken, by whom and when."""
    at = view.approved_at or view.reviewed_at
    if at is None:
        return ""
    when = words.moment(at, context.locale, context.now)
    if view.approved_at is None:
        return context.say("{actor} nhận xét, đánh giá lúc {when}", actor=_reviewer(view, context), when=when)
    actor = fact.name(view.approved_by, context)
    if view.level is None:
        return context.say("{actor} phê duyệt lúc {when}, không xếp loại", actor=actor, when=when)
    level = context.say(view.level.label)
    return context.say("{actor} phê duyệt lúc {when}: {level}", actor=actor, when=when, level=level)


def _next(view: EvaluationView, context: CardContext) -> str:
    match view.state:
        case EvaluationState.OPEN:
            return context.say("Tiếp theo: {name} tự đánh giá.", name=fact.name(view.person, context))
        case EvaluationState.SELF_SUBMITTED:
            return context.say("Tiếp theo: người quản lý trực tiếp nhận xét, đánh giá.")
        case EvaluationState.REVIEWED:
            return context.say("Tiếp theo: cấp có thẩm quyền phê duyệt.")
        case EvaluationState.APPROVED:
            return context.say("Tiếp theo: công khai trong đơn vị.")
        case _:
            return ""
