"""STORY 1: the unit admin compares list and directory, settles every line on the card, and confirms the match."""

from typing import Any

import pytest
from played_host import Json, PlayedHost, answered
from sqlalchemy import select, update
from stage.ward import AN, HA, LAN, LONG, MAI, NGOC, TIEN, Ward

from hanoiwork_plugin.services.accounts import people
from hanoiwork_plugin.services.accounts.reconciliation import accounts_matched
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.hosts import Installation
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.people import PersonRow
from hanoiwork_plugin.store.reconciliation import ReconciliationRow

TOKEN = "scim-token-of-the-ward"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
HEADER = "Tài khoản HanoiWork,Họ và tên,Số điện thoại,Đơn vị,Chức vụ,Vị trí việc làm,Nhóm,Vai trò,Lĩnh vực phụ trách\n"
WORKER = ",Phạm Văn Bình,0912000077,Phường Mẫu / Phòng Văn hóa – Xã hội,Nhân viên,Bảo vệ,lao động hợp đồng,,\n"
CULTURE = "Phòng Văn hóa – Xã hội"


@pytest.fixture
def pushed(host: PlayedHost, ward: Ward) -> PlayedHost:
    """The ward's people as the directory knows them, pushed through SCIM."""
    with host.plugin.transaction() as tx:
        tx.session.execute(update(Installation).values(scim_token=TOKEN))
        rows = [
            (actor.account, actor.name, actor.unit)
            for actor in organisation.members(tx.session, ward.actor(tx, TIEN).unit.agency_id, tx.now.date())
        ]
    for account, name, unit in rows:
        assert push(host, account, name, "" if unit.is_agency else unit.name)["userName"] == account
    return host


