"""The business clock set back says so, and nothing that fell due falls due again."""

from datetime import datetime

from sqlalchemy import func, select
from stage.play import Play

from hanoiwork_plugin.services.rollout import practice_clock
from hanoiwork_plugin.store.messages import TimerRow


def test_setting_back_is_noted_and_repeats_nothing(play: Play) -> None:
    play.given("Một việc", "2026-06-10")
    play.at("2026-06-12T08:00+07:00")
    with play.plugin.transaction() as tx:
        fired = tx.session.scalar(select(func.count()).where(TimerRow.fired_at.is_not(None)))
    assert practice_clock.set_to(play.plugin, datetime.fromisoformat("2026-06-02T08:00+07:00")) is True
    assert play.fire() == 0
    with play.plugin.transaction() as tx:
        assert tx.session.scalar(select(func.count()).where(TimerRow.fired_at.is_not(None))) == fired
