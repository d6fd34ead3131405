"""Short cards: the menu, notices, reminders, and the neutral card that tells nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.task import task_name
from hanoiwork_plugin.cards.words import Colour
from hanoiwork_plugin.domain.reminders import ReminderKind
from hanoiwork_plugin.domain.views import PersonRef, TaskView


@dataclass(frozen=True)
class Button:
    """A press on a notice: its words in the reader's language, and the verb."""

    title: str
    verb: str


@dataclass(frozen=True)
class Link:
    """A link on a notice."""

    title: str
    address: str


def menu_card(person: PersonRef, context: CardContext) -> Card:
    """What can be done here: việc, điểm, tự đánh giá, hỗ trợ."""
    greeting = context.say("Chào {name}, anh/chị cần gì?", name=fact.name(person, context))
    data = {"greeting": greeting, "summary": greeting}
    return render("menu", data, context, subject=f"person/{person.id}")


def notice_card(
    title: str,
    text: str,
    context: CardContext,
    *,
    subject: str = "notice/none",
    version: int = 0,
    facts: Sequence[tuple[str, str]] = (),
    lines: Sequence[str] = (),
    lines_style: str = "emphasis",
    buttons: Sequence[Button] = (),
    links: Sequence[Link] = (),
    colour: Colour = "default",
) -> Card:
    """A title and a sentence, both in the reader's language already, with facts, lines, presses and links.

    The first button is the expected one.
    """
    data = {
        "title": title,
        "colour": colour,
        "has_text": bool(text),
        "text": text,
        "has_facts": bool(facts),
        "facts": fact.facts(*facts),
        "has_lines": bool(lines),
        "lines": [{"text": line} for line in lines],
        "lines_style": lines_style,
        "buttons": [
            {
                "id": f"press_{number}",
                "title": button.title,
                "verb": button.verb,
                "style": "default" if number else "positive",
            }
            for number, button in enumerate(buttons)
        ],
        "links": [
            {"id": f"link_{number}", "title": link.title, "address": link.address} for number, link in enumerate(links)
        ],
        "summary": words.joined((title, words.clip(text, 200))),
    }
    return render("notice", data, context, subject=subject, version=version)


def neutral_card(context: CardContext) -> Card:
    """The same words for what is unknown, withdrawn and foreign (CONTRACT 7)."""
    return notice_card(
        context.say("Không có nội dung để hiển thị"),
        context.say(
            "Liên kết này không còn hiệu lực, hoặc anh/chị không có quyền xem. Nếu cần, hãy hỏi người đã gửi liên kết."
        ),
        context,
    )


def reminder_card(task: TaskView, kind: ReminderKind, context: CardContext) -> Card:
    """Nhắc việc: which task, until when, and the way to it."""
    return notice_card(
        words.sentence(context.say(kind.label)),
        task_name(task, context),
        context,
        subject=f"task/{task.id}",
        version=task.version,
        facts=(
            (context.say("Thời hạn"), fact.deadline(task, context)),
            (context.say("Tiến độ"), fact.progress(task)),
            (context.say("Người giao"), fact.person(task.assigner)),
        ),
        buttons=(Button(context.say("Xem việc"), "task.view"),),
        colour=fact.deadline_colour(task, context),
    )
