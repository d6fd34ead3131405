"""The score of a month (phiếu điểm) with its whole receipt (biên lai điểm): one's own, or of one's people."""

from dataclasses import dataclass

from flask import redirect
from sqlalchemy import select

from hanoiwork_plugin.domain.calendar import FIRST_DAY, Period
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rating.card_views import EvaluationView
from hanoiwork_plugin.domain.rating.evaluation import EvaluationState
from hanoiwork_plugin.domain.rating.sheet import ScoreSheet
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.rating.evaluation_views import evaluation_view, score_preview, stored_sheet
from hanoiwork_plugin.store.evaluations import EvaluationRow, ScoreSheetRow
from hanoiwork_plugin.web.page import Door, Shown, Visit
from hanoiwork_plugin.web.receipt import SheetShown, show_sheet

_DECIDED = (EvaluationState.APPROVED, EvaluationState.PUBLISHED)


def score_routes(door: Door) -> None:
    """``/app/score``."""

    @door.page("/app/score")
    def score_now(visit: Visit) -> Shown:
        return redirect(f"/app/score/{scores.current_period(visit.tx.now).code}")

    @door.page("/app/score/<period>")
    def own_score(visit: Visit, period: str) -> Shown:
        return _score_page(visit, visit.actor, scores.period_named(period))

    @door.page("/app/score/<period>/<path:account>")
    def score_of(visit: Visit, period: str, account: str) -> Shown:
        asked = scores.period_named(period)
        return _score_page(visit, scores.person_whose_score(visit.tx, visit.actor, account), asked)


@dataclass(frozen=True)
class Judged:
    """The evaluation of the month as far as the viewer may know it, and the sheet it stands on."""

    view: EvaluationView
    sheet: ScoreSheet


def _score_page(visit: Visit, person: Actor, period: Period) -> Shown:
    own = person.id == visit.actor.id
    judged = _judged(visit, person, period)
    preview = score_preview(visit.tx, person, period)
    return visit.show(
        "score.html",
        own=own,
        person=person,
        period=period.code,
        earlier=_step(period, -1, visit),
        later=_step(period, 1, visit),
        judged=judged.view if judged else None,
        result=_result(judged, visit) if judged else None,
        running=judged is None or _state_known(judged, visit) not in _DECIDED,
        due=show_sheet(visit.reader.say("Phần đã đến hạn"), preview.due, visit.reader),
        whole=show_sheet(visit.reader.say("Cả kỳ"), preview.whole, visit.reader),
        hope=preview.projected if preview.projected != preview.whole else None,
    )


def _state_known(judged: Judged, visit: Visit) -> EvaluationState:
    """How far the evaluation is for the viewer: before publication the person knows of their own step only."""
    state = judged.view.state
    if judged.view.person.id == visit.actor.id and state is not EvaluationState.PUBLISHED:
        return EvaluationState.SELF_SUBMITTED
    return state


def _result(judged: Judged, visit: Visit) -> SheetShown:
    match _state_known(judged, visit):
        case EvaluationState.APPROVED | EvaluationState.PUBLISHED:
            title = visit.reader.say("Tổng điểm đã phê duyệt")
        case EvaluationState.REVIEWED:
            title = visit.reader.say("Tổng điểm sau nhận xét, đánh giá")
        case _:
            title = visit.reader.say("Tổng điểm theo tự đánh giá")
    return show_sheet(title, judged.sheet, visit.reader)


def _judged(visit: Visit, person: Actor, period: Period) -> Judged | None:
    """The month's evaluation with its newest sheet; before publication the person sees their own sheet only."""
    session = visit.tx.session
    row = session.scalar(
        select(EvaluationRow).where(EvaluationRow.person_id == person.id, EvaluationRow.period == period.code)
    )
    if row is None:
        return None
    if person.id != visit.actor.id or row.state == EvaluationState.PUBLISHED:
        sheet = stored_sheet(visit.tx, row)
    elif row.self_sheet_id:
        sheet = ScoreSheet.from_json(session.get_one(ScoreSheetRow, row.self_sheet_id).result)
    else:
        sheet = None
    return Judged(evaluation_view(visit.tx, row, visit.actor), sheet) if sheet else None


def _step(period: Period, by: int, visit: Visit) -> str | None:
    """The month before or after, where there is one with data: from June 2026 to the running one."""
    months = 12 * period.year + period.number - 1 + by
    code = Period.month(months // 12, months % 12 + 1).code
    first = Period.month(FIRST_DAY.year, FIRST_DAY.month).code
    return code if first <= code <= scores.current_period(visit.tx.now).code else None
