"""Cards of arising work typed in chat: the sender's receipt and questions, the manager's confirmation (DOMAIN 4)."""

from datetime import datetime

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.absence import person_choices
from hanoiwork_plugin.cards.catalogue import frames
from hanoiwork_plugin.cards.gate import item_title
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.assigning.arising import ArisingState, ArisingView, ArisingWorkView, UnclearName
from hanoiwork_plugin.domain.calendar import hanoi_date, to_hanoi

OUTSIDE = "outside"
"""The choice of a product that the catalogue does not list."""
NOBODY = "nobody"
"""The choice that a name is no colleague's."""
_COLOURS: dict[ArisingState, words.Colour] = {
    ArisingState.ASKING: "warning",
    ArisingState.WAITING: "accent",
    ArisingState.CONFIRMED: "good",
    ArisingState.REFUSED: "attention",
    ArisingState.WITHDRAWN: "default",
}


def arising_card(view: ArisingView, context: CardContext) -> Card:
    """Việc phát sinh: the confirmation for whoever may give it, the receipt for the sender and everybody else."""
    return _confirmation(view, context) if view.may_confirm else _receipt(view, context)


def _head(view: ArisingView, context: CardContext) -> dict[str, object]:
    state = words.joined((context.say("Việc phát sinh"), context.say(view.state.label)))
    title = context.say(
        "{name} báo {count} việc phát sinh", name=words.clip(view.sender.name, 80), count=len(view.works)
    )
    return {
        "state": state,
        "state_colour": _COLOURS[view.state],
        "when": words.moment(view.reported_at, context.locale, context.now),
        "title": title,
        "summary": words.joined((title, context.say(view.state.label))),
    }


def _receipt(view: ArisingView, context: CardContext) -> Card:
    say = context.say
    answer = ""
    if view.decided_by is not None and view.decided_at is not None and view.state is not ArisingState.WITHDRAWN:
        refused = view.state is ArisingState.REFUSED
        when = words.moment(view.decided_at, context.locale, context.now)
        text = "{name} không xác nhận lúc {when}" if refused else "{name} xác nhận lúc {when}"
        done = say(text, name=fact.name(view.decided_by, context), when=when)
        answer = words.joined((done, words.clip(view.reason, fact.LONG)), ": ")
    following = {
        ArisingState.ASKING: say("Chọn xong, việc được gửi cho {name} xác nhận.", name=view.manager.name),
        ArisingState.WAITING: say("Tiếp theo: {name} xác nhận.", name=view.manager.name),
        ArisingState.CONFIRMED: say("Mỗi việc đã thành nhiệm vụ; mời gửi sản phẩm kèm minh chứng trên thẻ nhiệm vụ."),
    }.get(view.state, "")
    data = {
        **_head(view, context),
        "works": [_work(work, context) for work in view.works],
        "has_answer": bool(answer),
        "answer": answer,
        "answer_style": "warning" if view.state is ArisingState.REFUSED else "emphasis",
        "has_next": bool(following),
        "next": following,
        "asks": view.may_name,
        "unclear": [_question(each, context) for each in view.unclear],
        "may_withdraw": view.may_withdraw,
    }
    return render("arising", data, context, subject=f"arising_report/{view.id}", version=view.version)


def _confirmation(view: ArisingView, context: CardContext) -> Card:
    say = context.say
    outside = {"title": say("Ngoài danh mục, ghi điểm tạm tính"), "value": OUTSIDE}
    data = {
        **_head(view, context),
        "hint": say("Sản phẩm gần nhất trong danh mục đã được chọn sẵn; mời kiểm tra trước khi xác nhận."),
        "works": [
            {
                **_work(work, context),
                "item_id": f"item_{work.number}",
                "item_label": say("Sản phẩm của việc {number}", number=work.number),
                "item": str(work.items[0].id) if work.items else "",
                "items": [
                    *({"title": item_title(item, None, context), "value": str(item.id)} for item in work.items),
                    *([outside] if view.groups else []),
                ],
                "quantity_id": f"quantity_{work.number}",
                "quantity_label": say("Số lượng của việc {number}", number=work.number),
                "has_points": bool(view.groups),
                "points_id": f"points_{work.number}",
                "points_label": say("Điểm tạm tính của việc {number}, nếu ngoài danh mục", number=work.number),
            }
            for work in view.works
        ],
        "has_groups": bool(view.groups),
        "frames": say("Khung điểm: {frames}", frames=frames(view.groups)) if view.groups else "",
        "criteria": say("Hoàn thành đúng yêu cầu, có minh chứng kèm theo"),
    }
    return render("arising_confirm", data, context, subject=f"arising_report/{view.id}", version=view.version)


def _work(work: ArisingWorkView, context: CardContext) -> dict[str, object]:
    people = ", ".join(words.clip(person.name, 80) for person in work.people)
    together = context.say("cùng {people}, chia đều sản phẩm", people=people) if people else ""
    about = words.joined((_when(work, context), together, words.clip(work.product, fact.LONG)))
    return {"name": f"{work.number}. {words.clip(work.name, 200)}", "has_about": bool(about), "about": about}


def _when(work: ArisingWorkView, context: CardContext) -> str:
    """When it was done: "17:20–21:00, thứ Năm 4/6"."""
    begins, ends = work.begins, work.ends
    known = begins or ends
    if known is None:
        return ""
    day = words.day(hanoi_date(known), context.locale, context.now)
    first, last = (_hour(each) for each in (begins, ends))
    if first and last:
        return f"{first}–{last}, {day}"
    if first:
        return context.say("từ {hour}, {day}", hour=first, day=day)
    return context.say("đến {hour}, {day}", hour=last, day=day)


def _hour(instant: datetime | None) -> str:
    return "" if instant is None else f"{to_hanoi(instant):%-H:%M}"


def _question(name: UnclearName, context: CardContext) -> dict[str, object]:
    typed = words.clip(name.typed, 60)
    nobody = {"title": context.say("Không phải người cùng đơn vị"), "value": NOBODY}
    return {
        "id": f"who_{name.work}_{name.index}",
        "label": context.say("“{name}” ở việc {number} là ai?", name=typed, number=name.work),
        "error": context.say("Mời chọn “{name}” là ai.", name=typed),
        "people": [*person_choices(name.candidates), nobody],
    }
