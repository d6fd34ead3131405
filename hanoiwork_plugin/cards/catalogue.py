"""Danh mục sản phẩm/công việc: a version with what it changes and what is asked about it (DOMAIN 2; STORY 3)."""

from collections.abc import Sequence
from datetime import timedelta

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.notice import Link, notice_card
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.words import Colour
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.catalogues.catalogue import CataloguePart, show_frame
from hanoiwork_plugin.domain.catalogues.catalogue_life import OPEN, CatalogueAct, CatalogueState
from hanoiwork_plugin.domain.catalogues.catalogue_views import CatalogueVersionView, DifferenceCounts, GroupView
from hanoiwork_plugin.domain.errors import Fault

FAULTS_LENGTH = 20
"""Faults named on the card; the rest is counted."""
_QUESTIONS_LENGTH = 5
_PARTS_LENGTH = 10
STATE_COLOURS: dict[CatalogueState, Colour] = {
    CatalogueState.DRAFT: "accent",
    CatalogueState.SUBMITTED: "accent",
    CatalogueState.RETURNED: "attention",
    CatalogueState.APPROVED: "good",
    CatalogueState.IN_FORCE: "good",
    CatalogueState.REPLACED: "default",
}


def catalogue_card(view: CatalogueVersionView, context: CardContext) -> Card:
    """One version: counts by part, what differs, the questions; sent, returned or approved from here."""
    open_ = view.state in OPEN
    title = context.say(
        "Danh mục sản phẩm/công việc, bản đề xuất {number}" if open_ else "Danh mục sản phẩm/công việc, bản {number}",
        number=view.number,
    )
    state = words.sentence(context.say(view.state.label))
    questions = [fact.filled(each.text, each.params, context) for each in view.questions[:_QUESTIONS_LENGTH]]
    rest = len(view.questions) - len(questions)
    if rest > 0:
        questions.append(fact.filled("và {count} câu hỏi khác.", {"count": rest}, context))
    parts = [_part(each.part, each.department, each.items, context) for each in view.parts[:_PARTS_LENGTH]]
    left = len(view.parts) - len(parts)
    if left > 0:
        parts.append(context.say("và {count} phần khác", count=left))
    last = _last(view, context)
    may = {act: act in view.allowed for act in CatalogueAct}
    data = {
        "state": state,
        "state_colour": STATE_COLOURS[view.state],
        "when": context.say("{count} mục", count=words.number(view.items, context.locale)),
        "title": title,
        "owner": words.clip(view.unit, 200),
        "facts": fact.facts(
            (context.say("Sản phẩm chuẩn"), _standard(view, context)),
            (context.say("Tiêu chí chung"), _criteria(view, context)),
            (context.say("So với bản trước"), _compared(view, context)),
            (context.say("Áp dụng"), _days(view, context)),
        ),
        "has_parts": bool(parts),
        "parts": [{"text": each} for each in parts],
        "has_questions": bool(questions) and open_,
        "questions": [{"text": each} for each in questions],
        "has_note": bool(view.note) and open_,
        "note": context.say("Giải trình: {text}", text=words.clip(view.note, 500)),
        "has_last": bool(last),
        "last": last,
        "may": {
            "submit": may[CatalogueAct.SUBMIT],
            "approve": may[CatalogueAct.APPROVE],
            "return": may[CatalogueAct.RETURN],
            "propose": may[CatalogueAct.PROPOSE_ITEM],
            "download": view.compared_with is not None,
        },
        "asks_note": bool(view.questions),
        "first_day": (hanoi_date(context.now).replace(day=1) + timedelta(days=32)).replace(day=1).isoformat(),
        "groups": group_choices(view.groups),
        "owners": _owners(view, context),
        "first_owner": _owners(view, context)[0]["value"] if view.departments or view.whole else "",
        "differences": f"{context.base_url}/app/catalogue/{view.id}/differences.xlsx",
        "summary": words.joined((title, state)),
    }
    return render("catalogue_version", data, context, subject=f"catalogue/{view.id}", version=view.version)


def _part(part: CataloguePart, department: str | None, items: int, context: CardContext) -> str:
    name = words.clip(department, 120) if department else words.sentence(context.say(part.label))
    return context.say("{name}: {count} mục", name=name, count=words.number(items, context.locale))


def _standard(view: CatalogueVersionView, context: CardContext) -> str:
    points = context.say("{points} điểm", points=words.number(view.standard_points, context.locale))
    return words.joined((words.clip(view.standard, 120), points))


def _criteria(view: CatalogueVersionView, context: CardContext) -> str:
    if not view.criteria:
        return context.say("theo bộ tiêu chí chung")
    total = words.number(view.criteria_total, context.locale)
    return context.say("{count} tiêu chí, tổng {total} điểm", count=view.criteria, total=total)


def _compared(view: CatalogueVersionView, context: CardContext) -> str:
    if view.compared_with is None:
        return context.say("chưa có bản nào trước đó")
    return counted(view.differences, context) or context.say("không khác bản {number}", number=view.compared_with)


