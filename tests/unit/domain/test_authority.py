"""The authority table: who may do what in the ward of the story."""

from uuid import UUID, uuid5

import pytest

from hanoiwork_plugin.domain.authority import (
    ACT_OF_TASK,
    NEVER_ON_ONESELF,
    TABLE,
    Act,
    Relation,
    Subject,
    allowed,
    authority_for,
    covers_field,
    relations,
    require,
)
from hanoiwork_plugin.domain.errors import Forbidden
from hanoiwork_plugin.domain.people import Actor, Grant, Role, Unit
from hanoiwork_plugin.domain.tasks import TaskAct, TaskKind

SPACE = UUID("00000000-0000-0000-0000-000000000001")


def unit(*names: str) -> Unit:
    return Unit(
        uuid5(SPACE, "/".join(names)),
        names[-1],
        tuple(uuid5(SPACE, "/".join(names[: n + 1])) for n in range(len(names))),
    )


WARD = unit("Phường Mẫu")
URBAN = unit("Phường Mẫu", "Phòng Kinh tế, Hạ tầng và Đô thị")
CULTURE = unit("Phường Mẫu", "Phòng Văn hóa – Xã hội")
OTHER_WARD = unit("Phường Khác")


def person(name: str, home: Unit, role: Role, *, over: Unit | None = None, fields: tuple[str, ...] = ()) -> Actor:
    return Actor(uuid5(SPACE, name), name, name, home, (Grant(role, over or home, fields),))


MINH = person("minh", WARD, Role.HEAD)
HUNG = person("hung", WARD, Role.DEPUTY, fields=("Kinh tế, Hạ tầng và Đô thị",))
HA = person("ha", URBAN, Role.DEPARTMENT_HEAD)
KHOI = person("khoi", URBAN, Role.DEPUTY)
AN = person("an", URBAN, Role.STAFF)
NGOC = person("ngoc", URBAN, Role.STAFF)
DUNG = person("dung", CULTURE, Role.DEPARTMENT_HEAD)
PHUONG = person("phuong", CULTURE, Role.PERSONNEL, over=WARD)
QUAN = person("quan", CULTURE, Role.MONITOR, over=WARD)
STRANGER = person("stranger", OTHER_WARD, Role.HEAD)
THAO = person("thao", OTHER_WARD, Role.SUPPORT)
EVERYBODY = (MINH, HUNG, HA, KHOI, AN, NGOC, DUNG, PHUONG, QUAN, STRANGER, THAO)

AN_TASK = Subject(URBAN, person_id=AN.id, assigner_id=HA.id)


@pytest.mark.parametrize(
    ("act", "may"),
    [
        (Act.APPROVE_KEY_TASK, {MINH, HUNG}),
        (Act.APPROVE_TASK, {MINH, HUNG, HA}),
        (Act.GIVE_TASK, {MINH, HUNG, HA, KHOI}),
        (Act.WORK_ON_TASK, {AN}),
        (Act.JUDGE_PRODUCT, {MINH, HUNG, HA}),
        (Act.SEE_TASK, {MINH, HUNG, HA, KHOI, AN, QUAN}),
        (Act.SEE_SCORE, {MINH, HUNG, HA, AN, PHUONG}),
        (Act.RATE, {MINH, HUNG, HA}),
        (Act.APPROVE_EVALUATION, {MINH}),
        (Act.PUBLISH, {PHUONG}),
        (Act.HANDLE_SUPPORT, {THAO}),
    ],
)
def test_who_may_what_on_the_task_of_an(act: Act, may: set[Actor]) -> None:
    assert {actor.name for actor in EVERYBODY if allowed(act, actor, AN_TASK)} == {actor.name for actor in may}


def test_nobody_judges_or_rates_themself() -> None:
    own = Subject(URBAN, person_id=HA.id, assigner_id=HA.id)
    for act in NEVER_ON_ONESELF:
        assert allowed(act, HA, own) is None
    assert allowed(Act.RATE, HUNG, own) is Relation.FIELD_DEPUTY
    head = Subject(WARD, person_id=MINH.id)
    assert all(allowed(Act.APPROVE_EVALUATION, actor, head) is None for actor in EVERYBODY)


def test_a_deputy_answers_for_the_named_fields_only() -> None:
    assert Relation.FIELD_DEPUTY in relations(HUNG, Subject(URBAN))
    assert relations(HUNG, Subject(CULTURE)) == {Relation.AGENCY_MEMBER}


@pytest.mark.parametrize(
    ("fields", "name", "covered"),
    [
        (("Đô thị",), "Phòng Kinh tế, Hạ tầng và Đô thị", True),
        (("văn hoá - xã hội",), "Phòng Văn hóa – Xã hội", True),
        (("Đô",), "Phòng Kinh tế, Hạ tầng và Đô thị", True),
        (("Thị",), "Phòng Thị trường", True),
        (("Nội vụ",), "Phòng Văn hóa – Xã hội", False),
        ((), "Phòng Văn hóa – Xã hội", False),
        (("",), "Phòng Văn hóa – Xã hội", False),
    ],
)
def test_fields_are_read_without_accents_and_by_whole_words(fields: tuple[str, ...], name: str, covered: bool) -> None:
    assert covers_field(fields, name) is covered


def test_every_act_stands_in_the_table_with_its_basis() -> None:
    assert set(TABLE) == set(Act)
    assert all(rule.basis and rule.relations for rule in TABLE.values())


def test_a_key_task_asks_for_more() -> None:
    assert authority_for(TaskAct.ASSIGN, TaskKind.KEY) is Act.APPROVE_KEY_TASK
    assert authority_for(TaskAct.SEND_BACK, TaskKind.KEY) is Act.APPROVE_KEY_TASK
    assert authority_for(TaskAct.ASSIGN, TaskKind.REGULAR) is Act.APPROVE_TASK
    assert set(ACT_OF_TASK) == set(TaskAct) - {
        *(TaskAct.RECEIVE, TaskAct.MISS_DEADLINE, TaskAct.TAKE_BACK, TaskAct.LAPSE),
        *(TaskAct.EXCUSE_DELAY, TaskAct.NO_UPDATE, TaskAct.KEEP_SHARE, TaskAct.PARTS_DONE),
    }


def test_a_refusal_names_the_act() -> None:
    with pytest.raises(Forbidden) as refused:
        require(Act.PUBLISH, AN, Subject(WARD))
    assert refused.value.params["act"] == "công khai kết quả"
