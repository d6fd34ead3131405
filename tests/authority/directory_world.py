"""The unit's own list and its reconciliation with the directory."""

from collections.abc import Iterator

from stage.play import Play
from stage.ward import TIEN
from walked import Walked, about

from hanoiwork_plugin.domain.accounts.reconciliation import Settlement
from hanoiwork_plugin.domain.authority import Subject
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.services.accounts import people, reconciliation
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation

_HEADINGS = "Tài khoản HanoiWork,Họ và tên,Số điện thoại,Đơn vị,Chức vụ,Vị trí việc làm,Nhóm,Vai trò,Lĩnh vực phụ trách"


def _own_agency(actor: Actor) -> tuple[Subject]:
    """The subject as the table is asked: the agency above the actor's unit."""
    return (Subject(Unit(actor.unit.agency_id, "", (actor.unit.agency_id,))),)


def _list_of(tx: Tx, actor: Actor) -> None:
    """A list with one person who has no account yet, in the actor's own agency."""
    agency = organisation.unit(tx.session, actor.unit.agency_id)
    table = f"{_HEADINGS}\n,Phạm Văn Bình,0912000077,{agency.name},Nhân viên,Bảo vệ,lao động hợp đồng,,\n"
    people.import_people(tx, actor, "can-bo.csv", table.encode())


class DirectoryWorld:
    """The ward's reconciliation with one open difference."""

    def __init__(self, play: Play) -> None:
        def opened(tx: Tx, actor: Actor) -> tuple[Unit, reconciliation.ReconciliationRow, str]:
            _list_of(tx, actor)
            row = reconciliation.reconciliation_of(tx, actor)
            view = reconciliation.reconciliation_view(tx, row)
            return organisation.unit(tx.session, actor.unit.agency_id), row, view.open[0].code

        self.agency, row, self.difference = play.act(TIEN, opened)
        self.id = row.id

    def walked(self) -> Iterator[tuple[str, Walked]]:
        """Every use-case of the list and the reconciliation."""
        agency, code, left = Subject(self.agency), self.difference, {"reason": "Đã nghỉ hưu"}
        yield "people.import_people", Walked(_list_of, _own_agency)
        yield "reconciliation.reconciliation_of", Walked(reconciliation.reconciliation_of, _own_agency)
        yield (
            "reconciliation.visible_reconciliation",
            about(lambda tx, x: reconciliation.visible_reconciliation(tx, x, self.id), agency),
        )
        yield (
            "reconciliation.settle",
            about(lambda tx, x: reconciliation.settle(tx, x, self.id, code, Settlement.LEFT, left), agency),
        )
        yield "reconciliation.confirm", about(lambda tx, x: reconciliation.confirm(tx, x, self.id), agency)
