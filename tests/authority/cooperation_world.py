"""The use-cases of co-operation, on a request to a person, one to a unit and one whose result was sent."""

from collections.abc import Iterator
from uuid import UUID

from stage.play import Play
from stage.ward import AN, MAI, NGOC, TUAN
from walked import Walked, about

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.people import Unit
from hanoiwork_plugin.services.doing import cooperation, task_views
from hanoiwork_plugin.services.doing.cooperation import Wanted
from hanoiwork_plugin.store.tasks import TaskRow


class CoOperationWorld:
    """A task of An's for which he asked Ngọc, another unit, and Tuấn, who has taken it and sent its result."""

    def __init__(self, play: Play, culture: Unit) -> None:
        self.culture, self.mai, self.tuan = culture, play.ward.id_of(MAI), play.ward.id_of(TUAN)
        self.task = play.given("Có phối hợp", "2026-06-19")

        def ask(wanted: Wanted) -> UUID:
            return play.act(AN, lambda tx, an: cooperation.ask_co_operation(tx, an, self.task, wanted)).id

        self.asked, self.unit = ask(Wanted(person_id=play.ward.id_of(NGOC))), ask(Wanted(unit_id=culture.id))
        self.sent = ask(Wanted(person_id=self.tuan))
        play.act(TUAN, lambda tx, x: cooperation.answer_co_operation(tx, x, self.sent, "", agree=True))
        self.ngoc = play.ward.id_of(NGOC)
        play.act(TUAN, lambda tx, x: cooperation.send_co_operation(tx, x, self.sent, "CV 45"))
        with play.plugin.transaction() as tx:
            self.subject = task_views.subject_of(tx, tx.session.get_one(TaskRow, self.task))

    def walked(self) -> Iterator[tuple[str, Walked]]:
        """Every use-case of co-operation."""
        task, asked, unit, sent = self.task, self.asked, self.unit, self.sent
        ngoc = Subject(self.subject.unit, self.ngoc)
        other = Wanted("Chụp ảnh", person_id=self.mai)
        yield (
            "cooperation.ask_co_operation",
            about(lambda tx, x: cooperation.ask_co_operation(tx, x, task, other), self.subject),
        )
        yield (
            "cooperation.answer_co_operation",
            about(
                lambda tx, x: cooperation.answer_co_operation(tx, x, asked, "", agree=True),
                ngoc,
                acts=(Act.CO_OPERATE,),
            ),
        )
        yield (
            "cooperation.answer_co_operation",
            about(
                lambda tx, x: cooperation.answer_co_operation(tx, x, unit, "", agree=True),
                Subject(self.culture),
                acts=(Act.NAME_CO_OPERATOR,),
            ),
        )
        yield (
            "cooperation.name_co_operator",
            about(lambda tx, x: cooperation.name_co_operator(tx, x, unit, self.mai), Subject(self.culture)),
        )
        tuan = Subject(self.subject.unit, self.tuan)
        yield (
            "cooperation.send_co_operation",
            about(lambda tx, x: cooperation.send_co_operation(tx, x, sent, "CV 46"), tuan),
        )
        yield (
            "cooperation.receive_co_operation",
            about(lambda tx, x: cooperation.receive_co_operation(tx, x, sent), self.subject),
        )
        yield (
            "cooperation.withdraw_co_operation",
            about(lambda tx, x: cooperation.withdraw_co_operation(tx, x, asked), self.subject),
        )