def push(host: PlayedHost, account: str, name: str, department: str) -> Json:
    body = {"schemas": [USER, ENTERPRISE], "userName": account, "displayName": name}
    body[ENTERPRISE] = {"organization": "Phường Mẫu", "department": department}
    answer = host.client.post("/scim/v2/Users", json=body, headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 201, answer.get_json()
    made: Json = answer.get_json()
    return made


def import_list(plugin: Plugin, rows: str, account: str | None = None) -> None:
    with plugin.transaction(cause="test") as tx:
        actor = Ward(plugin).actor(tx, account) if account else None
        people.import_people(tx, actor, "can-bo.csv", (HEADER + rows).encode())


def typed(host: PlayedHost, account: str, text: str) -> str:
    """What becomes of a word typed to the bot."""
    data = {
        "id": f"m-{account}-{text}",
        "conversationId": f"dm-{account}",
        "conversationType": "direct",
        "text": text,
        "mentions": [],
        "sender": account,
        "attachments": [],
    }
    return host.deliver(host.event("message.created", data, subject=f"messages/{data['id']}"))


def current(host: PlayedHost) -> tuple[str, int]:
    """The subject and version of the newest reconciliation."""
    with host.plugin.transaction() as tx:
        row = tx.session.scalars(select(ReconciliationRow).order_by(ReconciliationRow.id.desc())).first()
        assert row is not None
        return f"reconciliation/{row.id}", row.version


def pressed(host: PlayedHost, verb: str, subject: str | None = None, account: str = TIEN, **inputs: str) -> Json:
    known, version = current(host)
    return answered(host.press(account, host.press_of(f"reconciliation.{verb}", subject or known, version, **inputs)))


def texts(card: Any) -> str:
    """Everything that a card says, without what keeps people's text from being read as Markdown."""
    if isinstance(card, dict):
        return " ".join(
            [
                *(str(card[key]).replace("\\", "") for key in ("text", "value") if key in card),
                *(texts(v) for v in card.values()),
            ]
        )
    return " ".join(texts(each) for each in card) if isinstance(card, list) else ""


def in_hand(card: Json) -> str:
    """The subject of the difference that the card offers to settle."""
    return next(str(each["data"]["subject"]) for each in card["actions"] if each["id"] == "settle")


def settle(host: PlayedHost, card: Json, choice: str, **inputs: str) -> Json:
    answer = pressed(host, "settle", in_hand(card), settle_choice=choice, **inputs)
    assert answer["statusCode"] == 200, answer["value"]
    shown: Json = answer["value"]
    return shown


def matched(host: PlayedHost) -> bool:
    with host.plugin.transaction() as tx:
        return accounts_matched(tx, Ward(host.plugin).actor(tx, TIEN).unit.agency_id)


def test_the_admin_settles_what_differs_and_confirms(pushed: PlayedHost, ward: Ward) -> None:
    import_list(pushed.plugin, WORKER)
    with pushed.plugin.transaction() as tx:
        tx.session.execute(update(PersonRow).where(PersonRow.account == LONG).values(phone=""))
    assert typed(pushed, TIEN, "Đối chiếu") == "applied"
    with pushed.plugin.transaction() as tx:
        assert tx.session.scalars(select(NoticeRow.kind).where(NoticeRow.person_id == ward.id_of(TIEN))).all() == [
            "reconciliation"
        ]
    refused = pressed(pushed, "confirm")
    assert refused["statusCode"] == 400
    assert refused["value"]["message"] == (
        "Chưa xác nhận khớp được. Còn 1 người chưa có tài khoản. Còn 1 người thiếu số điện thoại."
    )
    card = pressed(pushed, "check")["value"]
    assert "Phạm Văn Bình (Phường Mẫu / Phòng Văn hóa – Xã hội): chưa có tài khoản." in texts(card)
    card = settle(pushed, card, "attach", settle_account="binh.phamvan")
    assert "binh.phamvan" in texts(card)
    assert push(pushed, "binh.phamvan", "Phạm Văn Bình", CULTURE)["userName"] == "binh.phamvan"
    assert not matched(pushed)
    card = pressed(pushed, "check")["value"]
    assert "Bùi Đức Long: thiếu số điện thoại." in texts(card)
    card = settle(pushed, card, "phone", settle_phone="0912 345 678")
    assert "Không còn mục chưa khớp" in texts(card)
    done = pressed(pushed, "confirm")
    assert done["statusCode"] == 200
    assert "Đã xác nhận khớp" in texts(done["value"])
    assert "Cao Minh Tiến" in texts(done["value"])
    assert done["value"].get("actions", []) == []
    assert matched(pushed)
    with pushed.plugin.transaction() as tx:
        row = tx.session.scalars(select(ReconciliationRow)).one()
        assert (row.confirmed_by_id, row.confirmed_at) == (ward.id_of(TIEN), tx.now)
        acts = tx.session.scalars(select(LedgerEntryRow.act).where(LedgerEntryRow.subject_id == row.id)).all()
        assert sorted(acts) == ["reconciliation.confirmed", "reconciliation.opened", *["reconciliation.settled"] * 2]


def test_every_kind_of_difference_is_listed_and_settled(pushed: PlayedHost, ward: Ward) -> None:
    push(pushed, "la.nguoi", "Người Lạ", CULTURE)
    moved = f"{MAI},Đặng Thị Mai,0912000011,Phường Mẫu / Văn phòng HĐND và UBND,Chuyên viên,Văn thư,công chức,,\n"
    import_list(pushed.plugin, moved, TIEN)
    ngoc = str(ward.id_of(NGOC))
    group = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": f"Phường Mẫu / {CULTURE}"}
    body = {**group, "members": [{"value": ngoc, "type": "User"}]}
    answer = pushed.client.post("/scim/v2/Groups", json=body, headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 201
    with pushed.plugin.transaction() as tx:
        tx.session.execute(update(PersonRow).where(PersonRow.account == "la.nguoi").values(phone="0912000055"))
    assert typed(pushed, TIEN, "đối chiếu") == "applied"
    card = pressed(pushed, "check")["value"]
    assert "Người Lạ, tài khoản la.nguoi: chưa có trong danh sách của đơn vị." in texts(card)
    later = pressed(pushed, "skip", in_hand(card))["value"]
    assert "Đặng Thị Mai: danh sách ghi Phường Mẫu / Văn phòng HĐND và UBND" in texts(later)
    unreasoned = pressed(pushed, "settle", in_hand(card), settle_choice="not_ours")
    assert (unreasoned["statusCode"], unreasoned["value"]["message"]) == (400, "Chưa ghi nhận được. Mời nêu lý do.")
    card = settle(pushed, card, "not_ours", settle_reason="Đã chuyển về Sở.")
    card = settle(pushed, card, "own_list", settle_reason="Danh bạ chưa cập nhật.")
    assert "Vũ Thị Ngọc: danh bạ ghi ở" in texts(card)
    with pushed.plugin.transaction() as tx:
        office = organisation.unit_by_names(tx.session, ["Phường Mẫu", CULTURE])
        assert office is not None
    card = settle(pushed, card, "main_unit", settle_unit=str(office.id))
    assert "Không còn mục chưa khớp" in texts(card)
    with pushed.plugin.transaction() as tx:
        assert ward.actor(tx, NGOC).unit.id == office.id
        assert ward.actor(tx, MAI).unit.name == "Văn phòng HĐND và UBND"
        assert organisation.actor_by_account(tx.session, "la.nguoi", tx.now.date()) is None
    assert pressed(pushed, "confirm")["statusCode"] == 200
    push(pushed, "moi.den", "Mới Đến", CULTURE)
    assert not matched(pushed)
    first = current(pushed)
    assert typed(pushed, TIEN, "doi chieu") == "applied"
    assert current(pushed) != first


def test_a_corrected_file_settles_as_well(pushed: PlayedHost) -> None:
    import_list(pushed.plugin, WORKER)
    assert typed(pushed, TIEN, "đối chiếu") == "applied"
    push(pushed, "binh.phamvan", "Phạm Văn Bình", CULTURE)
    import_list(pushed.plugin, f"binh.phamvan{WORKER}", TIEN)
    assert pressed(pushed, "confirm")["statusCode"] == 200


def test_the_directorys_account_takes_the_place_of_a_wrong_one(pushed: PlayedHost, ward: Ward) -> None:
    wrong = f"binh.sai{WORKER}"
    import_list(pushed.plugin, wrong)
    push(pushed, "binh.phamvan", "Phạm Văn Bình", CULTURE)
    assert typed(pushed, TIEN, "đối chiếu") == "applied"
    card = pressed(pushed, "check")["value"]
    assert "Phạm Văn Bình: danh bạ không có tài khoản binh.sai." in texts(card)
    assert "Phạm Văn Bình (binh.phamvan)" in texts(card)
    settle(pushed, card, "attach", settle_account="binh.phamvan")
    assert pressed(pushed, "confirm")["statusCode"] == 200
    with pushed.plugin.transaction() as tx:
        assert organisation.actor_by_account(tx.session, "binh.sai", tx.now.date()) is None
        assert ward.actor(tx, "binh.phamvan").title == "Nhân viên"


@pytest.mark.parametrize("account", [AN, HA, "son.phanthanh"])
def test_nobody_else_compares_or_confirms(pushed: PlayedHost, account: str) -> None:
    assert typed(pushed, account, "đối chiếu") == "refused"
    assert typed(pushed, TIEN, "đối chiếu") == "applied"
    before = pushed.rows("press", "notice", "delivery", "person")
    for verb in ("check", "confirm"):
        assert pressed(pushed, verb, account=account)["statusCode"] in (403, 404)
    assert pushed.rows("press", "notice", "delivery", "person") == before


def test_a_line_settled_meanwhile_is_not_settled_twice(pushed: PlayedHost) -> None:
    with pushed.plugin.transaction() as tx:
        tx.session.execute(update(PersonRow).where(PersonRow.account.in_([LONG, LAN])).values(phone=""))
    assert typed(pushed, TIEN, "đối chiếu") == "applied"
    card = pressed(pushed, "check")["value"]
    old = pushed.press_of(
        "reconciliation.settle", in_hand(card), current(pushed)[1], settle_choice="phone", settle_phone="0912000001"
    )
    settle(pushed, card, "phone", settle_phone="0912000002")
    assert answered(pushed.press(TIEN, old))["statusCode"] == 409


def test_an_account_of_another_unit_cannot_be_taken(pushed: PlayedHost) -> None:
    import_list(pushed.plugin, WORKER)
    assert typed(pushed, TIEN, "đối chiếu") == "applied"
    card = pressed(pushed, "check")["value"]
    answer = pressed(pushed, "settle", in_hand(card), settle_choice="attach", settle_account="son.phanthanh")
    assert answer["statusCode"] == 400
    assert answer["value"]["message"] == "Tài khoản son.phanthanh đang thuộc đơn vị khác."
