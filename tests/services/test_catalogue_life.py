"""The catalogue from proposal to proposal (DOMAIN 2; STORY 3): compared, questioned, returned, approved, in force."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from stage.catalogue_files import ward_catalogue
from stage.play import Play
from stage.queries import counted_queries
from stage.ward import AN, DUNG, HA, KHOI, MINH, PHUONG, TIEN

from hanoiwork_plugin.domain.catalogues.catalogue import CataloguePart, QuestionRule
from hanoiwork_plugin.domain.catalogues.catalogue_life import CatalogueAct, CatalogueState
from hanoiwork_plugin.domain.catalogues.catalogue_views import CatalogueVersionView
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.catalogues import catalogue_decisions, catalogue_drafts, catalogue_views
from hanoiwork_plugin.services.catalogues.catalogue_drafts import ItemGiven
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import CatalogueVersionRow, items_of, version_on
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.tasks import TaskRow

CHANGED = {"points": {"ĐT.01": 30}, "without": ["ĐT.02"], "added": [("ĐT.03", "ĐT.99", "Bản đồ ngập", 8)]}


def propose(play: Play, account: str, data: bytes) -> CatalogueVersionRow:
    return play.act(account, lambda tx, who: catalogue_drafts.propose_file(tx, who, who.unit, "dm.xlsx", data))


def seen(play: Play, account: str, row: CatalogueVersionRow) -> CatalogueVersionView:
    return play.act(
        account,
        lambda tx, who: catalogue_views.version_view(tx, catalogue_views.visible_version(tx, who, row.id), who),
    )


def submit(play: Play, account: str, row: CatalogueVersionRow, note: str = "") -> None:
    play.act(account, lambda tx, who: catalogue_decisions.submit_version(tx, who, row.id, note))


def approve(play: Play, row: CatalogueVersionRow, day: str, account: str = MINH) -> None:
    begins = date.fromisoformat(day)
    play.act(account, lambda tx, who: catalogue_decisions.approve_version(tx, who, row.id, begins))


def states(play: Play) -> list[tuple[int, str, str | None, str | None]]:
    with play.plugin.transaction() as tx:
        rows = tx.session.scalars(select(CatalogueVersionRow).order_by(CatalogueVersionRow.number))
        return [
            (
                row.number,
                row.state,
                row.in_force_from and row.in_force_from.isoformat(),
                row.in_force_to and row.in_force_to.isoformat(),
            )
            for row in rows
        ]


def test_a_version_from_the_file_to_the_first_task_under_it(play: Play, installation: str) -> None:
    alike = ward_catalogue(flat=True)
    flat = propose(play, TIEN, alike)
    view = seen(play, TIEN, flat)
    assert view.questions[0].rule is QuestionRule.EQUAL_COEFFICIENTS
    assert (view.state, view.compared_with, view.differences.frames) == (CatalogueState.DRAFT, 1, 2)
    assert propose(play, TIEN, alike).version == flat.version, "the same file changes nothing"
    with pytest.raises(NotFound):
        seen(play, AN, flat)
    submit(play, TIEN, flat)
    with pytest.raises(Conflict):
        propose(play, TIEN, ward_catalogue(**CHANGED))
    assert CatalogueAct.APPROVE in seen(play, MINH, flat).allowed
    with pytest.raises(Invalid, match="lý do"):
        play.act(MINH, lambda tx, who: catalogue_decisions.return_version(tx, who, flat.id, " "))
    play.act(MINH, lambda tx, who: catalogue_decisions.return_version(tx, who, flat.id, "Mọi hệ số bằng nhau"))

    row = propose(play, PHUONG, ward_catalogue(**CHANGED))
    assert row.id == flat.id
    view = seen(play, PHUONG, row)
    counts = view.differences
    assert (counts.added, counts.removed, counts.points, counts.frames, counts.words) == (1, 1, 1, 0, 0)
    assert view.questions == ()
    submit(play, PHUONG, row, "Đã rà soát")
    with pytest.raises(Invalid, match="từ hôm nay"):
        approve(play, row, "2026-05-31")
    with pytest.raises(Forbidden):
        approve(play, row, "2026-07-01", account=TIEN)
    old_task = play.given("Phương án ngập", "2026-07-10", 4)
    approve(play, row, "2026-07-01")
    assert states(play) == [(1, "in_force", "2026-06-01", "2026-07-01"), (2, "approved", "2026-07-01", None)]
    in_june = next(item for item in play.ward.items("ĐT.01") if item.code == "ĐT.01")
    assert in_june.coefficient == 4

    play.at("2026-07-01T00:00:05+07:00")
    assert states(play) == [(1, "replaced", "2026-06-01", "2026-07-01"), (2, "in_force", "2026-07-01", None)]
    with play.plugin.transaction() as tx:
        told = select(NoticeRow.id).where(NoticeRow.kind == "catalogue_announced")
        assert tx.session.scalars(told).all() == [], "nobody is told at midnight"
    play.at("2026-07-01T08:00:00+07:00")
    with play.plugin.transaction() as tx:
        people = set(tx.session.scalars(select(NoticeRow.person_id).where(NoticeRow.kind == "catalogue_announced")))
        agency = play.ward.actor(tx, AN).unit.agency_id
        assert people == {person.id for person in organisation.members(tx.session, agency, date(2026, 7, 1))}
        acts = tx.session.scalars(
            select(LedgerEntryRow.act)
            .where(LedgerEntryRow.subject_type == "catalogue", LedgerEntryRow.subject_id == row.id)
            .order_by(LedgerEntryRow.id)
        ).all()
        assert [act.removeprefix("catalogue.") for act in acts] == [
            *("proposed", "submitted", "returned", "proposed", "submitted", "approved", "in_force"),
        ]
        assert tx.session.get_one(TaskRow, old_task).coefficient == 4, "the task keeps what it was assigned with"
    play.hand_in(old_task)
    play.accept(old_task)
    now = next(item for item in play.ward.items("ĐT.01") if item.code == "ĐT.01")
    assert (now.coefficient, play.ward.items("ban do ngap")[0].code) == (6, "ĐT.99")
    new_task = play.draft("Phương án mới", "2026-07-20")
    given = replace(play.gate(2), item_id=now.id, start=date(2026, 7, 1))
    play.act(HA, lambda tx, who: assignment.complete_task(tx, who, new_task, given))
    with play.plugin.transaction() as tx:
        pair = [tx.session.get_one(TaskRow, each).coefficient for each in (old_task, new_task)]
    assert pair == [4, 6]
    with pytest.raises(Invalid, match="đang áp dụng"):
        stale = replace(given, item_id=in_june.id)
        play.act(HA, lambda tx, who: assignment.complete_task(tx, who, play.draft("Cũ", "2026-07-21"), stale))


def test_a_department_proposes_its_own_part(play: Play) -> None:
    mine = propose(play, HA, ward_catalogue({"ĐT.01": 35, "VH.01": 40, "DC.02": 30}))
    counts = seen(play, HA, mine).differences
    assert (counts.added, counts.removed, counts.points) == (0, 0, 1), "only the own part is taken"
    with pytest.raises(Forbidden):
        propose(play, KHOI, ward_catalogue())
    item = ItemGiven("Bản đồ ngập", Decimal(20), "N2", CataloguePart.DEPARTMENT, play.act(HA, lambda _, x: x.unit.id))
    with pytest.raises(Forbidden):
        play.act(DUNG, lambda tx, who: catalogue_drafts.propose_item(tx, who, who.unit, item))
    with pytest.raises(Forbidden):
        shared = ItemGiven("Bản đồ ngập", Decimal(20), "N2", CataloguePart.SHARED)
        play.act(HA, lambda tx, who: catalogue_drafts.propose_item(tx, who, who.unit, shared))
    wrong = ItemGiven("", Decimal(99), "N2", CataloguePart.DEPARTMENT, item.department_id)
    with pytest.raises(Invalid) as refusal:
        play.act(HA, lambda tx, who: catalogue_drafts.propose_item(tx, who, who.unit, wrong))
    assert [fault.place for fault in refusal.value.faults] == ["item_product", "item_points"]
    row, added = play.act(HA, lambda tx, who: catalogue_drafts.propose_item(tx, who, who.unit, item))
    assert (row.id, added.code, added.coefficient) == (mine.id, "ĐX.01", 4)
    play.act(DUNG, lambda tx, who: catalogue_drafts.propose_file(tx, who, who.unit, "vh.xlsx", ward_catalogue()))
    submit(play, HA, row)
    with pytest.raises(Forbidden):
        play.act(HA, lambda tx, who: catalogue_decisions.approve_version(tx, who, row.id, date(2026, 6, 2)))
    approve(play, row, "2026-06-01")
    assert [each[1] for each in states(play)] == ["replaced", "in_force"], "today: in force at once"
    assert play.ward.items("ban do ngap")[0].code == "ĐX.01"
    with pytest.raises(Invalid, match="không khác"):
        play.act(TIEN, lambda tx, who: propose_again(tx, who, row))


def propose_again(tx: Tx, who: Actor, row: CatalogueVersionRow) -> CatalogueVersionRow:
    """The list in force once more, item by item: nothing differs."""
    given = next(item for item in items_of(tx.session, row.id) if item.code == "ĐX.01")
    unit = next(each for each in organisation.units_below(tx.session, row.unit_id) if each.name == given.department)
    same = ItemGiven(given.product, given.points, given.group, given.part, unit.id, given.code)
    draft, _ = catalogue_drafts.propose_item(tx, who, who.unit, same)
    return catalogue_decisions.submit_version(tx, who, draft.id)


def test_versions_never_overlap_whatever_is_written(play: Play) -> None:
    first = propose(play, TIEN, ward_catalogue({"ĐT.01": 30}))
    submit(play, TIEN, first)
    approve(play, first, "2026-08-01")
    second = propose(play, TIEN, ward_catalogue({"ĐT.01": 35}))
    submit(play, TIEN, second)
    approve(play, second, "2026-07-01")
    assert [each[2:] for each in states(play)] == [
        ("2026-06-01", "2026-07-01"),
        ("2026-08-01", None),
        ("2026-07-01", "2026-08-01"),
    ]
    third = propose(play, TIEN, ward_catalogue({"ĐT.01": 40}))
    submit(play, TIEN, third)
    approve(play, third, "2026-08-01")
    assert states(play)[1] == (2, "replaced", "2026-08-01", "2026-08-01"), "never in force"
    play.at("2026-08-02T08:00:00+07:00")
    with play.plugin.transaction() as tx:
        agency = play.ward.actor(tx, AN).unit.agency_id
        held = [version_on(tx.session, agency, date(2026, month, 1)) for month in (6, 7, 8)]
        assert [each and each.number for each in held] == [1, 3, 4]
        with pytest.raises(IntegrityError), tx.session.begin_nested():
            tx.session.execute(update(CatalogueVersionRow).values(in_force_to=None))
        with pytest.raises(IntegrityError), tx.session.begin_nested():
            tx.session.execute(text("UPDATE catalogue_version SET state = 'draft'"))


def test_what_nobody_used_in_six_months_is_asked_about(play: Play) -> None:
    play.at("2026-06-10T08:00:00+07:00")
    play.given("Phương án ngập", "2026-06-19", 4)
    assert seen(play, TIEN, propose(play, TIEN, ward_catalogue({"DC.02": 30}))).questions == ()
    play.at("2026-12-05T08:00:00+07:00")
    (question,) = seen(play, TIEN, propose(play, TIEN, ward_catalogue({"DC.02": 35}))).questions
    assert question.rule is QuestionRule.UNUSED
    assert question.params["count"] == 40
    assert question.params["since"] == "5/6/2026"


def test_a_card_of_the_version_does_not_ask_more_for_more_items(play: Play) -> None:
    row = propose(play, TIEN, ward_catalogue({"DC.02": 30}))
    with counted_queries(play.plugin.engine) as asked:
        seen(play, TIEN, row)
    assert len(asked) < 30
