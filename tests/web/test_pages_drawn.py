"""Every page in a browser, at phone and desktop width, light and dark: nothing overflows and axe finds nothing."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from oidc_provider import Provider, SignIn
from playwright.sync_api import Browser, Page
from stage.play import JUNE, Play, marks
from stage.ward import AN, HA, MINH, PHUONG, SON
from test_objective_pages import ward_set
from test_pages import evidence
from werkzeug.serving import make_server

from hanoiwork_plugin.domain.tasks import ObjectionGround, TaskAct, TaskKind
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.goals import plans
from hanoiwork_plugin.services.rating import evaluations
from hanoiwork_plugin.settings import Settings

pytestmark = pytest.mark.journey

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (320, 375, 1280)
LONG = (
    "Tham mưu ban hành kế hoạch kiểm tra, xử lý vi phạm trật tự đô thị, lấn chiếm lòng đường, vỉa hè trên các tuyến "
    "phố chính và khu vực quanh chợ Mẫu, gắn với chỉnh trang đô thị và vệ sinh môi trường 6 tháng cuối năm 2026"
)


@pytest.fixture
def address(app: Flask, settings: Settings) -> Iterator[str]:
    """The running plugin, where its own settings say it is."""
    server = make_server("127.0.0.1", settings.port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield settings.base_url
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def month(play: Play) -> dict[str, UUID]:
    """An's June: a key task returned twice, a late one, an objection, a draft, evidence, an evaluation published."""
    play.at("2026-06-02T08:00+07:00")
    key = play.given(LONG, "2026-06-19", 4, kind=TaskKind.KEY)
    late = play.given("Cập nhật hồ sơ vỉa hè phố Mẫu", "2026-06-16", 2)
    unclear = play.given("Rà soát biển hiệu quảng cáo", "2026-06-22", 3, taken=False)
    scope = ObjectionGround.SCOPE
    play.act(AN, lambda tx, actor: assignment.object_to_task(tx, actor, unclear, scope, "Chưa nêu rõ tuyến phố."))
    play.act(HA, lambda tx, actor: assignment.answer_objection(tx, actor, unclear, TaskAct.KEEP, "Theo kế hoạch 12."))
    play.act(AN, lambda tx, actor: assignment.accept_task(tx, actor, unclear))
    evidence(play, key, "Biên bản kiểm tra liên ngành tuyến phố chính ngày 9-6-2026 (có chữ ký).pdf", b"%PDF-", "x/y")
    for day in ("10", "12"):
        play.at(f"2026-06-{day}T09:00+07:00")
        play.hand_in(key)
        play.send_back(key)
    evidence(play, key, "Ảnh hiện trường.png", b"\x89PNG", "image/png", fault="unreadable")
    play.at("2026-06-17T10:00+07:00")
    for task in (key, late):
        play.hand_in(task)
        play.accept(task)
    return {"key": key, "late": late, "draft": play.draft("Báo cáo đột xuất", "2026-06-30")}


