"""*Báo sai lệch dữ liệu*: the form, and one report with old and new value, source and people (STORY 20)."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.absence import person_choices
from hanoiwork_plugin.cards.notice import notice_card
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.words import Colour
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.disputes.data_report_views import DataReportView, DatumList, DatumView
from hanoiwork_plugin.domain.disputes.data_reports import ENTRIES, DatumKind, ReportState

_COLOURS: dict[ReportState, Colour] = {
    ReportState.OPEN: "accent",
    ReportState.VERIFIED: "accent",
    ReportState.AT_SOURCE: "accent",
    ReportState.CORRECTED: "good",
    ReportState.NOT_WRONG: "default",
    ReportState.NOT_CORRECTED: "default",
}
MOST_FACTS = 5
_FIGURES = frozenset({DatumKind.KPI_VALUE, DatumKind.TASK_QUANTITY})


def data_report_form_card(view: DatumList, context: CardContext, *, about: str, text: str = "") -> Card:
    """The form: which datum, what it should be, why; ``text`` is what was typed to the bot."""
    say = context.say
    data = {
        "title": say("Báo sai lệch dữ liệu"),
        "is_empty": not view.data,
        "has_data": bool(view.data),
        "data": [
            {"title": words.clip(_offered(datum, context), 160), "value": f"{datum.kind}:{datum.id}"}
            for datum in view.data
        ],
        "chosen": f"{view.data[0].kind}:{view.data[0].id}" if len(view.data) == 1 else "",
        "text": words.clip(text, 2000),
        "summary": say("Báo sai lệch dữ liệu"),
    }
    return render("data_report_form", data, context, subject=about)


def _offered(datum: DatumView, context: CardContext) -> str:
    """ "Quá hạn từ 0:00 thứ Tư 17/6 – Lập danh sách hộ kinh doanh"."""
    said = _datum(datum.kind, datum.value, context)
    return said if datum.kind in (DatumKind.PLACE, DatumKind.TITLE) else f"{said} – {datum.name}"


def _datum(kind: DatumKind, value: str, context: CardContext) -> str:
    """The datum with its value in one line."""
    label = words.sentence(context.say(kind.label))
    shown = _value(kind, value, context)
    return f"{label}: {shown}" if shown else label


def _value(kind: DatumKind, value: str, context: CardContext) -> str:
    """A value as people read it: an instant, a figure with a comma, a name."""
    if kind in ENTRIES and value:
        return words.moment(datetime.fromisoformat(value), context.locale, context.now)
    if kind in _FIGURES:
        try:
            return words.number(Decimal(value.replace(",", ".")), context.locale)
        except InvalidOperation:
            return words.clip(value, fact.LONG)
    return words.clip(value, fact.LONG)


def data_report_card(view: DataReportView, context: CardContext, *, own: bool) -> Card:
    """The report for its reporter (``own``), for who verifies, for who decides."""
    say = context.say
    done, following = _done(view, context), _following(view, context, own=own)
    score = _score(view, context)
    label = words.sentence(say(view.kind.label))
    data = {
        "state": words.joined((say("Báo sai lệch dữ liệu"), say(view.state.label))),
        "state_colour": _COLOURS[view.state],
        "when": words.moment(view.reported_at, context.locale, context.now),
        "title": label if view.kind in (DatumKind.PLACE, DatumKind.TITLE) else words.clip(view.name, 300),
        "facts": _facts(view, context, own=own),
        "has_done": bool(done),
        "done": [{"line": line} for line in done],
        "done_style": "good" if view.state is ReportState.CORRECTED else "emphasis",
        "has_score": bool(score),
        "score": score,
        "score_subject": f"score/{view.reporter.id}/{view.period}",
        "has_next": bool(following),
        "next": following,
        "may_verify": view.may_verify,
        "may_correct": view.may_decide or view.may_update,
        "correct_title": say("Đã cập nhật tại nguồn") if view.may_update else say("Đính chính"),
        "may_refuse": view.may_verify or view.may_decide,
        "refuse_title": say("Không sai") if view.may_verify else say("Không đính chính"),
        "has_people": bool(view.colleagues),
        "people": person_choices(view.colleagues),
        "today": hanoi_date(context.now).isoformat(),
        "wanted": words.clip(view.wanted, 300),
        "has_task": view.task_id is not None and (own or view.may_decide),
        "task_subject": f"task/{view.task_id or ''}",
        "summary": words.joined((say("Báo sai lệch dữ liệu"), words.clip(view.name, 160), say(view.state.label))),
    }
    return render("data_report", data, context, subject=f"data_report/{view.id}", version=view.version)


def _facts(view: DataReportView, context: CardContext, *, own: bool) -> list[fact.Fact]:
    """At most five: what was wrong and what should be, then who says so and why; all of it is read through REST."""
    say = context.say
    wanted = "" if view.right or view.owner else words.clip(view.wanted, fact.LONG)
    now = _value(view.kind, view.now, context) if view.now and view.now != view.shown else ""
    return fact.facts(
        (words.sentence(say(view.kind.label)), _value(view.kind, view.shown, context)),
        (say("Người báo cho là") if not own else say("Đúng ra là"), wanted),
        (say("Giá trị xác minh"), _right(view, context)),
        (say("Thuộc về"), fact.person(view.owner)),
        (say("Đang ghi"), now),
        (say("Người báo"), "" if own else fact.person(view.reporter)),
        (say("Lý do"), words.clip(view.reason, fact.LONG)),
        (say("Tệp kèm theo"), words.clip(", ".join(view.files), fact.LONG)),
    )[:MOST_FACTS]


def _right(view: DataReportView, context: CardContext) -> str:
    """The verified value; of an entry it is said in words."""
    if view.kind in _FIGURES and view.right:
        return _value(view.kind, view.right, context)
    return words.clip(view.right, fact.LONG)


def _done(view: DataReportView, context: CardContext) -> list[str]:
    """Who did what by which source, in order."""
    say, locale, now = context.say, context.locale, context.now
    lines = []
    if view.verified_by is not None and view.verified_at is not None:
        lines.append(
            say(
                "{name} xác minh lúc {when} theo nguồn “{source}”, đối chiếu ngày {day}.",
                name=fact.name(view.verified_by, context),
                when=words.moment(view.verified_at, locale, now),
                source=words.clip(view.source, fact.LONG),
                day=words.day(view.checked_on, locale, now) if view.checked_on else "",
            )
        )
    if view.answered_by is not None and view.answered_at is not None:
        answer = {
            ReportState.CORRECTED: "{name} đính chính lúc {when}.",
            ReportState.NOT_WRONG: "{name} kết luận không sai lúc {when}: {text}",
            ReportState.NOT_CORRECTED: "{name} không đính chính lúc {when}: {text}",
        }.get(view.state)
        if answer is not None:
            lines.append(
                say(
                    answer,
                    name=fact.name(view.answered_by, context),
                    when=words.moment(view.answered_at, locale, now),
                    text=words.clip(view.answer_text, fact.LONG),
                )
            )
    return lines


def _score(view: DataReportView, context: CardContext) -> str:
    """ "Điểm phần nhiệm vụ gợi ý: 61,25 → 63,58", when it became another."""
    before, after = view.score_before, view.score_after
    if before is None or after is None or before == after:
        return ""
    return context.say(
        "Điểm gợi ý phần nhiệm vụ: {before} → {after}, vì lần ghi nhầm không còn được tính cho anh/chị.",
        before=words.score(Decimal(before), context.locale),
        after=words.score(Decimal(after), context.locale),
    )


def _following(view: DataReportView, context: CardContext, *, own: bool) -> str:
    """Whose turn it is and until when; the way that stays open."""
    say = context.say
    match view.state:
        case ReportState.OPEN | ReportState.VERIFIED:
            if view.may_verify or view.may_decide:
                return say(
                    "Trả lời trước {by}; quá hạn, báo này chuyển lên cấp trên. Giá trị cũ luôn được giữ lại.",
                    by=words.due_time(view.answer_by, context.locale, context.now) if view.answer_by else "",
                )
            return say("Tiếp theo: {name} trả lời.", name=fact.name(view.respondent, context))
        case ReportState.AT_SOURCE:
            return say("Tiếp theo: đơn vị cập nhật tại danh bạ nguồn rồi xác nhận ở đây.")
        case ReportState.NOT_WRONG | ReportState.NOT_CORRECTED if own:
            return say("Không đồng ý, anh/chị vẫn có thể kiến nghị khi kết quả tháng được công khai.")
        case ReportState.CORRECTED:
            return say("Giá trị cũ, giá trị mới, nguồn và người xác nhận được giữ lại.")
    return ""


def owner_card(view: DataReportView, context: CardContext) -> Card:
    """For the person to whom the datum belongs, alone: what, by which source; who reported it is not named."""
    say = context.say
    text = say(
        "Dữ liệu dưới đây từng ghi cho người khác, nay được xác minh là thuộc anh/chị. Không có điểm nào bị trừ vì "
        "thông báo này; thấy không đúng, mời anh/chị gửi “báo sai lệch” cho trợ lý."
    )
    facts = [
        (say("Nhiệm vụ"), words.clip(view.name, 300)),
        (words.sentence(say(view.kind.label)), _value(view.kind, view.shown, context)),
        (say("Nguồn"), words.clip(view.source, fact.LONG)),
        (say("Người xác minh"), fact.person(view.verified_by)),
    ]
    return notice_card(say("Dữ liệu thuộc về anh/chị"), text, context, facts=facts)
