"""Work given and reported in chat, played from the outside: messages, cards, presses (STORY 7, 10; DOMAIN 4)."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import giving_settings
import pytest
from played_host import Json, PlayedHost, answered
from scenes import Scenes
from sqlalchemy import select
from stage.clock import StandingClock
from stage.queries import counted_queries
from stage.ward import AN, HA, HUNG, KHOI, LAN, MINH, NGOC, TUAN, Ward

from hanoiwork_plugin.domain.assigning.arising import ArisingState
from hanoiwork_plugin.domain.tasks import TaskKind
from hanoiwork_plugin.screens.draw import context_for, draw
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.store.arising import ArisingReportRow
from hanoiwork_plugin.store.catalogue import TaskCoefficientRow
from hanoiwork_plugin.store.messages import NoticeRow, PostedCardRow
from hanoiwork_plugin.store.patterns import OccurrenceRow
from hanoiwork_plugin.store.tasks import TaskRow

PDF = {"id": "f-1", "name": "CV 123.pdf", "size": 1200, "sha256": "A" * 64, "contentType": "application/pdf"}


def say(host: PlayedHost, account: str, text: str, *, files: tuple[Json, ...] = (), message: str = "m-1") -> str:
    data = {
        "id": message,
        "conversationId": f"dm-{account}",
        "conversationType": "direct",
        "threadId": None,
        "replyTo": None,
        "text": text,
        "mentions": [],
        "sender": account,
        "attachments": list(files),
    }
    return host.deliver(host.event("message.created", data, subject=f"messages/{message}"))


def told(host: PlayedHost, ward: Ward, account: str) -> NoticeRow:
    """The newest card for a person."""
    with host.plugin.transaction() as tx:
        query = select(NoticeRow).where(NoticeRow.person_id == ward.id_of(account)).order_by(NoticeRow.id.desc())
        return tx.session.scalars(query.limit(1)).one()


def card_of(host: PlayedHost, ward: Ward, account: str) -> Json:
    notice = told(host, ward, account)
    with host.plugin.transaction() as tx:
        screen = Screen(notice.kind, ward.actor(tx, account), notice.subject_id, notice.params)
        return draw(tx, screen, context_for(tx, host.installation, "vi"))


def parts(node: Any) -> list[Json]:
    if isinstance(node, list):
        return [each for child in node for each in parts(child)]
    if isinstance(node, dict):
        return [node, *parts(list(node.values()))]
    return []


def inputs(card: Json) -> dict[str, Json]:
    return {each["id"]: each for each in parts(card) if str(each.get("type", "")).startswith("Input.")}


def texts(card: Json) -> str:
    return " | ".join(str(each.get("text") or each.get("value") or "") for each in parts(card))


def pressed(host: PlayedHost, account: str, verb: str, subject: str, version: int, **given: str) -> Json:
    body = host.press_of(verb, subject, version)
    body["value"]["action"]["data"] |= given
    return answered(host.press(account, body))


def test_work_is_given_from_a_message_through_the_same_gate(host: PlayedHost, ward: Ward) -> None:
    say(host, AN, "giao việc", message="m-0")
    assert told(host, ward, AN).kind == "refusal", "who may give work to nobody is told so"
    say(host, HA, "Giao việc: rà soát biển quảng cáo theo công văn số 123/UBND-KT, cho chị Lan, hạn 17h 19/6")
    card = card_of(host, ward, HA)
    form = inputs(card)
    assert all(each["type"] != "Input.Text" for each in card["body"]), "the fields come after the press"
    assert form["give_name"]["value"] == "Rà soát biển quảng cáo"
    assert (form["give_person"]["value"], form["give_due"]["value"]) == (str(ward.id_of(LAN)), "2026-06-19")
    assert form["give_due_time"]["value"] == "17:00"
    assert form["give_item"]["choices"], "the nearest items are offered"

    notice = told(host, ward, HA)
    with host.plugin.transaction() as tx:
        tx.session.add(
            PostedCardRow(
                id=notice.id,
                installation_id=host.installation,
                message_id="card-1",
                conversation_id="dm",
                card_version=1,
                kind=notice.kind,
                person_id=notice.person_id,
                subject_type="",
                subject_id=None,
                digest="",
                params=notice.params,
                posted_at=tx.now,
            )
        )
    given = {
        "give_name": "Rà soát biển quảng cáo",
        "give_person": str(ward.id_of(LAN)),
        "give_item": form["give_item"]["choices"][0]["value"],
        "give_due": "2026-06-19",
        "give_due_time": "17:00",
    }
    for _ in range(2):
        body = host.press_of("task.give", f"person/{ward.id_of(HA)}", 0)
        body["value"]["action"]["data"] |= given
        body["message"] = {"id": "card-1", "cardVersion": 1}
        answer = answered(host.press(HA, body))
        assert answer["statusCode"] == 200, answer
        gate = inputs(answer["value"])
        assert {"kind", "basis_date", "basis_issuer", "quality_criteria", "quantity"} <= set(gate)
        assert "accountable" not in gate
    with host.plugin.transaction() as tx:
        task = tx.session.scalars(select(TaskRow)).one()
        assert (task.basis_number, task.accountable_id) == ("123/UBND-KT", ward.id_of(LAN))
        version, subject = task.version, f"task/{task.id}"
    refusal = pressed(host, HA, "task.gate.submit", subject, version, kind="regular", quantity="1")
    assert "Tiêu chí chất lượng" in refusal["value"]["message"]
    assert "Căn cứ giao việc" in refusal["value"]["message"]
    outside = {"give_name": "Việc", "give_person": str(ward.id_of("mai.dangthi"))}
    assert pressed(host, HA, "task.give", "person/x", 0, **outside)["statusCode"] == 403


def test_a_document_sent_with_the_words_is_the_basis(host: PlayedHost, ward: Ward) -> None:
    words = (
        "giao việc rà soát biển quảng cáo theo công văn số 123/UBND-KT ngày 1/6/2026 của UBND thành phố, "
        "cho anh Tuấn, hạn 19/6"
    )
    for event in ("m-1", "m-1"):
        assert say(host, HA, words, files=(PDF,), message=event) == "applied"
    with host.plugin.transaction() as tx:
        task = tx.session.scalars(select(TaskRow)).one()
        assert (task.basis_number, str(task.basis_date), task.basis_issuer) == (
            "123/UBND-KT",
            "2026-06-01",
            "UBND thành phố",
        )
        assert task.basis_files == [{**PDF, "sha256": "a" * 64}]
        assert task.accountable_id == ward.id_of(TUAN)
    card = card_of(host, ward, HA)
    assert {"kind", "quality_criteria", "item_query", "quantity"} <= set(inputs(card))
    assert not {"basis_number", "due", "accountable"} & set(inputs(card))
    assert "CV 123" in texts(card)
    assert say(host, HA, "giao việc xử lý văn bản mật số 5/UB-M", files=(PDF,), message="m-2") == "refused"
    assert say(host, HUNG, "giao việc rà soát", files=(PDF,), message="m-3") == "refused", "nobody says who leads it"
    assert say(host, NGOC, words, files=(PDF,), message="m-4") == "refused"


@pytest.fixture
def reported(host: PlayedHost, ward: Ward, clock: StandingClock) -> Json:
    """Two works of An's evening, one with a name that two people could have."""
    clock.set("2026-06-04T21:30+07:00")
    say(
        host,
        AN,
        "việc phát sinh:\n- bơm chống ngập ngõ 20, từ 17h20 đến 21h, cùng anh Tuấn\n- dọn cây đổ, cùng chị Lý",
    )
    card: Json = card_of(host, ward, AN)
    return card


