"""The use-cases of time and watching, on one thing each."""

from collections.abc import Iterator
from datetime import datetime

from stage.play import Play
from walked import Walked, about, own

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.people import Unit
from hanoiwork_plugin.services import digest, outages

_DOWN = datetime.fromisoformat("2026-06-01T00:30+07:00")
_UP = datetime.fromisoformat("2026-06-01T07:30+07:00")


class TimeWorld:
    """An outage to record, a digest, a private note."""

    def __init__(self, play: Play, agency: Unit) -> None:
        self.play, self.agency = play, agency

    def walked(self) -> Iterator[tuple[str, Walked]]:
        """Every use-case of time and watching."""
        agency = self.agency.id
        yield "digest.digest_of_today", own(digest.digest_of_today)
        yield "digest.put_off_digest", own(digest.put_off_digest)
        yield "outages.outages_for", own(outages.outages_for)
        yield (
            "outages.record_outage",
            about(
                lambda tx, x: outages.record_outage(tx, x, agency, _DOWN, _UP, "Đứt cáp"),
                Subject(self.agency),
                acts=(Act.RECORD_OUTAGE,),
            ),
        )
        yield (
            "outages.record_outage",
            about(
                lambda tx, x: outages.record_outage(tx, x, None, _DOWN, _UP, "Bảo trì"),
                Subject(self.agency),
                acts=(Act.RECORD_CITY_OUTAGE,),
            ),
        )
