"""What a unit admin's own table may change, and what not."""

import pytest
from sqlalchemy import select, update
from stage.ward import AN, HA, LAN, TIEN, Ward

from hanoiwork_plugin.domain.errors import Forbidden, Invalid
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.services.accounts import people
from hanoiwork_plugin.services.accounts.people import PeopleImported
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store.people import PersonRow
from hanoiwork_plugin.store.reconciliation import AwaitedPersonRow

HEADER = "Tài khoản HanoiWork,Họ và tên,Số điện thoại,Đơn vị,Chức vụ,Vị trí việc làm,Nhóm,Vai trò,Lĩnh vực phụ trách\n"
CULTURE = "Phường Mẫu / Phòng Văn hóa – Xã hội"


def sent(plugin: Plugin, rows: str, account: str = TIEN) -> PeopleImported:
    with plugin.transaction(cause="test") as tx:
        return people.import_people(tx, Ward(plugin).actor(tx, account), "can-bo.csv", (HEADER + rows).encode())


def test_a_list_gives_nobody_a_right(plugin: Plugin, ward: Ward) -> None:
    sent(plugin, f"{TIEN},Cao Minh Tiến,0912000012,Phường Mẫu,Chủ tịch,Lãnh đạo,cán bộ,lãnh đạo đơn vị,\n")
    sent(plugin, f"moi.tinh,Mới Tinh,0912000088,{CULTURE},Chuyên viên,Tổng hợp,công chức,Ban Tổ chức Thành ủy,\n")
    with plugin.transaction() as tx:
        assert {grant.role for grant in ward.actor(tx, TIEN).grants} == {Role.UNIT_ADMIN, Role.STAFF}
        assert [grant.role for grant in ward.actor(tx, "moi.tinh").grants] == [Role.STAFF]


@pytest.mark.parametrize(
    "row",
    [
        "son.phanthanh,Phan Thanh Sơn,0912000015,Phường Mẫu,,,công chức,,\n",
        "moi.tinh,Mới Tinh,,Phường Khác / Phòng A,,,công chức,,\n",
    ],
)
def test_people_of_other_units_are_out_of_reach(plugin: Plugin, ward: Ward, row: str) -> None:
    with pytest.raises(Invalid) as refusal:
        sent(plugin, row)
    assert len(refusal.value.faults) == 1


def test_only_the_admin_sends_a_list(plugin: Plugin, ward: Ward) -> None:
    with pytest.raises(Forbidden):
        sent(plugin, f"moi.tinh,Mới Tinh,,{CULTURE},,,công chức,,\n", HA)


def test_whom_the_host_deactivated_no_list_brings_back(plugin: Plugin, ward: Ward) -> None:
    with plugin.transaction() as tx:
        tx.session.execute(update(PersonRow).where(PersonRow.account == AN).values(active=False))
    sent(plugin, f"{AN},Nguyễn Văn An,0912000005,{CULTURE},Chuyên viên,Văn hóa,công chức,,\n")
    with plugin.transaction() as tx:
        assert tx.session.scalar(select(PersonRow.active).where(PersonRow.account == AN)) is False


def test_a_row_without_account_waits_once_until_one_is_named(plugin: Plugin, ward: Ward) -> None:
    row = f",Phạm Văn Bình,0912000077,{CULTURE},Nhân viên,Bảo vệ,lao động hợp đồng,,\n"
    assert sent(plugin, row).people_added == 1
    assert sent(plugin, row).people_added == 0
    sent(plugin, f"binh.phamvan{row}")
    assert sent(plugin, row).people_added == 0
    with plugin.transaction() as tx:
        waiting = tx.session.scalars(select(AwaitedPersonRow)).one()
        assert waiting.person_id == ward.id_of("binh.phamvan")


def test_the_phone_of_the_list_is_not_lost_by_an_empty_cell(plugin: Plugin, ward: Ward) -> None:
    office = "Phường Mẫu / Phòng Kinh tế, Hạ tầng và Đô thị"
    sent(plugin, f'{LAN},Hoàng Thị Lan,,"{office}",Nhân viên,Môi trường đô thị,lao động hợp đồng,,\n')
    with plugin.transaction() as tx:
        assert tx.session.scalar(select(PersonRow.phone).where(PersonRow.account == LAN)) == "0912000009"