def report_row(host: PlayedHost) -> ArisingReportRow:
    with host.plugin.transaction() as tx:
        return tx.session.scalars(select(ArisingReportRow)).one()


def test_a_day_of_arising_work_is_one_message_and_one_press(
    host: PlayedHost, ward: Ward, reported: Json, clock: StandingClock
) -> None:
    row = report_row(host)
    subject = f"arising_report/{row.id}"
    assert row.state == ArisingState.ASKING
    assert "17:20–21:00" in texts(reported)
    (asked,) = inputs(reported).values()
    assert (asked["id"], asked["label"]) == ("who_2_0", "“Lý” ở việc 2 là ai?")
    assert pressed(host, AN, "arising.name", subject, row.version)["statusCode"] == 400, "left open"
    assert pressed(host, HA, "arising.confirm", subject, row.version)["statusCode"] == 409, "not asked yet"
    assert pressed(host, LAN, "arising.confirm", subject, row.version)["statusCode"] == 404
    named = pressed(host, AN, "arising.name", subject, row.version, who_2_0=str(ward.id_of(LAN)))
    assert named["statusCode"] == 200
    assert told(host, ward, HA).kind == "arising"

    card = card_of(host, ward, HA)
    form = inputs(card)
    assert {"item_1", "item_2"} <= set(form)
    row = report_row(host)
    choice = form["item_1"]["choices"][0]["value"]
    bare = pressed(host, HA, "arising.confirm", subject, row.version, item_1=choice, item_2="outside")
    assert "Điểm" in bare["value"]["message"], "the gate asks for what lacks"
    assert pressed(host, AN, "arising.confirm", subject, row.version, item_1=choice)["statusCode"] == 403
    given = {"item_1": choice, "item_2": "outside", "points_2": "5", "quantity_1": "3"}
    clock.set("2026-06-05T08:00+07:00")
    answer = pressed(host, HA, "arising.confirm", subject, row.version, **given)
    assert answer["statusCode"] == 200, answer
    again = pressed(host, HA, "arising.confirm", subject, row.version, **given)
    assert again["statusCode"] == 409, "an old card confirms nothing twice"
    with host.plugin.transaction() as tx:
        tasks = list(tx.session.scalars(select(TaskRow).order_by(TaskRow.name, TaskRow.quantity)))
        assert {task.kind for task in tasks} == {TaskKind.ARISING}
        of = {(task.name[:4], task.accountable_id): task for task in tasks}
        an, tuan, lan = (ward.id_of(each) for each in (AN, TUAN, LAN))
        assert {key: (task.state, task.quantity) for key, task in of.items()} == {
            ("Bơm ", an): ("in_progress", Decimal("1.5")),
            ("Bơm ", tuan): ("assigned", Decimal("1.5")),
            ("Dọn ", an): ("in_progress", Decimal("0.5")),
            ("Dọn ", lan): ("assigned", Decimal("0.5")),
        }
        assert all(task.assigner_id == ward.id_of(HA) and not task.co_people_ids for task in tasks)
        provisional = set(tx.session.scalars(select(TaskCoefficientRow.task_id)))
        assert provisional == {of["Dọn ", an].id, of["Dọn ", lan].id}
    assert "xác nhận" in texts(card_of(host, ward, AN))


