"""The screens by name: what a notice or a posted card shows, drawn anew from the rows each time."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from hanoiwork_plugin.cards import evaluation as evaluation_cards
from hanoiwork_plugin.cards import notice as notice_cards
from hanoiwork_plugin.cards import reconciliation as reconciliation_cards
from hanoiwork_plugin.cards import score as score_cards
from hanoiwork_plugin.cards import support as support_cards
from hanoiwork_plugin.cards import task as task_cards
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.gate import gate_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.domain import plain
from hanoiwork_plugin.domain.assigning.host_form import HostAct, HostChange
from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct, EvaluationState
from hanoiwork_plugin.domain.tasks import TaskAct, TaskState
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.i18n import Locale, locale_of
from hanoiwork_plugin.screens import changes, doing, evidence, giving
from hanoiwork_plugin.screens.catalogue import CATALOGUE_SCREENS
from hanoiwork_plugin.screens.data import DATA_SCREENS
from hanoiwork_plugin.screens.goals import GOAL_SCREENS
from hanoiwork_plugin.screens.rollout import ROLLOUT_SCREENS
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.screens.time import TIME_SCREENS
from hanoiwork_plugin.screens.watching import WATCH_SCREENS
from hanoiwork_plugin.services import support
from hanoiwork_plugin.services.accounts import reconciliation
from hanoiwork_plugin.services.catalogues import catalogue
from hanoiwork_plugin.services.doing.task_lists import assignable_people, open_tasks
from hanoiwork_plugin.services.doing.task_views import task_view, visible_task
from hanoiwork_plugin.services.rating import evaluations, scores
from hanoiwork_plugin.services.rating.evaluation_views import evaluation_view, publication_view, score_preview
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import group_views
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.messages import SupportRequestRow
from hanoiwork_plugin.store.tasks import TaskRow

ITEMS_OFFERED = 25


def context_for(tx: Tx, installation_id: str, locale: Locale) -> CardContext:
    """What every card of one answer or message is drawn with."""
    settings = tx.plugin.settings
    return CardContext(locale, tx.now, installation_id, settings.secret, settings.base_url)


def locale_for(viewer: Actor | None) -> Locale:
    """The language a person last pressed in; Vietnamese for groups."""
    return locale_of(viewer.locale) if viewer else "vi"


def draw(tx: Tx, screen: Screen, context: CardContext) -> Card:
    """The card of a screen as things are now.

    Raises:
        NotFound: when the thing is gone or none of the viewer's business.
    """
    return SCREENS[screen.kind](tx, screen, context)


def gate_screen(
    tx: Tx,
    task: TaskRow,
    viewer: Actor,
    context: CardContext,
    *,
    query: str | None = None,
    faults: tuple[Fault, ...] = (),
    typed: dict[str, str] | None = None,
) -> Card:
    """The form of the missing fields, with catalogue items for what was typed (at first: the host's product)."""
    unit = organisation.unit(tx.session, task.lead_unit_id)
    beginning = " ".join(task.name.split()[:5])
    guesses = [query] if query is not None else [task.host_product, task.name, beginning]
    found = (catalogue.search(tx, unit, words, ITEMS_OFFERED) for words in [*filter(None, guesses), ""])
    items = next((items for items in found if items), [])
    people = assignable_people(tx, viewer, task)
    if len(task.suggested_ids) == 1:
        typed = {"accountable": str(task.suggested_ids[0]), **(typed or {})}
    version = catalogue.version_in_force(tx, unit.agency_id)
    groups = group_views(version)
    return gate_card(task_view(tx, task, viewer), items, people, context, groups=groups, faults=faults, typed=typed)


def _viewer(screen: Screen) -> Actor:
    assert screen.viewer is not None, f"{screen.kind} is for one person"
    return screen.viewer


def _subject(screen: Screen) -> UUID:
    assert screen.subject_id is not None, f"{screen.kind} is about something"
    return screen.subject_id


def _task(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    task = visible_task(tx, viewer, _subject(screen))
    view = task_view(tx, task, viewer)
    if task.state == TaskState.DRAFT and TaskAct.COMPLETE in view.allowed:
        return gate_screen(tx, task, viewer, context)
    return task_cards.task_card(view, context)


def _task_host_changed(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer, params = _viewer(screen), screen.params
    view = task_view(tx, visible_task(tx, viewer, _subject(screen)), viewer)
    found = plain.load(tuple[HostChange, ...], params["changes"])
    at = datetime.fromisoformat(params["at"])
    return notice_cards.host_change_card(view, HostAct(params["act"]), params["by"], at, found, context)


def _task_list(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return task_cards.task_list_card(open_tasks(tx, _viewer(screen), limit=13), context)


def _score(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    code = screen.params.get("period")
    period = Period.parse(code) if code else scores.current_period(tx.now)
    return score_cards.score_card(score_preview(tx, viewer, period), context)


def _evaluation(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    row, _ = evaluations.open_evaluation(tx, viewer, _subject(screen), None)
    return evaluation_screen(tx, row, viewer, context)


def evaluation_screen(tx: Tx, row: EvaluationRow, viewer: Actor, context: CardContext, *, again: bool = False) -> Card:
    """The card of an evaluation that fits who looks at it and how far it is; ``again`` opens one's own form anew."""
    view = evaluation_view(tx, row, viewer)
    if viewer.id == row.person_id:
        if view.state is EvaluationState.PUBLISHED:
            return evaluation_cards.result_card(view, context)
        if row.self_at is None or (again and view.allowed):
            return evaluation_cards.self_evaluation_card(view, context)
        return evaluation_cards.self_done_card(view, context)
    decides = EvaluationAct.APPROVED in view.allowed and EvaluationAct.REVIEWED not in view.allowed
    settled = view.state in (EvaluationState.APPROVED, EvaluationState.PUBLISHED)
    if decides or (settled and viewer.id == row.approver_id):
        return evaluation_cards.approval_card(view, context)
    return evaluation_cards.rating_card(view, context)


def _self_evaluation(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    row, _ = evaluations.open_evaluation(tx, viewer, _subject(screen), None)
    sent_since = row.self_at is not None and screen.params.get("self_at") != row.self_at.isoformat()
    return evaluation_screen(tx, row, viewer, context, again=not sent_since)


def _evaluation_open(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    row = evaluations.evaluation_of(tx, viewer, evaluations.period_to_evaluate(tx, viewer))
    return evaluation_screen(tx, row, viewer, context)


def _publication(tx: Tx, screen: Screen, context: CardContext) -> Card:
    view = publication_view(tx, _subject(screen), Period.parse(screen.params["period"]), _viewer(screen))
    return evaluation_cards.publication_card(view, context)


def _support(tx: Tx, screen: Screen, context: CardContext) -> Card:
    row = tx.session.get_one(SupportRequestRow, _subject(screen))
    return support_cards.support_card(support.support_view(tx, row, may_handle=True), context)


def _support_receipt(tx: Tx, screen: Screen, context: CardContext) -> Card:
    row = support.visible_request(tx, _viewer(screen), _subject(screen))
    return support_cards.support_receipt_card(support.support_view(tx, row, may_handle=False), context)


def _menu(_tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    return notice_cards.menu_card(PersonRef(viewer.id, viewer.account, viewer.name, viewer.title), context)


def _neutral(_tx: Tx, _screen: Screen, context: CardContext) -> Card:
    return notice_cards.neutral_card(context)


def _refusal(_tx: Tx, screen: Screen, context: CardContext) -> Card:
    text = context.say(screen.params["detail"], **screen.params["params"])
    about = words.clip(screen.params.get("about", ""), 200)
    facts = [(context.say("Nhiệm vụ"), about)] if about else []
    return notice_cards.notice_card(context.say("Chưa thực hiện được"), text, context, facts=facts, colour="attention")


def _reconciliation(tx: Tx, screen: Screen, context: CardContext) -> Card:
    row = reconciliation.visible_reconciliation(tx, _viewer(screen), _subject(screen))
    view = reconciliation.reconciliation_view(tx, row, after=screen.params.get("after"))
    return reconciliation_cards.reconciliation_card(view, context, settling=bool(screen.params.get("settling")))


def _people_refused(_tx: Tx, screen: Screen, context: CardContext) -> Card:
    faults = plain.load(tuple[Fault, ...], screen.params["faults"])
    return reconciliation_cards.people_refused_card(screen.params["file_name"], faults, context)


def _absence_form(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return changes.absence_form(tx, _viewer(screen), context)


def _absence(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return changes.absence(tx, _viewer(screen), _subject(screen), context)


def _delegation_form(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    return changes.delegation_form(tx, viewer, screen.subject_id or viewer.id, screen.params, context)


def _delegation(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return changes.delegation(tx, _viewer(screen), _subject(screen), context)


def _transfer_form(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return changes.transfer_form(tx, _viewer(screen), context)


def _transfer(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return changes.transfer(tx, _viewer(screen), _subject(screen), context)


def _instants(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return changes.instants(tx, _viewer(screen), context)


def _task_request(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return doing.request(tx, _viewer(screen), _subject(screen), context)


def _evidence_intake(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return evidence.intake(tx, _viewer(screen), _subject(screen), context)


def _evidence_held(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return evidence.held(tx, _viewer(screen), _subject(screen), context)


def _decisions(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return doing.day_decisions(tx, _viewer(screen), _subject(screen), context)


def _decisions_open(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return doing.decisions_now(tx, _viewer(screen), context)


def _giving(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return giving.giving(tx, _viewer(screen), screen.params, context)


def _pattern(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return giving.pattern(tx, _viewer(screen), _subject(screen), context)


def _arising(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return giving.arising(tx, _viewer(screen), _subject(screen), context)


SCREENS: dict[str, Callable[[Tx, Screen, CardContext], Card]] = {
    **GOAL_SCREENS,
    **ROLLOUT_SCREENS,
    **CATALOGUE_SCREENS,
    **TIME_SCREENS,
    **WATCH_SCREENS,
    **DATA_SCREENS,
    "task": _task,
    "task_host_changed": _task_host_changed,
    "task_list": _task_list,
    "giving": _giving,
    "arising": _arising,
    "pattern": _pattern,
    "task_request": _task_request,
    "decisions": _decisions,
    "decisions_open": _decisions_open,
    "evidence_intake": _evidence_intake,
    "evidence_held": _evidence_held,
    "score": _score,
    "evaluation": _evaluation,
    "self_evaluation": _self_evaluation,
    "evaluation_open": _evaluation_open,
    "publication": _publication,
    "absence_form": _absence_form,
    "absence": _absence,
    "delegation_form": _delegation_form,
    "delegation": _delegation,
    "transfer_form": _transfer_form,
    "transfer": _transfer,
    "instants": _instants,
    "support": _support,
    "support_receipt": _support_receipt,
    "menu": _menu,
    "neutral": _neutral,
    "refusal": _refusal,
    "reconciliation": _reconciliation,
    "people_refused": _people_refused,
}
"""Every screen that a notice can name."""
