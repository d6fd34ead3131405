"""The catalogue made ready for whoever presses an example."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from scenes import Scenes
from sqlalchemy import select
from stage.catalogue_files import ward_catalogue
from stage.ward import AN, HA, MINH, TIEN

from hanoiwork_plugin.domain.tasks import TaskKind
from hanoiwork_plugin.services.assigning import assignment, coefficients
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.catalogues import catalogue_decisions, catalogue_drafts
from hanoiwork_plugin.store.catalogue import CatalogueProposalRow, CatalogueVersionRow
from hanoiwork_plugin.store.tasks import TaskRow

Json = dict[str, Any]
Setting = Callable[[Scenes, str, Json], tuple[str, int]]
PRODUCT = "Bản đồ điểm ngập úng"


def of_version(scenes: Scenes, version_id: UUID) -> tuple[str, int]:
    with scenes.ward.plugin.transaction() as tx:
        return f"catalogue/{version_id}", int(tx.session.get_one(CatalogueVersionRow, version_id).version)


def drafted(scenes: Scenes) -> UUID:
    with scenes.ward.plugin.transaction() as tx:
        actor = scenes.ward.actor(tx, TIEN)
        return catalogue_drafts.propose_file(tx, actor, actor.unit, "dm.xlsx", ward_catalogue({"ĐT.01": 30})).id


def draft(scenes: Scenes, _who: str, _data: Json) -> tuple[str, int]:
    return of_version(scenes, drafted(scenes))


def sent(scenes: Scenes, _who: str, _data: Json) -> tuple[str, int]:
    version_id = drafted(scenes)
    with scenes.ward.plugin.transaction() as tx:
        catalogue_decisions.submit_version(tx, scenes.ward.actor(tx, TIEN), version_id)
    return of_version(scenes, version_id)


def outside(scenes: Scenes) -> UUID:
    """Arising work outside the catalogue, given by Hà, its coefficient provisional."""
    task_id = scenes.draft()
    gate = GateInput(
        basis_number="215/KH-UBND",
        basis_date=date(2026, 5, 25),
        basis_issuer="UBND Phường Mẫu",
        kind=TaskKind.ARISING,
        accountable_id=scenes.ward.id_of(AN),
        start=date(2026, 6, 1),
        outside_product=PRODUCT,
        outside_points=Decimal(20),
        quality_criteria="Đủ, đúng thể thức.",
    )
    with scenes.ward.plugin.transaction() as tx:
        assignment.complete_task(tx, scenes.ward.actor(tx, HA), task_id, gate)
    return task_id


def of_task(scenes: Scenes, task_id: UUID) -> tuple[str, int]:
    with scenes.ward.plugin.transaction() as tx:
        return f"task/{task_id}", int(tx.session.get_one(TaskRow, task_id).version)


def provisional(scenes: Scenes, _who: str, _data: Json) -> tuple[str, int]:
    return of_task(scenes, outside(scenes))


def refused(scenes: Scenes, _who: str, _data: Json) -> tuple[str, int]:
    task_id = outside(scenes)
    with scenes.ward.plugin.transaction() as tx:
        coefficients.refuse_coefficient(tx, scenes.ward.actor(tx, MINH), task_id, "Cao hơn việc tương tự")
    return of_task(scenes, task_id)


def repeated(scenes: Scenes, _who: str, _data: Json) -> tuple[str, int]:
    for _ in range(3):
        outside(scenes)
    with scenes.ward.plugin.transaction() as tx:
        row = tx.session.scalars(select(CatalogueProposalRow)).one()
        return f"catalogue_proposal/{row.id}", int(row.version)


CATALOGUE_SETTINGS: dict[str, Setting] = {
    "catalogue.submit": draft,
    "catalogue.approve": sent,
    "catalogue.return": sent,
    "catalogue.propose_item": draft,
    "catalogue_proposal.take": repeated,
    "catalogue_proposal.decline": repeated,
    "coefficient.confirm": provisional,
    "coefficient.change": provisional,
    "coefficient.refuse": provisional,
    "coefficient.set": refused,
}
"""Verb → what its card is about, made ready for the person who presses."""
