"""Sân tập: the exercise of one person, and who in the agency still has to practise what (STORY 4)."""

from typing import Any

from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.evaluation import criteria_inputs
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.task import choices
from hanoiwork_plugin.domain.rating.criteria import Criterion
from hanoiwork_plugin.domain.rollout.practice import ON_TASK, Disputed, PracticeAct
from hanoiwork_plugin.domain.rollout.readiness_views import ExerciseView, PracticeBoard, ToPractise

LISTED = 10
"""People named on the board's card; the rest is counted."""


def exercise_card(view: ExerciseView, criteria: tuple[Criterion, ...], context: CardContext) -> Card:
    """Bài tập: what is done, what comes next and how; it counts for nothing."""
    begun, following = view.task_id is not None, view.next
    finished = following is None
    state = context.say("Đã tập xong") if finished else context.say("Đã tập {done}/{total}", **_of(view))
    title = context.say("Sân tập: {count} thao tác", count=len(view.acts))
    marking = begun and following is PracticeAct.SELF_EVALUATE
    data = {
        "state": state,
        "state_colour": "good" if finished else "accent",
        "sender": context.say("{name} gửi", name=words.clip(view.sent_by.name, 60)) if view.sent_by else "",
        "title": title,
        "lines": [_line(act, view, context) for act in view.acts],
        "has_how": following is not None,
        "how": _how(following, context) if begun else context.say("Bấm Bắt đầu để nhận việc tập."),
        "note": context.say("Việc tập không tính điểm, không vào kế hoạch, không ai phải duyệt."),
        "may_start": not begun,
        "may_open": begun and following in ON_TASK,
        "may_mark": marking,
        "groups": criteria_inputs(criteria, {}, {}, context) if marking else [],
        "may_see": begun and following is PracticeAct.SEE_RESULT,
        "may_dispute": begun and following is PracticeAct.DISPUTE,
        "disputed": choices(Disputed, context),
        "summary": words.joined((title, state)),
    }
    return render("practice", data, context, subject=f"exercise/{view.id}", version=view.version)


def board_card(view: PracticeBoard, context: CardContext) -> Card:
    """Who still has to practise; one press sends each exactly what they miss, or one act to those who miss it."""
    left = len(view.open)
    state = context.say("Còn {count} người chưa tập đủ", count=left) if left else context.say("Mọi người đã tập đủ")
    title = context.say("Sân tập: {unit}", unit=words.clip(view.agency, 120))
    to_do = [each for each in view.by_act if each.people]
    data = {
        "state": state,
        "state_colour": "warning" if left else "good",
        "people": context.say("{count} người", count=view.people),
        "title": title,
        "has_acts": bool(to_do),
        "acts": [
            {
                "name": words.sentence(context.say(each.act.label)),
                "count": context.say("{count} người chưa tập", count=each.people),
            }
            for each in to_do
        ],
        "has_people": left > 0,
        "names": [_person(each, context) for each in view.open[:LISTED]],
        "has_rest": left > LISTED,
        "rest": context.say("và {count} người khác.", count=left - LISTED),
        "may_send": left > 0,
        "choices": [
            {
                "title": context.say(
                    "{act} ({count} người)", act=words.sentence(context.say(each.act.label)), count=each.people
                ),
                "value": each.act.value,
            }
            for each in to_do
        ],
        "chosen": to_do[0].act.value if to_do else "",
        "summary": words.joined((title, state)),
    }
    return render("practice_board", data, context, subject=f"practice/{view.agency_id}")


def _of(view: ExerciseView) -> dict[str, object]:
    return {"done": len(view.done), "total": len(view.acts)}


def _line(act: PracticeAct, view: ExerciseView, context: CardContext) -> dict[str, Any]:
    done = act in view.done
    label = words.sentence(context.say(act.label))
    return {
        "text": context.say("✓ {act}: đã tập" if done else "○ {act}", act=label),
        "colour": "good" if done else "default",
        "weight": "Bolder" if act is view.next else "Default",
    }


def _person(each: ToPractise, context: CardContext) -> dict[str, str]:
    whole = len(each.acts) == len(PracticeAct)
    acts = (
        context.say("cả bảy thao tác") if whole else words.joined((context.say(act.label) for act in each.acts), ", ")
    )
    waiting = context.say("đang làm bài tập") if each.sent_at else ""
    return {"name": words.clip(each.person.name, 80), "acts": words.joined((acts, waiting))}


def _how(act: PracticeAct | None, context: CardContext) -> str:
    """How the next act is done."""
    match act:
        case PracticeAct.RECEIVE:
            return context.say("Trên thẻ việc tập, bấm Nhận việc.")
        case PracticeAct.UPDATE:
            return context.say("Trên thẻ việc tập, bấm Cập nhật tiến độ và ghi việc đã làm.")
        case PracticeAct.SEND_PRODUCT:
            return context.say("Trên thẻ việc tập, bấm Gửi sản phẩm.")
        case PracticeAct.SEND_EVIDENCE:
            return context.say("Trả lời thẻ việc tập kèm một tệp, hoặc gửi sản phẩm kèm tệp.")
        case PracticeAct.SELF_EVALUATE:
            return context.say("Chấm tiêu chí chung như khi tự đánh giá tháng.")
        case PracticeAct.SEE_RESULT:
            return context.say("Mở kết quả của việc tập và đọc vì sao có điểm này.")
        case PracticeAct.DISPUTE:
            return context.say("Báo một dữ liệu của việc tập chưa đúng, và ghi nội dung đúng.")
        case _:
            return ""
