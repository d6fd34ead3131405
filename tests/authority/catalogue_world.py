"""The catalogue of the ward: a version in force, a department's proposal, arising work outside the catalogue."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from stage.play import Play
from stage.ward import AN, HA, MINH
from walked import Walked, about

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.catalogues.catalogue import CataloguePart
from hanoiwork_plugin.domain.tasks import TaskKind
from hanoiwork_plugin.services.assigning import assignment, coefficients
from hanoiwork_plugin.services.catalogues import (
    catalogue_decisions,
    catalogue_drafts,
    catalogue_proposals,
    catalogue_views,
)
from hanoiwork_plugin.services.catalogues.catalogue_drafts import ItemGiven
from hanoiwork_plugin.services.doing.task_views import subject_of
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import CatalogueProposalRow, version_on
from hanoiwork_plugin.store.tasks import TaskRow

OUTSIDE = "Bản đồ điểm ngập úng"


class CatalogueWorld:
    """A sent proposal, three arising works with one product, one of them refused its coefficient."""

    def __init__(self, play: Play) -> None:
        self.play = play
        with play.plugin.transaction() as tx:
            self.urban = play.ward.actor(tx, HA).unit
            self.agency = organisation.unit(tx.session, self.urban.agency_id)
            names = ["Phường Mẫu", "Phòng Văn hóa – Xã hội"]
            culture = organisation.unit_by_names(tx.session, names)
            in_force = version_on(tx.session, self.agency.id, date(2026, 6, 1))
            assert culture is not None
            assert in_force is not None
            self.culture, self.in_force = culture, in_force.id
        self.item = ItemGiven("Bản đồ ngập", Decimal(20), "N2", CataloguePart.DEPARTMENT, self.urban.id)
        self.sent = play.act(HA, lambda tx, ha: catalogue_drafts.propose_item(tx, ha, ha.unit, self.item)[0].id)
        play.act(HA, lambda tx, ha: catalogue_decisions.submit_version(tx, ha, self.sent))
        first, self.set, self.refused = (self._outside(f"Việc ngập {number}") for number in range(3))
        play.act(MINH, lambda tx, minh: coefficients.confirm_coefficient(tx, minh, first))
        play.act(MINH, lambda tx, minh: coefficients.refuse_coefficient(tx, minh, self.refused, "Đã có trong ĐT.01"))
        with play.plugin.transaction() as tx:
            self.proposal = tx.session.scalars(select(CatalogueProposalRow.id)).one()

    def _outside(self, name: str) -> UUID:
        task_id = self.play.draft(name, "2026-06-19", kind=TaskKind.ARISING)
        gate = replace(self.play.gate(1), item_id=None, outside_product=OUTSIDE, outside_points=Decimal(20))
        self.play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, task_id, gate))
        return task_id

    def walked(self) -> Iterator[tuple[str, Walked]]:
        """Every use-case of the catalogue by its name in ``domain.rights``."""
        agency, urban, culture = Subject(self.agency), Subject(self.urban), Subject(self.culture)
        sent, proposal, item = self.sent, self.proposal, self.item
        by_ha = Subject(self.agency, self.play.ward.id_of(HA))
        shared = replace(item, part=CataloguePart.SHARED, department_id=None)
        yield (
            "catalogue_drafts.propose_file",
            about(
                lambda tx, x: catalogue_drafts.propose_file(tx, x, self.agency, "x.csv", b"x"), agency, urban, culture
            ),
        )
        yield (
            "catalogue_drafts.propose_item",
            about(
                lambda tx, x: catalogue_drafts.propose_item(tx, x, self.agency, item),
                urban,
                acts=(Act.PROPOSE_CATALOGUE_PART,),
            ),
        )
        yield (
            "catalogue_drafts.propose_item",
            about(
                lambda tx, x: catalogue_drafts.propose_item(tx, x, self.agency, shared),
                agency,
                acts=(Act.PROPOSE_CATALOGUE,),
            ),
        )
        yield (
            "catalogue_decisions.submit_version",
            about(lambda tx, x: catalogue_decisions.submit_version(tx, x, sent), agency, urban),
        )
        yield (
            "catalogue_decisions.approve_version",
            about(lambda tx, x: catalogue_decisions.approve_version(tx, x, sent, None), by_ha),
        )
        yield (
            "catalogue_decisions.return_version",
            about(lambda tx, x: catalogue_decisions.return_version(tx, x, sent, "Rà soát lại"), by_ha),
        )
        yield (
            "catalogue_views.visible_version",
            about(lambda tx, x: catalogue_views.visible_version(tx, x, self.in_force), agency),
        )
        yield (
            "catalogue_proposals.visible_proposal",
            about(lambda tx, x: catalogue_proposals.visible_proposal(tx, x, proposal), agency),
        )
        yield (
            "catalogue_proposals.take_proposal",
            about(lambda tx, x: catalogue_proposals.take_proposal(tx, x, proposal, shared), agency),
        )
        yield (
            "catalogue_proposals.decline_proposal",
            about(lambda tx, x: catalogue_proposals.decline_proposal(tx, x, proposal, "Ít gặp"), agency),
        )
        yield from self._on_coefficients()

    def _on_coefficients(self) -> Iterator[tuple[str, Walked]]:
        with self.play.plugin.transaction() as tx:
            waiting = subject_of(tx, tx.session.get_one(TaskRow, self.set))
            refused = subject_of(tx, tx.session.get_one(TaskRow, self.refused))
            assert waiting.person_id == self.play.ward.id_of(AN)
        task, again = self.set, self.refused
        yield (
            "coefficients.coefficient_view",
            about(lambda tx, x: coefficients.coefficient_view(tx, x, task), waiting),
        )
        yield (
            "coefficients.confirm_coefficient",
            about(lambda tx, x: coefficients.confirm_coefficient(tx, x, task), waiting),
        )
        yield (
            "coefficients.refuse_coefficient",
            about(lambda tx, x: coefficients.refuse_coefficient(tx, x, task, "Chưa đúng khung"), waiting),
        )
        yield (
            "coefficients.set_coefficient",
            about(lambda tx, x: coefficients.set_coefficient(tx, x, again, Decimal(15)), refused),
        )
