"""Words typed to the bot open the forms of dated changes, for those who may; and the questions on the command line."""

from datetime import date

import pytest
from click.testing import CliRunner
from played_host import PlayedHost
from sqlalchemy import select
from stage.clock import StandingClock
from stage.ward import AN, DUNG, HA, KHOI, LONG, TIEN, Ward

from hanoiwork_plugin.cli import main
from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.screens.draw import context_for, draw
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services.changes import delegations, transfers
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.messages import NoticeRow


@pytest.mark.parametrize(
    ("account", "words", "kind"),
    [
        (AN, "Báo nghỉ", "absence_form"),
        (AN, "nghỉ ốm", "absence_form"),
        (HA, "Ủy quyền", "delegation_form"),
        (AN, "ủy quyền", "refusal"),
        (TIEN, "điều chuyển", "transfer_form"),
        (HA, "điều chuyển", "refusal"),
    ],
)
def test_words_open_the_form(host: PlayedHost, ward: Ward, account: str, words: str, kind: str) -> None:
    data = {
        "id": "m-1",
        "conversationId": f"dm-{account}",
        "conversationType": "direct",
        "threadId": None,
        "replyTo": None,
        "text": words,
        "mentions": [],
        "sender": account,
        "attachments": [],
    }
    host.deliver(host.event("message.created", data, subject="messages/m-1"))
    with host.plugin.transaction() as tx:
        notice = tx.session.scalars(select(NoticeRow).where(NoticeRow.person_id == ward.id_of(account))).one()
        assert notice.kind == kind
        viewer = ward.actor(tx, account)
        card = draw(
            tx, Screen(kind, viewer, notice.subject_id, notice.params), context_for(tx, host.installation, "vi")
        )
    assert card["type"] == "AdaptiveCard"


def test_who_at_an_instant_on_the_command_line(
    ward: Ward, clock: StandingClock, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set("2026-06-11T09:00+07:00")
    with ward.plugin.transaction(cause="test") as tx:
        culture = organisation.unit_by_names(tx.session, ["Phường Mẫu", "Phòng Văn hóa – Xã hội"])
        assert culture is not None
        transfers.decide_transfer(
            tx,
            ward.actor(tx, TIEN),
            ward.id_of(LONG),
            culture.id,
            title="Chuyên viên",
            position="",
            effective_on=date(2026, 6, 15),
            basis="QĐ 45/QĐ-UBND",
        )
        ha = ward.actor(tx, HA)
        today = hanoi_date(tx.now)
        delegations.delegate(tx, ha, ha.id, ward.id_of(KHOI), [Act.RATE], today, today, "Đi họp")
    monkeypatch.setenv("HANOIWORK_DATABASE_URL", database_url)

    def who(instant: str) -> str:
        done = CliRunner().invoke(main, ["who", LONG, "--at", instant])
        assert done.exit_code == 0, done.output
        return done.output

    assert f"({HA})" in who("2026-06-14T23:59:59+07:00")
    assert f"({DUNG})" in who("2026-06-15T00:00:00+07:00")
    assert CliRunner().invoke(main, ["who", LONG, "--at", "12/6"]).exit_code == 1
    assert CliRunner().invoke(main, ["who", "nobody"]).exit_code == 1
