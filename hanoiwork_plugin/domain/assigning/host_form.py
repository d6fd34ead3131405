"""The host's own form of a task (CONTRACT 4) as it was last sent, and what a later one changes.

Two forms of one task are kept in step by three rules, whatever the order in which their news arrives:

1. of the host's events only the newest ``sequence`` counts (``services.deliveries``);
2. a draft follows the host item by item, but for what was filled in here: that stays, and the giver is told;
3. a task under way stays as it was given here, its people are told, and the host's task is put right.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hanoiwork_plugin.domain.people import LabelledEnum


class HostField(LabelledEnum):
    """Mục trên biểu mẫu giao việc của HanoiWork."""

    TITLE = "title", "Tên nhiệm vụ"
    CONTENT = "content", "Nội dung"
    KIND = "kind", "Loại nhiệm vụ"
    PRODUCT = "product", "Sản phẩm"
    QUANTITY = "quantity", "Số lượng"
    DUE = "due", "Thời hạn"
    ASSIGNEES = "assignees", "Người được giao"
    LEAD_UNIT = "lead_unit", "Đơn vị chủ trì"
    CO_UNITS = "co_units", "Đơn vị phối hợp"
    PRIORITY = "priority", "Mức ưu tiên"
    FILES = "files", "Tệp đính kèm"


HostForm = Mapping[HostField, str]
"""Each item as text: codes, ISO instants, lists joined by "; "."""


class HostAct(LabelledEnum):
    """What happened to a task on the host."""

    CHANGED = "changed", "Nhiệm vụ được sửa trên HanoiWork"
    DELETED = "deleted", "Nhiệm vụ bị hủy vì đã xóa trên HanoiWork"
    DELETED_ONLY_THERE = "deleted_only_there", "Nhiệm vụ bị xóa trên HanoiWork nhưng vẫn đang theo dõi"


@dataclass(frozen=True)
class HostChange:
    """One item that the host now says otherwise."""

    field: HostField
    before: str
    after: str


def changes(before: HostForm, after: HostForm, ours: HostForm) -> tuple[HostChange, ...]:
    """What ``after`` says otherwise than ``before``; what already is so with us (``ours``) is no news: the host
    then only repeats what it was told."""
    return tuple(
        HostChange(field, before.get(field, ""), after.get(field, ""))
        for field in HostField
        if after.get(field, "") != before.get(field, "") and after.get(field, "") != ours.get(field)
    )


def followed(before: HostForm, after: HostForm, ours: HostForm) -> frozenset[HostField]:
    """The items of a draft that follow the host: all but those that both sides changed since ``before``."""
    return frozenset(
        field
        for field in HostField
        if after.get(field, "") == before.get(field, "")
        or ours.get(field, before.get(field, "")) == before.get(field, "")
    )