def test_arising_work_is_refused_or_taken_back(host: PlayedHost, ward: Ward) -> None:
    say(host, HA, "Việc phát sinh hôm qua: họp dân phố số 5, 19h30", message="m-2")
    row = report_row(host)
    assert row.manager_id == ward.id_of(HUNG), "a head of department is confirmed by the deputy in charge"
    subject = f"arising_report/{row.id}"
    assert pressed(host, HUNG, "arising.refuse", subject, row.version)["statusCode"] == 400, "without a reason"
    assert pressed(host, HUNG, "arising.refuse", subject, row.version, arising_reason="Việc thường xuyên")
    assert "Việc thường xuyên" in texts(card_of(host, ward, HA))
    say(host, HA, "việc phát sinh: họp lại, 19h30", message="m-3")
    with host.plugin.transaction() as tx:
        query = select(ArisingReportRow).order_by(ArisingReportRow.id.desc())
        row = tx.session.scalars(query.limit(1)).one()
    withdrawn = pressed(host, HA, "arising.withdraw", f"arising_report/{row.id}", row.version)
    assert withdrawn["statusCode"] == 200
    with host.plugin.transaction() as tx:
        assert set(tx.session.scalars(select(TaskRow.state))) == {"cancelled"}
    say(host, AN, "việc phát sinh: bơm nước ngõ 20; dọn cây đổ; trực bão", message="m-7")
    with host.plugin.transaction() as tx:
        row = tx.session.scalars(query.limit(1)).one()
    subject, one = f"arising_report/{row.id}", {"arising_work": "2", "arising_reason": "Đã có trong kế hoạch"}
    unknown = pressed(host, HA, "arising.refuse", subject, row.version, **{**one, "arising_work": "4"})
    assert unknown["statusCode"] == 400
    assert pressed(host, AN, "arising.refuse", subject, row.version, **one)["statusCode"] == 403
    form = pressed(host, HA, "arising.refuse", subject, row.version, **one)["value"]
    assert set(inputs(form)) >= {"item_1", "item_3"}, "the others wait on"
    assert "item_2" not in inputs(form)
    assert "Đã có trong kế hoạch" in texts(form)
    assert pressed(host, HA, "arising.refuse", subject, row.version + 1, **one)["statusCode"] == 400, "refused already"
    item = {each: inputs(form)["item_1"]["choices"][0]["value"] for each in ("item_1", "item_3")}
    assert pressed(host, HA, "arising.confirm", subject, row.version + 1, **item)["statusCode"] == 200
    with host.plugin.transaction() as tx:
        assert tx.session.get_one(ArisingReportRow, row.id).state == ArisingState.CONFIRMED
        mine = select(TaskRow.name, TaskRow.state).where(TaskRow.accountable_id == ward.id_of(AN))
        assert {row.name: row.state for row in tx.session.execute(mine)} == {
            "Bơm nước ngõ 20": "in_progress",
            "Dọn cây đổ": "cancelled",
            "Trực bão": "in_progress",
        }
    assert "không xác nhận: Đã có trong kế hoạch" in texts(card_of(host, ward, AN))
    assert say(host, MINH, "việc phát sinh: họp thành phố, 8h", message="m-4") == "refused", "nobody stands above"
    assert say(host, KHOI, "việc phát sinh: trực lúc 25h", message="m-5") == "refused"
    assert say(host, KHOI, "việc phát sinh", message="m-6") == "refused"


