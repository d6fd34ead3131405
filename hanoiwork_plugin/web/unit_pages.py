"""The page of units: the tree of one's agency, for the city board of the whole city."""

from uuid import UUID

from hanoiwork_plugin.screens import paper
from hanoiwork_plugin.services.accounts.units import unit_tree
from hanoiwork_plugin.services.doing import qr
from hanoiwork_plugin.web.page import Door, Shown, Visit
from hanoiwork_plugin.web.task_pages import pdf


def unit_routes(door: Door) -> None:
    """``/app/units``."""

    @door.page("/app/units")
    def units(visit: Visit) -> Shown:
        printable = visit.actor.unit.id if qr.may_print_labels(visit.actor) else None
        return visit.show("units.html", nodes=unit_tree(visit.tx, visit.actor), printable=printable)

    @door.page("/app/units/<uuid:unit_id>/codes.pdf")
    def unit_codes(visit: Visit, unit_id: UUID) -> Shown:
        return pdf(paper.unit_codes(visit.tx, visit.actor, unit_id, visit.reader.locale), f"ma-qr-{unit_id}.pdf")
