"""A table of people sent to the bot: imported, answered with the comparison; or refused with every fault."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from sqlalchemy import select
from stage.ward import TIEN, Ward

from hanoiwork_plugin.jobs.files import import_catalogue
from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.screens.draw import context_for, draw
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.people import PersonRow

HEADER = "Tài khoản HanoiWork,Họ và tên,Số điện thoại,Đơn vị,Chức vụ,Vị trí việc làm,Nhóm,Vai trò,Lĩnh vực phụ trách\n"


class OneFile:
    """The workspace, which holds one file."""

    def __init__(self, content: str) -> None:
        self._content = content.encode()

    def client(self, installation_id: str) -> "OneFile":
        return self

    def read_file(self, file_id: str, *, max_bytes: int) -> Iterator[bytes]:
        yield self._content


def answer_to(plugin: Plugin, installation: str, rows: str) -> tuple[str, dict[str, Any]]:
    """The kind of the card that answers a file, and the card."""
    host = cast(Hosts, OneFile(HEADER + rows))
    import_catalogue(plugin, host, installation, TIEN, "file-1", "can-bo.csv", "message-1")
    with plugin.transaction() as tx:
        notice = tx.session.scalars(select(NoticeRow)).one()
        screen = Screen(notice.kind, Ward(plugin).actor(tx, TIEN), notice.subject_id, notice.params)
        return notice.kind, draw(tx, screen, context_for(tx, installation, "vi"))


@pytest.mark.usefixtures("ward")
def test_a_good_table_is_answered_with_the_comparison(plugin: Plugin, installation: str) -> None:
    row = "moi.tinh,Mới Tinh,,Phường Mẫu / Phòng Văn hóa – Xã hội,Chuyên viên,Tổng hợp,công chức,,\n"
    kind, card = answer_to(plugin, installation, row)
    assert kind == "reconciliation"
    assert "Mới Tinh: thiếu số điện thoại." in str(card)


@pytest.mark.usefixtures("ward")
def test_a_faulty_table_changes_nothing_and_names_the_faults(plugin: Plugin, installation: str) -> None:
    rows = (
        "moi.tinh,Mới Tinh,,Phường Mẫu / Phòng Văn hóa – Xã hội,,,công chức,,\n"
        "son.phanthanh,Phan Thanh Sơn,0912000015,Phường Mẫu,,,công chức,,\n"
    )
    kind, card = answer_to(plugin, installation, rows)
    assert kind == "people_refused"
    assert "Dòng 3, cột Tài khoản HanoiWork" in str(card)
    with plugin.transaction() as tx:
        assert tx.session.scalar(select(PersonRow.id).where(PersonRow.account == "moi.tinh")) is None
