"""Notices that wait while the person they are for moves: void, never sent late and never dead."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from stage.play import JUNE, Play, marks
from stage.ward import AN, DUNG, HA, LONG, NGOC, TIEN

from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.jobs.outbox import send_notice
from hanoiwork_plugin.services.changes import transfers
from hanoiwork_plugin.services.rating import evaluations
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.workspace.client import Gone, Sent, TryLater


class _Host(Hosts):
    """A workspace that answers each message as it is told to."""

    def __init__(self, answer: Callable[[], Sent]) -> None:
        self.answer = answer
        self.asked = 0

    def client(self, installation_id: str) -> Any:
        return self

    def post_to_person(self, account: str, **_given: Any) -> Sent:
        self.asked += 1
        return self.answer()


def _for(play: Play, evaluation: UUID, account: str) -> NoticeRow:
    wanted = (NoticeRow.subject_id == evaluation, NoticeRow.person_id == play.ward.id_of(account))
    with play.plugin.transaction() as tx:
        return tx.session.scalars(select(NoticeRow).where(NoticeRow.kind == "evaluation", *wanted)).one()


def test_a_notice_of_what_is_no_longer_ones_business_is_void(play: Play, installation: str) -> None:
    play.at("2026-06-23T08:00+07:00")
    for account in (LONG, NGOC, AN):
        play.act(account, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28")))
        if account != AN:
            play.act(
                TIEN,
                lambda tx, tien, moved=account: transfers.decide_transfer(
                    tx,
                    tien,
                    play.ward.id_of(moved),
                    play.ward.actor(tx, DUNG).unit.id,
                    title="Chuyên viên",
                    position="Văn hóa",
                    effective_on=date(2026, 6, 24),
                    basis="QĐ 45/QĐ-UBND",
                ),
            )
    late, racing, lost = (play.evaluation_id(account) for account in (LONG, NGOC, AN))

    def busy() -> Sent:
        raise TryLater

    def gone() -> Sent:
        raise Gone(404)

    def gone_as_they_move() -> Sent:
        play.at("2026-06-24T00:00+07:00")
        raise Gone(404)

    def sent(evaluation: UUID, answer: Callable[[], Sent], account: str = HA) -> tuple[str, int]:
        host = _Host(answer)
        send_notice(play.plugin, host, _for(play, evaluation, account).id)
        return _for(play, evaluation, account).state, host.asked

    assert sent(lost, gone) == ("dead", 1), "still hers to rate: somebody has to look why the host does not know her"
    assert sent(late, busy) == ("waiting", 1)
    assert _for(play, late, HA).card is not None
    assert sent(racing, gone_as_they_move) == ("void", 1)
    assert sent(late, gone) == ("void", 0), "the card drawn before is not sent to who rated before"
    play.at("2026-06-24T08:30+07:00")
    assert sent(late, lambda: Sent("m", "c", 1), DUNG) == ("sent", 1)
