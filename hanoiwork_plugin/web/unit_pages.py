"""The page of units: the tree of one's agency, for the city board of the whole city."""

from hanoiwork_plugin.services.units import unit_tree
from hanoiwork_plugin.web.page import Door, Shown, Visit


def unit_routes(door: Door) -> None:
    """``/app/units``."""

    @door.page("/app/units")
    def units(visit: Visit) -> Shown:
        return visit.show("units.html", nodes=unit_tree(visit.tx, visit.actor))