def counted(counts: DifferenceCounts, context: CardContext) -> str:
    """Thêm 12 · bỏ 3 · đổi điểm, hệ số 7: what differs, as far as anything does."""

    def count(number: int) -> str:
        return words.number(number, context.locale)

    return words.joined(
        (
            context.say("thêm {count}", count=count(counts.added)) if counts.added else "",
            context.say("bỏ {count}", count=count(counts.removed)) if counts.removed else "",
            context.say("đổi điểm, hệ số {count}", count=count(counts.points)) if counts.points else "",
            context.say("đổi nhóm {count}", count=count(counts.groups)) if counts.groups else "",
            context.say("đổi nội dung {count}", count=count(counts.words)) if counts.words else "",
            context.say("đổi mã {count}", count=count(counts.renumbered)) if counts.renumbered else "",
            context.say("đổi khung điểm {count}", count=count(counts.frames)) if counts.frames else "",
        )
    )


def _days(view: CatalogueVersionView, context: CardContext) -> str:
    if view.in_force_from is None:
        return ""
    first = words.day(view.in_force_from, context.locale, context.now)
    if view.in_force_to is None:
        return context.say("từ {day}", day=first)
    if view.in_force_to == view.in_force_from:
        return context.say("chưa áp dụng ngày nào")
    last = words.day(view.in_force_to - timedelta(days=1), context.locale, context.now)
    return context.say("từ {first} đến hết {last}", first=first, last=last)


def _last(view: CatalogueVersionView, context: CardContext) -> str:
    if view.decided_at is not None:
        returned = view.state in (CatalogueState.RETURNED, CatalogueState.DRAFT)
        said = context.say(
            "{actor} trả lại lúc {when}" if returned else "{actor} đã duyệt lúc {when}",
            actor=fact.name(view.decided_by, context),
            when=words.moment(view.decided_at, context.locale, context.now),
        )
        return words.joined((said, words.clip(view.decision_reason, 500)), ": ")
    if view.submitted_at is None:
        return ""
    said = context.say(
        "{actor} trình lúc {when}",
        actor=fact.name(view.submitted_by, context),
        when=words.moment(view.submitted_at, context.locale, context.now),
    )
    waits = context.say("đang chờ {name} duyệt", name=fact.name(view.approver, context)) if view.approver else ""
    return words.joined((said, waits))


def frames(groups: Sequence[GroupView]) -> str:
    """The frames of all groups: "N1: 1–10; N2: 11–50"."""
    return "; ".join(f"{group.name}: {show_frame((group.low, group.high))}" for group in groups)


def group_choices(groups: Sequence[GroupView]) -> list[dict[str, str]]:
    """The groups with their frames, as one chooses between them."""
    return [{"title": f"{each.name} ({show_frame((each.low, each.high))})", "value": each.name} for each in groups]


def _owners(view: CatalogueVersionView, context: CardContext) -> list[dict[str, str]]:
    own = [{"title": words.clip(each.name, 120), "value": str(each.id)} for each in view.departments]
    if view.whole:
        for part in (CataloguePart.SHARED, CataloguePart.LEADERSHIP):
            own.append({"title": words.sentence(context.say(part.label)), "value": part.value})
    return own


def no_catalogue_card(context: CardContext, *, may_send: bool) -> Card:
    """There is no catalogue yet, and how it comes about."""
    return notice_card(
        context.say("Đơn vị chưa có danh mục sản phẩm/công việc"),
        context.say(
            "Gửi tệp danh mục (xlsx) vào đây để đề xuất; lãnh đạo đơn vị duyệt rồi danh mục mới áp dụng."
            if may_send
            else "Khi lãnh đạo đơn vị duyệt danh mục, anh/chị sẽ nhận được thông báo."
        ),
        context,
    )


def announcement_card(view: CatalogueVersionView, context: CardContext) -> Card:
    """From today one works by this version."""
    return notice_card(
        context.say("Áp dụng danh mục sản phẩm/công việc, bản {number}", number=view.number),
        context.say(
            "Từ {day}, việc giao mới ở {unit} theo danh mục này; việc đã giao giữ nguyên hệ số.",
            day=words.day(view.in_force_from or hanoi_date(context.now), context.locale, context.now),
            unit=words.clip(view.unit, 120),
        ),
        context,
        subject=f"catalogue/{view.id}",
        version=view.version,
        facts=(
            (context.say("Sản phẩm, công việc"), words.number(view.items, context.locale)),
            (context.say("So với bản trước"), _compared(view, context) if view.compared_with else ""),
            (context.say("Người duyệt"), fact.person(view.decided_by)),
        ),
        links=[Link(context.say("Tải bảng so sánh"), f"{context.base_url}/app/catalogue/{view.id}/differences.xlsx")]
        if view.compared_with is not None
        else [],
        colour="good",
    )


def import_refused_card(file_name: str, faults: Sequence[Fault], context: CardContext) -> Card:
    """Nothing was read: the faults by sheet and cell, the first twenty and how many more."""
    lines: list[str] = [fact.placed(fault, context) for fault in faults[:FAULTS_LENGTH]]
    rest = len(faults) - len(lines)
    if rest > 0:
        lines.append(context.say("và {count} lỗi khác.", count=rest))
    return notice_card(
        context.say("Chưa nhập được danh mục"),
        context.say(
            "Tệp {name} có {count} lỗi nên chưa mục nào được nhập. Sửa các lỗi dưới đây rồi gửi lại tệp.",
            name=words.clip(file_name, 120),
            count=len(faults),
        ),
        context,
        lines=lines,
        lines_style="attention",
    )
