"""Cards of the questions about an instant: who was whose manager, who could do an act on a task (DOMAIN 1)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.absence import MOST_CHOICES, person_choices
from hanoiwork_plugin.cards.notice import notice_card
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.changes.change_views import CompetentView, StandingView
from hanoiwork_plugin.domain.views import PersonRef, TaskLineView

ASKED = (Act.APPROVE_TASK, Act.JUDGE_PRODUCT, Act.ANSWER_OBJECTION, Act.CANCEL_TASK, Act.GIVE_TASK)
"""Acts offered on the form; REST and the command line take every act of the table."""


def instants_card(
    viewer_id: UUID, tasks: Sequence[TaskLineView], people: Sequence[PersonRef], today: date, context: CardContext
) -> Card:
    """Hỏi theo thời điểm: two questions, about the tasks and people that the viewer may see."""
    title = context.say("Ai quản lý, ai có thẩm quyền vào một thời điểm")
    data = {
        "title": title,
        "has_tasks": bool(tasks),
        "tasks": [{"title": words.clip(each.name, 120), "value": str(each.id)} for each in tasks[:MOST_CHOICES]],
        "acts": [{"title": words.sentence(context.say(act.label)), "value": act.value} for act in ASKED],
        "people": person_choices(people),
        "person": str(viewer_id),
        "today": today.isoformat(),
        "summary": title,
    }
    return render("instants", data, context, subject=f"person/{viewer_id}")


def competent_card(task: str, act: Act, at: datetime, found: Sequence[CompetentView], context: CardContext) -> Card:
    """Who could do an act on a task at an instant, each in their capacity."""
    return notice_card(
        words.clip(task, 200),
        context.say(
            "{act} lúc {when}:" if found else "Không ai có thẩm quyền {act} lúc {when}.",
            act=words.sentence(context.say(act.label)) if found else context.say(act.label),
            when=words.moment(at, context.locale, context.now),
        ),
        context,
        lines=[_competent(each, context) for each in found[:MOST_CHOICES]],
    )


def _competent(each: CompetentView, context: CardContext) -> str:
    behalf = context.say("thay mặt {name}", name=fact.name(each.on_behalf_of, context)) if each.on_behalf_of else ""
    return words.joined((fact.person(each.person), context.say(each.relation.label), behalf))


def standing_card(view: StandingView, context: CardContext) -> Card:
    """A person as they stood at an instant: place of work, roles, delegations, absence, manager."""
    lines = [
        words.joined((words.clip(each.unit, 160), each.title, "" if each.is_primary else context.say("kiêm nhiệm")))
        for each in view.postings
    ]
    for role in view.roles:
        fields = ", ".join(role.fields)
        lines.append(words.joined((words.sentence(context.say(role.role.label)), words.clip(role.unit, 160), fields)))
    for each in view.delegations:
        acts = ", ".join(context.say(act.label) for act in each.acts)
        lines.append(
            context.say(
                "{giver} ủy quyền cho {taker}: {acts}",
                giver=fact.name(each.giver, context),
                taker=fact.name(each.taker, context),
                acts=words.clip(acts, 200),
            )
        )
    return notice_card(
        fact.person(view.person),
        words.sentence(words.moment(view.at, context.locale, context.now)),
        context,
        facts=(
            (context.say("Người quản lý trực tiếp"), fact.person(view.manager) if view.manager else "—"),
            (context.say("Nghỉ"), context.say(view.absence.label) if view.absence else ""),
        ),
        lines=lines,
    )