def test_repeating_work_is_stopped_from_the_card_of_one_occurrence(host: PlayedHost, scenes: Scenes) -> None:
    subject, version = giving_settings.repeated(scenes, HA, {})
    with host.plugin.transaction() as tx:
        follower = tx.session.scalars(select(OccurrenceRow.task_id).order_by(OccurrenceRow.day).limit(1)).one()
        card = PostedCardRow(
            id=uuid4(),
            installation_id=host.installation,
            message_id="msg-1",
            person_id=scenes.ward.id_of(HA),
            kind="task",
            subject_type="task",
            subject_id=follower,
            card_version=1,
            conversation_id="dm",
            digest="",
            params={},
            posted_at=tx.now,
        )
        tx.session.add(card)
    opened = pressed(host, HA, "task.steering", f"task/{follower}", scenes.version("task", follower))
    stop = next(each for each in parts(opened["effects"]) if each.get("id") == "stop_repeating_now")
    assert (stop["verb"], stop["data"]["subject"], stop["data"]["version"]) == ("pattern.end", subject, version)
    assert pressed(host, AN, "pattern.end", subject, version, end_reason="Thôi")["statusCode"] == 403
    ended = pressed(host, HA, "pattern.end", subject, version, end_reason="Đã có hệ thống báo cáo")
    assert ended["statusCode"] == 200
    assert "Rà soát biển quảng cáo" in texts(ended["value"]), "the card of the task pressed on"
    with host.plugin.transaction() as tx:
        later = select(TaskRow.state).join(OccurrenceRow, OccurrenceRow.task_id == TaskRow.id)
        assert set(tx.session.scalars(later)) == {"cancelled"}
    opened = pressed(host, HA, "task.steering", subject.replace("pattern", "task"), 0)
    assert "Dừng lặp lại" not in str(opened)


def test_many_works_ask_no_more_queries_than_one(host: PlayedHost, ward: Ward, scenes: Scenes) -> None:
    counts = []
    for number, works in enumerate(("a1 họp", "b1 họp; c1 họp; d1 họp; e1 họp; f1 họp; g1 họp")):
        say(host, AN, f"việc phát sinh: {works}", message=f"m-{number}")
        card_of(host, ward, HA)
        with counted_queries(host.plugin.engine) as statements:
            card_of(host, ward, HA)
        counts.append(len(statements))
    assert counts[0] == counts[1]
