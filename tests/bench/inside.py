"""What can only be counted inside the process: statements of a press, and the time a card takes to be drawn."""

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from foreign_host.card_reading import buttons_of
from foreign_host.host import ForeignHost
from sqlalchemy import event, select

from hanoiwork_plugin import settings
from hanoiwork_plugin.app import create_app
from hanoiwork_plugin.cards.gate import gate_card
from hanoiwork_plugin.cards.score import receipt_card, score_card
from hanoiwork_plugin.cards.task import task_card
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.catalogues.catalogue_sheet import read_catalogue
from hanoiwork_plugin.domain.catalogues.item_search import ItemIndex, search_text
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.screens.draw import context_for
from hanoiwork_plugin.services.catalogues import catalogue
from hanoiwork_plugin.services.doing.task_views import task_view
from hanoiwork_plugin.services.opening import build_plugin
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.rating.evaluation_views import score_preview
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.tasks import TaskRow
from hanoiwork_plugin.tables.reader import read_table

CATALOGUE = Path(__file__).parents[1] / "data" / "catalogue-xa-nghia-lam-2026.xlsx"
QUERIES = {
    "without accents": ("bao cao", "soan thao van ban hanh chinh", "ke hoach su dung dat"),
    "with accents": ("tham mưu thu hồi giấy chứng nhận", "báo cáo"),
    "with slips": ("bao caoo thag", "soan thoa van bna", "kee hoahc su dugn dat"),
    "by code": ("KTDC.13", "dc", "ktdc 1"),
    "beginnings of words": ("b", "ba", "th ho"),
}
"""Ways of typing → what is typed."""
_asked: list[str] = []


class _Counting(psycopg.Cursor[Any]):
    """Notes every statement, those of the queue as well, which do not pass through SQLAlchemy."""

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        _asked.append(str(query))
        return super().execute(query, *args, **kwargs)


def queries_per_press(env: Mapping[str, str], url: str, host: ForeignHost, doer: str) -> list[tuple[str, ...]]:
    """Button, and the statements that its press ran; the first is the first press of the process."""
    plugin = build_plugin(settings.load(env), url)

    @event.listens_for(plugin.engine, "connect")
    def count(connection: Any, _record: Any) -> None:
        connection.cursor_factory = _Counting

    client = create_app(plugin).test_client()
    message = next(each for each in reversed(host.memory.to(doer)) if "Lưu tiến độ" in each.buttons)
    card, rows = message.card, []
    for title, written in (
        ("Lưu tiến độ", {"Tiến độ": "71", "Việc đã làm": "Đếm"}),
        ("Lưu tiến độ", {"Tiến độ": "72", "Việc đã làm": "Đếm"}),
        ("Xem đầy đủ", {}),
        ("Mã QR", {}),
    ):
        result: dict[str, Any] = {"statusCode": 409, "effects": [{"dialog": {"card": card}}]}
        while result["statusCode"] == 409:  # the card at hand is older than the task; the answer brings the newest
            card = next(effect["dialog"]["card"] for effect in result["effects"] if "dialog" in effect)
            raw, headers = host.prepared_press(doer, host.press_body(host.button_of(card, title), message, written))
            _asked.clear()
            result = client.post("/hanoiwork/actions", data=raw, headers=headers).get_json()
        assert result["statusCode"] == 200, result
        counted = [statement for statement in _asked if not statement.startswith(("SAVEPOINT", "RELEASE"))]
        rows.append((title, f"{len(counted)} statements"))
        if buttons_of(result["value"] if isinstance(result["value"], dict) else {}):
            card = result["value"]
    plugin.engine.dispose()
    return rows


def card_seconds(env: Mapping[str, str], url: str, giver: str) -> list[tuple[str, float]]:
    """The median time to draw each kind of card from what was read already."""
    plugin = build_plugin(settings.load(env), url)
    with plugin.transaction() as tx:
        actor = organisation.actor_by_account(tx.session, giver, hanoi_date(tx.now))
        assert actor is not None
        context = context_for(tx, "bench", "vi")
        task = tx.session.scalars(select(TaskRow).where(TaskRow.state == TaskState.IN_PROGRESS).limit(1)).one()
        view = task_view(tx, task, actor)
        items = catalogue.search(tx, actor.unit, "văn bản")
        who = PersonRef(actor.id, actor.account, actor.name, actor.title)
        period = scores.current_period(tx.now)
        preview = score_preview(tx, actor, period)
        sheet = scores.sheet_of(tx, actor, period)
        measured = [
            ("task", _median(lambda: task_card(view, context))),
            ("gate with eight proposals", _median(lambda: gate_card(view, items, [who] * 20, context))),
            ("score", _median(lambda: score_card(preview, context))),
            ("receipt", _median(lambda: receipt_card(who, sheet, context))),
        ]
    plugin.engine.dispose()
    return measured


def _median(draw: Any) -> float:
    spent = []
    for _ in range(60):
        started = time.perf_counter()
        draw()
        spent.append(time.perf_counter() - started)
    return median(spent)


def search_seconds() -> list[tuple[str, ...]]:
    """Searching 3,000 items as people type, and a plain look through the same texts as the measure.

    Slowest query of each way of typing: its time, how often it fits into the 50 ms promised, and its ratio to a plain
    look for one folded word in 3,000 folded texts.
    """
    real = read_catalogue(read_table(CATALOGUE.name, CATALOGUE.read_bytes())).items
    items = [replace(item, code=f"{item.code}.{lot}") for lot in range(9) for item in real][:3000]
    index = ItemIndex(items)
    texts = [search_text(item) for item in items]
    plain = _median(lambda: [text for text in texts if "bao cao" in text])
    rows: list[tuple[str, ...]] = [("", "slowest", "fits into 50 ms", "over a plain look")]
    for how, queries in QUERIES.items():
        slowest = max(_median(lambda words=words: index.rank(words, 20)) for words in queries)
        rows.append((how, f"{slowest * 1000:.1f} ms", f"{0.05 / slowest:.1f} times", f"{slowest / plain:.1f}"))
    return rows
