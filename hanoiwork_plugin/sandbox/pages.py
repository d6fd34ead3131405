"""The pages: choosing a person, the chat page, deep links, and the files it is made of."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request, send_from_directory
from werkzeug.wrappers import Response as BaseResponse

from hanoiwork_plugin.sandbox.host import Host
from hanoiwork_plugin.sandbox.oidc import COOKIE
from hanoiwork_plugin.sandbox.people import Person
from hanoiwork_plugin.sandbox.writing import open_link

NODE_PARTS = Path(__file__).parents[2] / "node_modules"
PARTS = {
    "adaptivecards.js": "adaptivecards/dist/adaptivecards.min.js",
    "markdown-it.js": "markdown-it/dist/browser/markdown-it.umd.min.js",
}
"""Browser libraries of the checkout (``package-lock.json``), by the name the page asks for."""

Page = BaseResponse | str | tuple[str, int]


def routes(host: Host) -> Blueprint:
    """The routes that a browser opens."""
    pages = Blueprint("pages", __name__)
    plugin = urlsplit(host.plugin_url)
    policy = (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: {plugin.scheme}://{plugin.netloc}; frame-ancestors 'self'; base-uri 'none'"
    )

    @pages.after_app_request
    def harden(answer: Response) -> Response:
        answer.headers.setdefault("Content-Security-Policy", policy)
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Referrer-Policy", "no-referrer")
        return answer

    @pages.get("/")
    def home() -> Page:
        return render_template("who.html", people=host.people, choose=lambda person: f"/p/{person.account}/")

    @pages.get("/p/<account>/")
    @pages.get("/p/<account>/c/<conversation_id>")
    def chat(account: str, conversation_id: str = "") -> Page:
        person = host.people.find(account)
        if person is None or (conversation_id and not host.conversations.is_member(conversation_id, account)):
            text = "Địa chỉ này không mở được cuộc trò chuyện nào. Anh/chị chọn lại người ở trang đầu."
            return render_template("problem.html", title="Không tìm thấy trang", text=text), 404
        page = Response(
            render_template(
                "chat.html",
                me=person,
                people=host.people,
                units=host.people.units,
                conversation_id=conversation_id,
                direct_id=host.conversations.direct_of(account),
                parts_ready=all((NODE_PARTS / path).is_file() for path in PARTS.values()),
            )
        )
        page.set_cookie(COOKIE, account, samesite="Lax")
        return page

    @pages.get("/a/<app_id>/o/<kind>/<object_id>")
    def deep_link(app_id: str, kind: str, object_id: str) -> Page:
        if app_id != host.installation.app_id:
            text = "Liên kết này thuộc về một ứng dụng chưa được cài đặt ở đây."
            return render_template("problem.html", title="Không mở được liên kết", text=text), 404
        person = host.people.find(request.args.get("as")) or host.people.find(request.cookies.get(COOKIE))
        if person is None:
            return render_template("who.html", people=host.people, choose=_same_link_as)
        conversation = open_link(host, person.account, kind, object_id, request.args.get("token"))
        return redirect(f"/p/{person.account}/c/{conversation}")

    @pages.get("/parts/<name>")
    def part(name: str) -> Response | tuple[str, int]:
        if name not in PARTS:
            return "", 404
        return send_from_directory(NODE_PARTS, PARTS[name], max_age=3600)

    return pages


def _same_link_as(person: Person) -> str:
    """The deep link again, opened as ``person``."""
    token = request.args.get("token")
    return f"{request.path}?as={person.account}" + (f"&token={token}" if token else "")
