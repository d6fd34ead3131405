"""*Lưu ý riêng*: a pattern with its events, told to the person first (DOMAIN 7; STORY 17)."""

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.watch.watch_views import NoteEvent, PrivateNoteView
from hanoiwork_plugin.domain.watch.watching import ANSWERED, DoesNotMean, NoteState

MOST_EVENTS = 8


def note_card(view: PrivateNoteView, context: CardContext, *, own: bool) -> Card:
    """The note for the person concerned (``own``), or for those it was passed on to."""
    say = context.say
    answered = view.state in ANSWERED
    private = own and view.state is NoteState.OPEN
    state = say("Chỉ anh/chị thấy thẻ này") if private else words.sentence(say(view.state.label))
    answer = ""
    if view.state is NoteState.EXPLAINED:
        answer = say("Giải thích: {text}", text=words.clip(view.answer, fact.LONG))
    elif view.state is NoteState.EVIDENCED and view.answer:
        answer = say("Minh chứng: {files}", files=words.clip(view.answer, fact.LONG))
    data = {
        "state": state,
        "state_colour": "good" if answered else "accent" if own else "warning",
        "title": say("Lưu ý riêng") if own else say("Dấu hiệu chưa có trả lời – {name}", name=view.person.name),
        "task": words.clip(view.task_name, 200),
        "sentence": say(view.pattern.label),
        "events": [{"line": _line(event, context)} for event in view.events[-MOST_EVENTS:]],
        "not_meant": say(DoesNotMean(view.pattern.value).label),
        "has_answer": bool(answer),
        "answer": answer,
        "following": _following(view, context),
        "may_answer": view.may_answer,
        "task_subject": f"task/{view.task_id}",
        "summary": words.joined((say("Lưu ý riêng"), words.clip(view.task_name, 160))),
    }
    return render("watch_note", data, context, subject=f"watch_note/{view.id}", version=view.version)


def _line(event: NoteEvent, context: CardContext) -> str:
    """ "9:00 hôm nay: 40% – Đang rà soát"."""
    when = words.moment(event.at, context.locale, context.now)
    progress = f"{event.progress}%" if event.progress is not None else ""
    return f"{when}: {words.joined((progress, words.clip(event.text, 160)), ' – ')}"


def _following(view: PrivateNoteView, context: CardContext) -> str:
    if view.state in ANSWERED:
        return context.say("Đã có trả lời, không cần làm gì thêm. Điểm không thay đổi.")
    if view.state is NoteState.PASSED_ON:
        return context.say("Trả lời lúc nào cũng được ghi nhận và khép lại lưu ý này. Điểm không thay đổi.")
    return context.say(
        "Nếu chưa có trả lời, sáng {day} thẻ chuyển đến người theo dõi và lãnh đạo. Điểm không thay đổi.",
        day=words.day(view.goes_on, context.locale, context.now),
    )
