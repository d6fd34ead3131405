"""Transfers (điều chuyển): the dates, and the explicit decision on each task left behind (DOMAIN 6; STORY 16)."""

from datetime import date
from decimal import Decimal

from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid
from hanoiwork_plugin.domain.people import LabelledEnum, Role, Unit

TIED_TO_UNIT = frozenset({Role.HEAD, Role.DEPUTY, Role.DEPARTMENT_HEAD, Role.STAFF})
"""Roles that end with the place of work; those held for the whole agency go on within it."""


class TransferAct(LabelledEnum):
    """Hành vi về điều chuyển; the code is the ledger's act."""

    DECIDED = "transfer.decided", "quyết định điều chuyển"
    EFFECTIVE = "transfer.effective", "điều chuyển có hiệu lực"
    SETTLED = "transfer.settled", "giải quyết xong việc của người chuyển đi"
    RECEIVED = "transfer.received", "tiếp nhận người chuyển đến"


class LeftTask(LabelledEnum):
    """Cách giải quyết một việc đang làm của người chuyển đi."""

    CLOSE = "close", "chốt kết quả"
    HAND_OVER = "hand_over", "bàn giao"
    CANCEL = "cancel", "hủy nhiệm vụ"


def check_transfer(*, here: Unit, there: Unit, title: str, effective_on: date, basis: str, today: date) -> None:
    """Refuse a transfer that says too little or contradicts itself; raises Invalid naming every fault."""
    faults = []
    if here.id == there.id:
        faults.append(Fault("transfer_unit", "Người này đang công tác ở {unit}.", {"unit": here.name}))
    if not title.strip():
        faults.append(Fault("transfer_title", "Còn thiếu {name}.", {"name": "Chức vụ mới"}))
    if not basis.strip():
        faults.append(Fault("transfer_basis", "Còn thiếu {name}.", {"name": "Căn cứ"}))
    if effective_on < today:
        faults.append(Fault("transfer_on", "Ngày hiệu lực phải từ hôm nay trở đi."))
    if faults:
        raise Invalid("Chưa ghi nhận được điều chuyển.", faults=faults)


def check_closing(accepted: Decimal) -> None:
    """Only a task with an accepted part can be closed with that result; raises Conflict otherwise."""
    if accepted <= 0:
        raise Conflict("Chưa có phần nào được duyệt đạt để chốt; mời bàn giao hoặc hủy nhiệm vụ.")


def check_cancelling(accepted: Decimal) -> None:
    """What was accepted is never cancelled away; raises Conflict."""
    if accepted > 0:
        raise Conflict("Đã có phần được duyệt đạt; mời chốt kết quả hoặc bàn giao phần còn lại.")
