"""The roll-out in chat: words open cards, a line's button sends the card of its next act, one press sends exercises."""

import pytest
from played_host import Json, PlayedHost, answered
from sqlalchemy import select
from stage.ward import AN, HA, MINH, SON, TIEN, Ward

from hanoiwork_plugin.domain.rollout.practice import PracticeAct
from hanoiwork_plugin.screens.draw import context_for, draw
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.practice import ExerciseRow


@pytest.mark.parametrize(
    ("account", "words", "kind"),
    [
        (TIEN, "Sẵn sàng", "readiness"),
        (SON, "mức độ sẵn sàng", "readiness_open"),
        (AN, "sẵn sàng", "refusal"),
        (MINH, "Tổ công tác", "working_group"),
        (AN, "Sân tập", "practice"),
        (TIEN, "sân tập đơn vị", "practice_board"),
        (HA, "sân tập đơn vị", "refusal"),
    ],
)
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_words_open_the_card(host: PlayedHost, ward: Ward, account: str, words: str, kind: str, locale: str) -> None:
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
        screen = Screen(kind, ward.actor(tx, account), notice.subject_id, notice.params)
        context = context_for(tx, host.installation, "en" if locale == "en" else "vi")
        assert draw(tx, screen, context)["type"] == "AdaptiveCard"


def test_each_line_leads_to_its_next_act_and_one_press_sends_the_exercise(host: PlayedHost, ward: Ward) -> None:
    with host.plugin.transaction() as tx:
        agency = ward.actor(tx, TIEN).unit.agency_id

    def press(account: str, verb: str, subject: str, **inputs: str) -> Json:
        return answered(host.press(account, host.press_of(verb, subject, 0, **inputs)))

    def sent(account: str) -> list[str]:
        with host.plugin.transaction() as tx:
            mine = select(NoticeRow.kind).where(NoticeRow.person_id == ward.id_of(account)).order_by(NoticeRow.id)
            return list(tx.session.scalars(mine))

    for line, account in (("working_group", TIEN), ("accounts", TIEN), ("practice", TIEN), ("objectives", MINH)):
        assert press(account, "readiness.next", f"readiness/{agency}/{line}")["statusCode"] == 200
    assert sent(TIEN) == ["working_group", "reconciliation", "practice_board"]
    assert sent(MINH) == ["objectives"]
    assert press(AN, "readiness.next", f"readiness/{agency}/practice")["statusCode"] == 404
    assert press(SON, "readiness.next", f"readiness/{agency}/practice")["statusCode"] == 200
    assert press(SON, "practice.send", f"practice/{agency}")["statusCode"] == 403

    given = {"group_basis_number": "12/QĐ", "group_basis_date": "2026-05-28", "group_basis_issuer": "UBND"}
    refused = press(
        TIEN, "group.record", f"working_group/{agency}", group_head=str(ward.id_of(HA)), group_it="Không Ai", **given
    )
    assert refused["statusCode"] == 400
    assert "Không tìm thấy “Không Ai” tại đơn vị." in refused["value"]["message"]
    refused = press(TIEN, "group.record", f"working_group/{agency}", group_head=str(ward.id_of(HA)), **given)
    assert "Tổ trưởng phải là lãnh đạo đơn vị." in refused["value"]["message"]
    assert "công nghệ thông tin" in refused["value"]["message"]

    for _ in range(2):
        assert press(TIEN, "practice.send", f"practice/{agency}", practice_act="dispute")["statusCode"] == 200
    with host.plugin.transaction() as tx:
        rows = tx.session.scalars(select(ExerciseRow)).all()
        assert {tuple(row.acts) for row in rows} == {(PracticeAct.DISPUTE.value,)}
        people = {row.person_id for row in rows}
        assert len(people) == len(rows)
        cards = tx.session.scalars(select(NoticeRow.person_id).where(NoticeRow.kind == "practice")).all()
        assert sorted(cards) == sorted(people), "one card each, pressed twice or not"
