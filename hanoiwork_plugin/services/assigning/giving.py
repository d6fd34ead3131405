"""Giving work in a chat: the card that "giao việc" opens, the draft of a message with a document (DOMAIN 4; STORY 7).

What comes of either is a draft like any other: the same gate asks for the same fields in the same words.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.assigning.gate import GateField
from hanoiwork_plugin.domain.assigning.giving_views import Given, GivingView
from hanoiwork_plugin.domain.assigning.giving_words import TypedBasis, TypedTask, read_task
from hanoiwork_plugin.domain.assigning.typed_people import Colleague
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.evidence import MAX_FILE_BYTES
from hanoiwork_plugin.domain.errors import Fault, Forbidden, Invalid
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.assigning.task_entry import HostTask, receive_task
from hanoiwork_plugin.services.catalogues import catalogue
from hanoiwork_plugin.services.doing.evidence_files import FileGiven
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.tasks import TaskRow

ITEMS_OFFERED = 5


def people_to_give(tx: Tx, giver: Actor) -> list[Actor]:
    """Whom the giver may give work to, by name.

    Raises:
        Forbidden: when there is nobody.
    """
    found = [
        person
        for person in organisation.members(tx.session, giver.unit.agency_id, hanoi_date(tx.now))
        if person.id != giver.id and authority.allowed(Act.GIVE_TASK, giver, Subject(person.unit))
    ]
    if not found:
        raise Forbidden("Anh/chị không có thẩm quyền giao việc ở đây.")
    return found


def giving_view(tx: Tx, giver: Actor, text: str, typed_at: datetime) -> GivingView:
    """What was understood of the message, and the choices left to the giver.

    Raises:
        Forbidden: when the giver may give work to nobody.
    """
    people = people_to_give(tx, giver)
    typed = read_task(text, typed_at, [Colleague(each.id, each.name) for each in people])
    meant = {person_id for named in typed.people for person_id in named.candidates}
    sure = _sure(typed)
    offered = sorted(people, key=lambda person: person.id not in meant)
    unit = next((person.unit for person in people if person.id == sure), giver.unit)
    return GivingView(
        giver=PersonRef(giver.id, giver.account, giver.name, giver.title),
        name=typed.name,
        person=next((_ref(person) for person in people if person.id == sure), None),
        doubtful=tuple(named.typed for named in typed.people if named.sure is None),
        people=tuple(_ref(person) for person in offered),
        due=typed.due,
        kind=typed.kind,
        items=tuple(catalogue.search(tx, unit, typed.name, ITEMS_OFFERED)) if typed.name else (),
        basis_number=typed.basis.number or "",
    )


def _sure(typed: TypedTask) -> UUID | None:
    """The accountable person, when exactly one was named and can be meant."""
    return typed.people[0].sure if len(typed.people) == 1 else None


def _ref(person: Actor) -> PersonRef:
    return PersonRef(person.id, person.account, person.name, person.title)


def draft_given(
    tx: Tx, giver: Actor, given: Given, *, basis: TypedBasis | None = None, installation_id: str | None
) -> TaskRow:
    """[Soạn việc]: a draft with what the card asked for; its gate asks for the rest.

    Raises:
        Invalid: without a name.
        Forbidden: when the person is not one the giver may give work to.
    """
    person = organisation.actor_by_id(tx.session, given.person_id, hanoi_date(tx.now))
    if person is None:
        raise Invalid(
            "Người chịu trách nhiệm không còn công tác, mời chọn người khác.",
            faults=[Fault(GateField.ACCOUNTABLE, "Người này không còn công tác.")],
        )
    if authority.allowed(Act.GIVE_TASK, giver, Subject(person.unit)) is None:
        raise Forbidden("Anh/chị không có thẩm quyền giao việc cho {name}.", name=person.name)
    name = assignment.needed_text(GateField.NAME, given.name, GateField.NAME.label)
    task = HostTask(id=None, title=name, kind=given.kind, assignees=(person.account,), due=given.due)
    row = receive_task(tx, giver, task, installation_id=installation_id, card=False)
    assignment.fill(tx, row, _filled(basis or TypedBasis(), person.id, given.item_id))
    return row


def _filled(basis: TypedBasis, person_id: UUID | None, item_id: UUID | None = None) -> GateInput:
    return GateInput(
        basis_number=basis.number,
        basis_date=basis.dated,
        basis_issuer=basis.issuer,
        accountable_id=person_id,
        item_id=item_id,
    )


def draft_of_message(
    tx: Tx,
    giver: Actor,
    text: str,
    files: Sequence[FileGiven],
    *,
    installation_id: str,
    message_id: str,
) -> TaskRow:
    """A message with a document that says "giao việc": a draft whose basis is the document, as far as it is named.

    The same message again is the same draft. A secret document is named by its number alone (DOMAIN 4).

    Raises:
        Forbidden: when the giver may give work to nobody, or not in the unit meant.
        Invalid: when neither the message nor the giver's own unit says who leads the work, or a file is too large.
    """
    people = people_to_give(tx, giver)
    known = _of_message(tx.session, installation_id, message_id)
    if known is not None:
        return known
    typed = read_task(text, tx.now, [Colleague(each.id, each.name) for each in people])
    if typed.secret and files:
        raise Invalid("Văn bản mật chỉ ghi số, ký hiệu, không gửi tệp; mời gỡ tệp và gửi lại.")
    if any(file.size > MAX_FILE_BYTES for file in files):
        names = ", ".join(file.name for file in files if file.size > MAX_FILE_BYTES)
        raise Invalid("Tệp quá lớn (tối đa {limit} MB): {names}.", names=names, limit=MAX_FILE_BYTES // 1024 // 1024)
    meant = {person_id for named in typed.people for person_id in named.candidates}
    accounts = tuple(person.account for person in people if person.id in meant)
    if not accounts and authority.allowed(Act.GIVE_TASK, giver, Subject(giver.unit)) is None:
        raise Invalid("Mời ghi người thực hiện, ví dụ “cho anh An”, để biết đơn vị chủ trì.")
    name = typed.name or files[0].name.rpartition(".")[0]
    task = HostTask(id=None, title=name, content=text.strip(), kind=typed.kind, assignees=accounts, due=typed.due)
    row = receive_task(tx, giver, task, installation_id=installation_id)
    row.message_id = message_id
    row.basis_files = [
        {
            "id": file.id,
            "name": file.name,
            "size": file.size,
            "contentType": file.content_type,
            "sha256": file.sha256.lower(),
        }
        for file in files
    ]
    assignment.fill(tx, row, _filled(typed.basis, _sure(typed)))
    return row


def _of_message(session: Session, installation_id: str, message_id: str) -> TaskRow | None:
    return session.scalar(
        select(TaskRow).where(TaskRow.installation_id == installation_id, TaskRow.message_id == message_id)
    )
