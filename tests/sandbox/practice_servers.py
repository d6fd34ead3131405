"""A practice workspace behind a real server, driven through its page's JSON addresses."""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from hanoiwork_plugin.sandbox.main import QuietHandler


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(app: Flask, port: int) -> BaseWSGIServer:
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=QuietHandler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


@dataclass
class Workspace:
    """A running workspace, driven through its page's JSON addresses."""

    home: Path
    url: str
    app: Flask
    server: BaseWSGIServer

    def ask(self, account: str, path: str, json: object = None, status: int = 200, method: str = "") -> Any:
        method = method or ("GET" if json is None else "POST")
        answer = requests.request(method, f"{self.url}/p/{account}/api/{path}", json=json, timeout=10)
        assert answer.status_code in (status, 201, 204), answer.text
        return answer.json() if answer.content else None

    def attach(self, account: str, name: str, content: bytes) -> str:
        form = {"file": (name, content, "application/pdf")}
        return str(requests.post(f"{self.url}/p/{account}/api/files", files=form, timeout=10).json()["id"])

    def messages(self, account: str, conversation: str = "") -> list[dict[str, Any]]:
        path = f"conversations/{conversation or 'c-bot-' + account}/messages"
        found: list[dict[str, Any]] = self.ask(account, path)["messages"]
        return found

    def stop(self) -> None:
        self.server.shutdown()
        self.app.extensions["courier"].stop()
        self.server.server_close()
        self.app.extensions["host"].store.close()


def until(true: Callable[[], object], seconds: float = 8) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.03)
