"""The demo ward as every test finds it: its people, its catalogue, and short ways to act in it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import hanoiwork_plugin
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.views import ItemChoice
from hanoiwork_plugin.services.accounts import people
from hanoiwork_plugin.services.catalogues import catalogue
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.store import organisation

FOLDER = Path(hanoiwork_plugin.__file__).parent / "sandbox" / "ward"

MINH, HUNG, HA, KHOI = "minh.nguyenthi", "hung.tranvan", "ha.lethi", "khoi.phamdang"
AN, NGOC, TUAN, LONG, LAN = "an.nguyenvan", "ngoc.vuthi", "tuan.doanh", "long.buiduc", "lan.hoangthi"
DUNG, MAI = "dung.ngotien", "mai.dangthi"
TIEN, QUAN, PHUONG = "tien.caominh", "quan.luuhong", "phuong.trinhthu"
SON, THAO = "son.phanthanh", "thao.lyphuong"


def import_ward(plugin: Plugin) -> None:
    """People and catalogue, as the commands import them; the catalogue is in force from 1/6/2026."""
    with plugin.transaction(cause="test") as tx:
        people.import_people(tx, None, "people.csv", (FOLDER / "people.csv").read_bytes())
    with plugin.transaction(cause="test") as tx:
        ward = organisation.unit_by_names(tx.session, ["Phường Mẫu"])
        assert ward is not None
        data = (FOLDER / "catalogue.xlsx").read_bytes()
        catalogue.import_catalogue(tx, ward, "catalogue.xlsx", data, date(2026, 6, 1))


@dataclass(frozen=True)
class Ward:
    """The demo ward in the test's own database."""

    plugin: Plugin

    def actor(self, tx: Tx, account: str) -> Actor:
        """The person of an account with their rights now."""
        found = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now))
        assert found is not None, account
        return found

    def id_of(self, account: str) -> UUID:
        """The id of a person."""
        with self.plugin.transaction() as tx:
            return organisation.ids_of_accounts(tx.session, [account])[account]

    def items(self, query: str = "") -> list[ItemChoice]:
        """Catalogue items for a query, as Hà finds them."""
        with self.plugin.transaction() as tx:
            return catalogue.search(tx, self.actor(tx, HA).unit, query)
