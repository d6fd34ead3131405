"""People named by account in a request."""

from datetime import datetime
from uuid import UUID

from hanoiwork_plugin.api.desk import Call
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.store import organisation


def person_named(call: Call, account: str, place: str) -> UUID:
    """The id of the person with this account.

    Raises:
        Invalid: naming ``place`` when there is nobody.
    """
    found = organisation.ids_of_accounts(call.tx.session, [account]).get(account)
    if found is None:
        raise Invalid("Không có người này.", faults=[Fault(place, "Không có người nào với tài khoản này.")])
    return found


def instant_asked(call: Call) -> datetime:
    """The instant asked about; now when none is named, or when today is."""
    at: datetime = call.given.get("at", call.tx.now)
    return call.tx.now if hanoi_date(at) == hanoi_date(call.tx.now) and at > call.tx.now else at
