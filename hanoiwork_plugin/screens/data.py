"""The screens of wrong data: the form, a report, the word to whom a datum belongs (STORY 20)."""

from collections.abc import Callable
from uuid import UUID

from hanoiwork_plugin.cards.data_report import data_report_card, data_report_form_card, owner_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.domain.disputes.data_report_views import DatumList
from hanoiwork_plugin.domain.disputes.data_reports import ReportState
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services.disputes import data_reports
from hanoiwork_plugin.services.disputes.data_report_views import report_view
from hanoiwork_plugin.services.disputes.reported_data import reportable
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.data_reports import DataReportRow


def form_card(tx: Tx, viewer: Actor, subject: str, context: CardContext, *, text: str = "") -> Card:
    """The form for what ``subject`` shows: ``task/…``, ``objectives/…``, ``score/…/<period>``; else everything.

    Raises:
        NotFound: for what is none of the viewer's business.
    """
    kind, _, rest = subject.partition("/")
    found = reportable(
        tx,
        viewer,
        task_id=_id(rest) if kind == "task" else None,
        set_id=_id(rest) if kind == "objectives" else None,
        period=scores.period_named(rest.rpartition("/")[2]).code if kind == "score" else None,
    )
    about = subject if kind in ("task", "objectives", "score") else f"data/{viewer.id}"
    return data_report_form_card(DatumList(tuple(found)), context, about=about, text=text)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _viewer(screen: Screen) -> Actor:
    if screen.viewer is None or (screen.subject_id is None and screen.kind != "data_report_form"):
        raise NotFound
    return screen.viewer


def _form(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return form_card(tx, _viewer(screen), "", context, text=screen.params.get("text", ""))


def _report(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    assert screen.subject_id is not None
    row = data_reports.visible_report(tx, viewer, screen.subject_id)
    return data_report_card(report_view(tx, row, viewer), context, own=viewer.id == row.reporter_id)


def _owner(tx: Tx, screen: Screen, context: CardContext) -> Card:
    """For the person to whom it belongs, once it was put right."""
    viewer = _viewer(screen)
    row = tx.session.get(DataReportRow, screen.subject_id)
    if row is None or row.owner_id != viewer.id or row.state != ReportState.CORRECTED:
        raise NotFound
    return owner_card(report_view(tx, row, viewer), context)


DATA_SCREENS: dict[str, Callable[[Tx, Screen, CardContext], Card]] = {
    "data_report_form": _form,
    "data_report": _report,
    "data_report_owner": _owner,
}
"""The screens of this room by name."""
