"""What cards of absences, delegations and transfers are about, made ready for whoever presses."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from scenes import Scenes
from stage.ward import HA, HUNG, KHOI, LAN, LONG, NGOC, TIEN, TUAN

from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.changes.absence import AbsenceKind
from hanoiwork_plugin.services.changes import absences, delegations, transfers
from hanoiwork_plugin.services.doing import task_work
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.absences import AbsenceRow
from hanoiwork_plugin.store.delegations import DelegationRow
from hanoiwork_plugin.store.transfers import TransferRow

Json = dict[str, Any]
FIRST, LAST = date(2026, 6, 8), date(2026, 6, 12)


def _people(scenes: Scenes, data: Json, **named: str) -> None:
    """The people that the example names, under their ids here."""
    for key, account in named.items():
        if key in data:
            data[key] = str(scenes.ward.id_of(account))


def report(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    _people(scenes, data, absence_person=LAN)
    return f"person/{scenes.ward.id_of(account)}", 0


def announced(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    return _absence(scenes, LAN)


def recorded(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """Lan is away; one task of hers is there to be lent or paused."""
    task_id = scenes.accepted(HA, LAN)
    subject, version = _absence(scenes, HA)
    data |= {key: str(task_id) for key in ("lend_task", "pause_task") if key in data}
    _people(scenes, data, lend_to=NGOC if account == HUNG else TUAN)
    return subject, version


def changing(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    return _absence(scenes, LAN if account == LAN else HA)


def _absence(scenes: Scenes, account: str) -> tuple[str, int]:
    with scenes.ward.plugin.transaction() as tx:
        actor, lan = scenes.ward.actor(tx, account), scenes.ward.id_of(LAN)
        absence_id = absences.report_absence(tx, actor, lan, AbsenceKind.SICK, FIRST, LAST).id
    return f"absence/{absence_id}", _version(scenes, AbsenceRow, absence_id)


def delegating(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    _people(scenes, data, delegation_taker=KHOI)
    return f"person/{scenes.ward.id_of(HA)}", 0


def delegated(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    with scenes.ward.plugin.transaction() as tx:
        ha, khoi = scenes.ward.actor(tx, HA), scenes.ward.id_of(KHOI)
        made = delegations.delegate(tx, ha, ha.id, khoi, [Act.RATE], FIRST, LAST, "Đi họp").id
    return f"delegation/{made}", _version(scenes, DelegationRow, made)


def deciding(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    _people(scenes, data, transfer_person=LONG)
    data["transfer_unit"] = str(_culture(scenes))
    return f"person/{scenes.ward.id_of(account)}", 0


def leaving(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """Long goes to another department and leaves one task, half of it accepted where it is to be closed."""
    task_id = scenes.accepted(HA, LONG, quantity=2) if "close_task" in data else scenes.accepted(HA, LONG)
    if "close_task" in data:
        with scenes.ward.plugin.transaction() as tx:
            task_work.submit_product(tx, scenes.ward.actor(tx, LONG), task_id, Decimal(1), "Báo cáo số 12/BC-UBND.")
        with scenes.ward.plugin.transaction() as tx:
            task_work.accept_product(tx, scenes.ward.actor(tx, HA), task_id)
    data |= {key: str(task_id) for key in ("close_task", "hand_over_task", "cancel_task") if key in data}
    _people(scenes, data, hand_over_to=TUAN if account == HUNG else NGOC)
    return _transfer(scenes)


def arriving(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    found = _transfer(scenes)
    scenes.clock.set("2026-06-15T08:00+07:00")
    return found


def _transfer(scenes: Scenes) -> tuple[str, int]:
    with scenes.ward.plugin.transaction() as tx:
        tien, long = scenes.ward.actor(tx, TIEN), scenes.ward.id_of(LONG)
        day = date(2026, 6, 15)
        row = transfers.decide_transfer(
            tx, tien, long, _culture(scenes), title="Chuyên viên", position="", effective_on=day, basis="QĐ 45"
        )
    return f"transfer/{row.id}", _version(scenes, TransferRow, row.id)


def _culture(scenes: Scenes) -> UUID:
    with scenes.ward.plugin.transaction() as tx:
        found = organisation.unit_by_names(tx.session, ["Phường Mẫu", "Phòng Văn hóa – Xã hội"])
        assert found is not None
        return found.id


def _version(scenes: Scenes, kind: type[AbsenceRow | DelegationRow | TransferRow], row_id: UUID) -> int:
    with scenes.ward.plugin.transaction() as tx:
        return tx.session.get_one(kind, row_id).version


def at_the_menu(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """Somebody at the menu or at the questions about an instant; Hà has given one task."""
    _people(scenes, data, stood_person=LAN)
    if "who_task" in data:
        data["who_task"] = str(scenes.accepted(HA, LAN))
        scenes.clock.set("2026-06-05T10:00+07:00")
    return f"person/{scenes.ward.id_of(account)}", 0


SETTINGS = {
    "menu.objectives": at_the_menu,
    "menu.plan": at_the_menu,
    "menu.week": at_the_menu,
    "menu.absence": at_the_menu,
    "menu.delegation": at_the_menu,
    "menu.instants": at_the_menu,
    "instant.competent": at_the_menu,
    "instant.standing": at_the_menu,
    "absence.report": report,
    "absence.record": announced,
    "absence.lend": recorded,
    "absence.pause": recorded,
    "absence.change": changing,
    "absence.withdraw": changing,
    "delegation.make": delegating,
    "delegation.end": delegated,
    "transfer.decide": deciding,
    "transfer.hand_over": leaving,
    "transfer.close": leaving,
    "transfer.cancel": leaving,
    "transfer.receive": arriving,
}
