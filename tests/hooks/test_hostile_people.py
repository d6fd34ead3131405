"""Calls about people without the right, people who left, links that are foreign (CONTRACT 4, 5, 7)."""

from uuid import UUID, uuid4

import pytest
from given_task import ANSWERED_ONLY, acts, counted, names_of_tasks, task_event
from played_host import Json, PlayedHost, answered, encoded
from scenes import Scenes
from sqlalchemy import func, select, text
from stage.ward import AN, DUNG, HA, MAI, NGOC

from hanoiwork_plugin.store.hosts import Delivery
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.people import PersonRow

GIVERS = {
    "another department's head": (DUNG, AN),
    "a specialist": (NGOC, AN),
    "nobody known": ("khong.co", AN),
    "to nobody known": (HA, "khong.co"),
}


def test_a_task_given_without_authority_is_recorded_and_refused(
    host: PlayedHost, ward: object, subtests: pytest.Subtests
) -> None:
    for case, (giver, assignee) in GIVERS.items():
        with subtests.test(case):
            event = task_event(host, createdBy=giver, assignees=[assignee], form_id=case)
            assert host.deliver(event) == "refused"
            assert names_of_tasks(host) == []
            assert counted(host, LedgerEntryRow.__table__) == imported_entries(host)
            with host.plugin.transaction() as tx:
                told = tx.session.scalars(select(NoticeRow.kind).where(NoticeRow.dedup == f"refusal:{event['id']}"))
                assert list(told) == ([] if giver == "khong.co" else ["refusal"])


def imported_entries(host: PlayedHost) -> int:
    """Ledger entries of the ward's own import."""
    with host.plugin.transaction() as tx:
        imported = LedgerEntryRow.act.in_(["people.imported", "catalogue.imported", "catalogue.in_force"])
        return int(tx.session.scalar(select(func.count()).select_from(LedgerEntryRow).where(imported)) or 0)


def test_a_person_who_left_can_do_nothing_with_a_good_token(host: PlayedHost, card: tuple[UUID, Json]) -> None:
    task_id, press = card
    gone = host.event("user.deactivated", {"account": AN}, subject=f"users/{AN}")
    assert host.deliver(gone) == "applied"
    before = host.rows(*ANSWERED_ONLY)
    answer = answered(host.press(AN, press))
    assert answer["statusCode"] == 403
    assert "effects" not in answer
    assert host.rows(*ANSWERED_ONLY) == before
    assert "task.accepted" not in acts(host, task_id)


def test_what_a_person_who_left_is_said_to_have_done_is_refused(host: PlayedHost, ward: object) -> None:
    gone = host.event("user.deactivated", {"account": HA}, subject=f"users/{HA}")
    assert host.deliver(gone) == "applied"
    assert host.deliver(task_event(host)) == "refused"
    assert names_of_tasks(host) == []
    message = {"id": "m-1", "conversationId": "dm", "conversationType": "direct", "text": "điểm", "sender": HA}
    before = counted(host, NoticeRow)
    assert host.deliver(host.event("message.created", message, subject="messages/m-1", actorid=HA)) == "applied"
    assert counted(host, NoticeRow) == before


def test_leaving_twice_is_recorded_once(host: PlayedHost, ward: object) -> None:
    for _ in range(2):
        host.deliver(host.event("user.deactivated", {"account": AN}, subject=f"users/{AN}"))
    with host.plugin.transaction() as tx:
        person = tx.session.scalars(select(PersonRow).where(PersonRow.account == AN)).one()
        assert not person.active
    assert acts(host, person.id) == ["person.deactivated"]


def test_nobody_is_deactivated_whom_we_do_not_know(host: PlayedHost, ward: object) -> None:
    event = host.event("user.deactivated", {"account": "khong.co"}, subject="users/khong.co")
    before = host.rows("delivery", "procrastinate_jobs", "procrastinate_events", "applied_sequence")
    assert host.deliver(event) == "applied"
    assert host.rows("delivery", "procrastinate_jobs", "procrastinate_events", "applied_sequence") == before


def test_a_suspended_installation_comes_back_where_it_was(host: PlayedHost, card: tuple[UUID, Json]) -> None:
    _, press = card
    with host.plugin.transaction() as tx:
        tx.session.execute(text("UPDATE installation SET state = 'suspended'"))
    before = host.rows()
    assert host.press(AN, press).status_code == 401
    assert host.rows() == before
    with host.plugin.transaction() as tx:
        tx.session.execute(text("UPDATE installation SET state = 'active'"))
    wait_for_keys(host)
    assert answered(host.press(AN, press))["statusCode"] == 200


def wait_for_keys(host: PlayedHost) -> None:
    """A server process remembers an installation's keys for a second; a lifecycle call makes it look at once."""
    token = host.issuer.app_token("app:lifecycle")
    body = encoded({"type": "vn.hanoiwork.app.ping.v1", "data": {}})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    assert host.post(body, headers, "/hanoiwork/lifecycle").status_code == 200


def test_a_foreign_link_shows_the_neutral_card(host: PlayedHost, scenes: Scenes) -> None:
    task_id = scenes.accepted()
    for number, (account, data) in enumerate(
        [
            (MAI, {"objectType": "task", "objectId": str(task_id)}),
            (MAI, {"objectType": "task", "objectId": str(uuid4())}),
            (MAI, {"objectType": "task", "token": "unknown"}),
            (MAI, {"objectType": "task", "objectId": "1; DROP TABLE task"}),
            (MAI, {"objectType": "evaluation", "objectId": str(task_id)}),
        ]
    ):
        event = host.event("link.opened", data, subject=f"links/{number}", actorid=account)
        assert host.deliver(event) == "applied"
        with host.plugin.transaction() as tx:
            notice = tx.session.scalars(select(NoticeRow).where(NoticeRow.dedup == f"link:{event['id']}")).one()
        assert (notice.kind, notice.subject_id) == ("neutral", None)


def test_every_delivery_is_accounted_for(host: PlayedHost, ward: object) -> None:
    host.deliver(task_event(host, sequence="2"))
    host.deliver(task_event(host, sequence="1"))
    host.deliver(task_event(host, createdBy=NGOC, subject="tasks/t-9", form_id="t-9"))
    with host.plugin.transaction() as tx:
        states = set(tx.session.scalars(select(Delivery.state)))
        assert tx.session.scalar(select(func.count()).where(Delivery.worked_at.is_(None))) == 0
    assert states == {"applied", "skipped", "refused"}
