"""What a delegation can never be, tried through presses (DOMAIN 1; STORY 24), and looks at others' scores on cards."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from played_host import PlayedHost
from scenes import JUNE, MARKS, Scenes
from sqlalchemy import select
from stage.ward import AN, HA, HUNG, KHOI, MAI, MINH, TUAN, Ward

from hanoiwork_plugin.cli import main
from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.rating.sheet import LeaderMarks
from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.jobs.outbox import send_notice
from hanoiwork_plugin.services.changes import delegations, past
from hanoiwork_plugin.services.rating import evaluations, leaders
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.workspace.client import Sent

DAY = date(2026, 6, 25)
DATES = {"delegation_from": "2026-06-25", "delegation_to": "2026-06-26", "delegation_basis": "Đi họp"}


def delegated(scenes: Scenes, giver: str, taker: str, *acts: Act, by: str = "") -> UUID:
    with scenes.ward.plugin.transaction() as tx:
        one, other = scenes.ward.id_of(giver), scenes.ward.id_of(taker)
        actor = scenes.ward.actor(tx, by or giver)
        return delegations.delegate(tx, actor, one, other, acts, DAY, date(2026, 6, 26), "Đi họp").id


def status(host: PlayedHost, account: str, verb: str, subject: str, version: int = 0, **inputs: Any) -> int:
    answer = host.press(account, host.press_of(verb, subject, version, **inputs)).get_json()
    return int(answer["statusCode"])


def filed(scenes: Scenes, account: str) -> UUID:
    with scenes.ward.plugin.transaction() as tx:
        return evaluations.self_evaluate(tx, scenes.ward.actor(tx, account), JUNE, MARKS).id


def rated(host: PlayedHost, scenes: Scenes, account: str, evaluation: UUID) -> int:
    version = scenes.version("evaluation", evaluation)
    return status(host, account, "evaluation.agree", f"evaluation/{evaluation}", version)


def test_never_passed_on_and_never_on_oneself_or_the_giver(host: PlayedHost, scenes: Scenes) -> None:
    scenes.clock.set("2026-06-24T09:00+07:00")
    files = {account: filed(scenes, account) for account in (AN, KHOI, HA, HUNG, MAI)}
    delegated(scenes, HA, KHOI, Act.RATE, Act.GIVE_TASK)
    delegated(scenes, HUNG, KHOI, Act.RATE)
    delegated(scenes, HUNG, HA, Act.RATE)
    delegated(scenes, MINH, HUNG, Act.RATE, Act.APPROVE_EVALUATION)
    scenes.clock.set("2026-06-25T08:00+07:00")
    taker = str(scenes.ward.id_of(TUAN))
    for giver in (KHOI, HA, HUNG):
        given = status(
            host,
            KHOI,
            "delegation.make",
            f"person/{scenes.ward.id_of(giver)}",
            delegation_taker=taker,
            delegation_scope="rating",
            **DATES,
        )
        assert given in (400, 403), f"passed on in the name of {giver}"
    for account, own in ((KHOI, files[KHOI]), (HA, files[HA]), (HUNG, files[HUNG])):
        assert rated(host, scenes, account, own) in (403, 404), f"{account} on themself"
        assert (
            status(host, account, "evaluation.approve", f"evaluation/{own}", scenes.version("evaluation", own)) >= 400
        )
    for account, giver in ((KHOI, HA), (KHOI, HUNG), (HA, HUNG)):
        assert rated(host, scenes, account, files[giver]) in (403, 404), f"{account} on the giver {giver}"
    assert rated(host, scenes, KHOI, files[MAI]) in (403, 404), "another department"
    assert rated(host, scenes, KHOI, files[AN]) == 200
    with scenes.ward.plugin.transaction() as tx:
        full = LeaderMarks(Decimal(100), Decimal(100), Decimal(100), "Báo cáo của phòng", "Việc xong đúng hạn")
        leaders.rate_leader(tx, scenes.ward.actor(tx, MINH), files[KHOI], full)
    assert rated(host, scenes, MINH, files[KHOI]) == 200, "a right of one's own stays"
    with scenes.ward.plugin.transaction() as tx:
        entries = tx.session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.act == "evaluation.reviewed")).all()
        assert [each.on_behalf_of_id for each in entries] == [scenes.ward.id_of(HA), None]


def test_it_ends_by_itself_at_midnight(host: PlayedHost, scenes: Scenes) -> None:
    scenes.clock.set("2026-06-24T09:00+07:00")
    evaluation = filed(scenes, AN)
    delegated(scenes, HA, KHOI, Act.RATE, by=HUNG)
    for instant, allowed in (
        ("2026-06-24T23:59:59+07:00", False),
        ("2026-06-25T00:00:00+07:00", True),
        ("2026-06-26T23:59:59+07:00", True),
        ("2026-06-27T00:00:00+07:00", False),
    ):
        scenes.clock.set(instant)
        assert (rated(host, scenes, KHOI, evaluation) == 200) is allowed, instant


class _PlayedClient:
    """The workspace takes every message."""

    def post_to_person(self, account: str, **_given: Any) -> Sent:
        return Sent(f"msg-{account}", f"dm-{account}", 1)


class _PlayedHosts(Hosts):
    def __init__(self) -> None:
        """No real host is asked."""

    def client(self, installation_id: str) -> Any:
        return _PlayedClient()


def looks(ward: Ward) -> list[tuple[UUID | None, UUID]]:
    with ward.plugin.transaction() as tx:
        rows = tx.session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.act == "score.seen"))
        return [(each.actor_id, each.subject_id) for each in rows]


def test_a_card_with_somebodys_score_is_a_look(
    host: PlayedHost, scenes: Scenes, ward: Ward, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluation = scenes.self_evaluated(AN, HA)
    an, ha = ward.id_of(AN), ward.id_of(HA)
    with ward.plugin.transaction() as tx:
        wanted = (NoticeRow.subject_id == evaluation, NoticeRow.kind == "evaluation")
        (card,) = tx.session.scalars(select(NoticeRow.id).where(*wanted, NoticeRow.person_id == ha)).all()
    assert looks(ward) == []
    send_notice(ward.plugin, _PlayedHosts(), card)
    assert looks(ward) == [(ha, an)], "sent"
    send_notice(ward.plugin, _PlayedHosts(), card)
    assert looks(ward) == [(ha, an)], "and only once"
    assert status(host, AN, "score.receipt", f"evaluation/{evaluation}") == 200
    assert looks(ward) == [(ha, an)], "one's own is no look"
    assert status(host, HA, "score.receipt", f"evaluation/{evaluation}") == 200
    assert status(host, HA, "score.receipt", f"score/{an}/2026-06") == 200
    assert status(host, MAI, "score.receipt", f"score/{an}/2026-06") == 404
    assert looks(ward) == [(ha, an)] * 3
    monkeypatch.setenv("HANOIWORK_DATABASE_URL", database_url)
    done = CliRunner().invoke(main, ["score", AN, "2026-06"])
    assert done.exit_code == 0, done.output
    assert looks(ward) == [(ha, an)] * 3 + [(None, an)], "the operator's look"


def test_deputies_and_delegations_at_instants(scenes: Scenes) -> None:
    task = scenes.submitted(HA, AN)
    scenes.clock.set("2026-06-24T09:00+07:00")
    made = delegated(scenes, HA, KHOI, Act.JUDGE_PRODUCT)
    scenes.clock.set("2026-06-25T12:00+07:00")
    with scenes.ward.plugin.transaction() as tx:
        delegations.end_delegation(tx, scenes.ward.actor(tx, HA), made, "Về sớm")
    scenes.clock.set("2026-06-25T13:00+07:00")
    with scenes.ward.plugin.transaction() as tx:

        def judges(hour: int) -> list[str]:
            at = scenes.clock.now().replace(hour=hour - 7, minute=0)
            return [each.person.account for each in past.who_could(tx, task, Act.JUDGE_PRODUCT, at)]

        assert KHOI in judges(11)
        assert KHOI not in judges(12)
