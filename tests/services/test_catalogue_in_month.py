"""A catalogue imported in mid-month: open evaluations keep their criteria, waiting gate cards are drawn anew."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update
from stage.play import JUNE, Play, full_marks
from stage.ward import AN, FOLDER, HA, NGOC

from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.services.catalogues import catalogue
from hanoiwork_plugin.services.rating import evaluations
from hanoiwork_plugin.services.rating.evaluation_views import evaluation_view
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import CatalogueVersionRow
from hanoiwork_plugin.store.evaluations import EvaluationRow


def import_again(play: Play, begins: date, note: bytes) -> UUID:
    """The demo catalogue once more, as another file."""
    data = (FOLDER / "catalogue.xlsx").read_bytes() + note
    with play.plugin.transaction(cause="test") as tx:
        ward = organisation.unit_by_names(tx.session, ["Phường Mẫu"])
        assert ward is not None
        return catalogue.import_catalogue(tx, ward, "catalogue.xlsx", data, begins).version.id


def waiting_refreshes(play: Play, task_id: UUID) -> int:
    with play.plugin.transaction() as tx:
        jobs = text(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE task_name LIKE '%refresh_subject' AND args->>'subject_id' = :id"
        )
        return int(tx.session.scalar(jobs, {"id": str(task_id)}) or 0)


def test_an_open_evaluation_keeps_the_criteria_it_was_opened_with(play: Play) -> None:
    play.at("2026-06-20T09:00+07:00")
    opened = play.evaluation_id(AN)
    version = import_again(play, date(2026, 6, 20), b"\0")
    with play.plugin.transaction() as tx:
        fewer = [{"code": "I.1", "group": "I", "text": "Phẩm chất", "maximum": "30"}]
        tx.session.execute(update(CatalogueVersionRow).where(CatalogueVersionRow.id == version).values(criteria=fewer))
    seen = play.act(AN, lambda tx, an: evaluation_view(tx, tx.session.get_one(EvaluationRow, opened), an))
    assert len(seen.criteria) == 10
    row = play.act(AN, lambda tx, an: evaluations.self_evaluate(tx, an, JUNE, full_marks()))
    assert row.self_marks is not None
    july = Period.parse("2026-07")
    play.at("2026-07-21T09:00+07:00")
    with pytest.raises(Invalid):
        play.act(NGOC, lambda tx, ngoc: evaluations.self_evaluate(tx, ngoc, july, full_marks()))
    play.act(NGOC, lambda tx, ngoc: evaluations.self_evaluate(tx, ngoc, july, {"I.1": Decimal(28)}))


def test_a_waiting_gate_card_is_drawn_anew_when_a_version_comes_into_force(play: Play) -> None:
    draft = play.draft("Chờ bổ sung", "2026-06-26", giver=HA)
    before = waiting_refreshes(play, draft)
    import_again(play, date(2026, 6, 1), b"\0")
    assert waiting_refreshes(play, draft) == before + 1
    import_again(play, date(2026, 6, 10), b"\0\0")
    assert waiting_refreshes(play, draft) == before + 1
    play.at("2026-06-10T00:00:01+07:00")
    assert waiting_refreshes(play, draft) == before + 2
    with play.plugin.transaction() as tx:
        assert tx.session.scalar(select(func.count()).select_from(CatalogueVersionRow)) == 3
