"""One press, one effect: the answer is stored with the effect, and the same press gets the same bytes back."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm.exc import StaleDataError

from hanoiwork_plugin.domain.errors import Conflict, DomainError, Forbidden, Stale
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.store.hosts import Press


@dataclass(frozen=True)
class Answer:
    """What goes back over the wire, byte for byte."""

    status: int
    body: bytes
    kind: str = ""
    card_digest: str = ""


def answer_once(
    plugin: Plugin,
    *,
    installation_id: str,
    action_id: str,
    account: str,
    verb: str,
    act: Callable[[Tx], Answer],
    refuse: Callable[[Tx, DomainError], Answer],
    same_verb: bool = False,
) -> Answer:
    """Do ``act`` unless ``action_id`` was answered before; a refusal undoes the act and is stored as well.

    Two presses with one id at once wait for each other in the database.

    Raises:
        Forbidden: when the id was used by another person.
        Conflict: with ``same_verb``, when the id was used for another ``verb``.
    """
    with plugin.transaction(cause=f"press:{action_id}") as tx:
        key = (Press.installation_id == installation_id, Press.action_id == action_id)
        fresh = tx.session.scalar(
            insert(Press)
            .values(
                installation_id=installation_id,
                action_id=action_id,
                account=account,
                verb=verb,
                answered_at=tx.real_now,
                status=0,
                answer=b"",
            )
            .on_conflict_do_nothing()
            .returning(Press.action_id)
        )
        if fresh is None:
            stored = tx.session.scalars(select(Press).where(*key)).one()
            if stored.account != account:
                raise Forbidden
            if same_verb and stored.verb != verb:
                raise Conflict("Mã gọi lại này đã được dùng cho một lần gọi khác.")
            return Answer(int(stored.status), stored.answer)
        try:
            with tx.session.begin_nested():
                answer = act(tx)
                tx.settle()
        except (DomainError, StaleDataError) as error:
            tx.discard()
            answer = refuse(tx, error if isinstance(error, DomainError) else Stale())
        tx.session.execute(update(Press).where(*key).values(status=answer.status, answer=answer.body))
        return answer