def judge(play: Play) -> UUID:
    """From the self-evaluation to the publication."""
    play.at("2026-06-23T08:00+07:00")
    play.act(AN, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28")))
    evaluation = play.evaluation_id()
    play.at("2026-06-25T09:00+07:00")
    play.act(
        HA,
        lambda tx, actor: evaluations.review(
            tx, actor, evaluation, marks=marks("27"), reason="Hai lần trả lại", comment="Cần rà kỹ phụ lục trước."
        ),
    )
    play.act(MINH, lambda tx, actor: evaluations.approve(tx, actor, evaluation, level=None))
    play.at("2026-07-03T09:00+07:00")
    return evaluation


def publish(play: Play) -> None:
    agency = play.act(PHUONG, lambda tx, actor: actor.unit.agency_id)
    play.act(PHUONG, lambda tx, actor: evaluations.publish(tx, actor, agency, JUNE))


def check(browser: Browser, cookies: list[Any], url: str, shots: Path | None, name: str) -> None:
    """Look at one page in every width and scheme; the schemes are CSS alone and differ in colours."""
    context = browser.new_context(locale="vi-VN", color_scheme="light")
    context.add_cookies(cookies)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.goto(url)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0, (name, width)
        for scheme in ("light", "dark") if shots and width != 320 else ():
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=shots / f"{name}-{width}-{scheme}.png", full_page=True)
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true })")
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow(page) <= 0, (name, "unfolded")
    page.evaluate(AXE.read_text("utf-8"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert not violations(page), (name, scheme)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    assert overflow(page) <= 0, (name, "200 % text")
    assert not [error for error in errors if "Failed to load resource" not in error], errors
    context.close()


def cookies_of(sign_in: SignIn, account: str) -> list[Any]:
    """The session of a person, for a browser."""
    held = sign_in(account).get_cookie("hanoiwork_session")
    assert held is not None
    return [{"name": held.key, "value": held.value, "domain": "127.0.0.1", "path": "/"}]


def overflow(page: Page) -> int:
    wider: int = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return wider


def violations(page: Page) -> list[str]:
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]


@pytest.fixture
def shots(request: pytest.FixtureRequest) -> Path | None:
    """Where to keep pictures of the pages (``HANOIWORK_SHOTS``), to be looked at by people."""
    folder = os.environ.get("HANOIWORK_SHOTS")
    return Path(folder) if folder else None


def test_the_month_in_pages(
    browser: Browser, address: str, sign_in: SignIn, play: Play, month: dict[str, UUID], shots: Path | None
) -> None:
    signed_in: dict[str | None, list[Any]] = {None: []}

    def look(account: str | None, path: str, name: str) -> None:
        if account and account not in signed_in:
            signed_in[account] = cookies_of(sign_in, account)
        check(browser, signed_in[account], address + path, shots, name)

    look(AN, "/app/", "home")
    look(HA, "/app/tasks?role=given", "list")
    look(AN, f"/app/tasks/{month['key']}", "task")
    look(HA, f"/app/tasks/{month['draft']}", "draft")
    look(AN, "/app/score/2026-06", "score")
    look(AN, "/app/nothing", "neutral")
    agency = play.act(MINH, lambda tx, minh: minh.unit.agency_id)
    look(SON, "/app/readiness", "city-readiness")
    look(MINH, f"/app/readiness/{agency}", "unit-readiness")
    look(None, "/q/unknown-token", "qr-neutral")
    look(None, "/app/logout", "logout")
    look(None, "/app/callback", "login-failed")
    evaluation = judge(play)
    look(HA, f"/app/evaluations/{evaluation}", "evaluation-manager")
    look(PHUONG, "/app/evaluations/2026-06", "publication")
    publish(play)
    look(AN, f"/app/evaluations/{evaluation}", "evaluation-own")
    look(AN, "/app/score/2026-06", "score-published")


def test_objectives_and_plans_in_pages(
    browser: Browser, address: str, sign_in: SignIn, play: Play, shots: Path | None
) -> None:
    goals = ward_set(play)
    play.given(LONG, "2026-06-19", 4, kind=TaskKind.KEY)
    play.act(AN, lambda tx, actor: plans.open_plan(tx, actor, actor.unit, actor.id))
    cookies = cookies_of(sign_in, AN)
    for path, name in (("objectives", "objectives"), (f"objectives/{goals}", "objective-set"), ("plans", "plan")):
        check(browser, cookies, f"{address}/app/{path}", shots, name)


def test_the_login_in_a_browser(
    browser: Browser, address: str, installation: str, issuer_host: Provider, play: Play
) -> None:
    issuer_host.account = AN
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(f"{address}/app/score/2026-06#vi-sao")
    assert page.url.startswith(f"{address}/app/score/2026-06")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Điểm của tôi")
    page.get_by_role("button", name="Đăng xuất").click()
    assert page.get_by_role("heading", name="Đã đăng xuất").is_visible()
    context.close()
