"""A practice workspace and a stub plugin, each behind a real server on its own port."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from practice_servers import Workspace, free_port, serve, until
from stub_plugin import StubPlugin
from werkzeug.serving import BaseWSGIServer

from hanoiwork_plugin.sandbox.app import create_app
from hanoiwork_plugin.sandbox.main import PEOPLE


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., tuple[Workspace, StubPlugin]]]:
    """Start both, installed unless ``plugin_up`` is False; may be called again with the same ports."""
    running: list[Workspace] = []
    plugins: list[BaseWSGIServer] = []
    ports = free_port(), free_port()
    kept: list[StubPlugin] = []

    def begin() -> tuple[Workspace, StubPlugin]:
        own, other = (f"http://127.0.0.1:{port}" for port in ports)
        if not kept:
            kept.append(StubPlugin(own, other))
            plugins.append(serve(kept[0].app, ports[1]))
        app = create_app(tmp_path, own, other, PEOPLE)
        workspace = Workspace(tmp_path, own, app, serve(app, ports[0]))
        running.append(workspace)
        app.extensions["courier"].start()
        until(lambda: workspace.ask("an.nguyenvan", "status")["installed"])
        return workspace, kept[0]

    def stop() -> None:
        for workspace in running:
            workspace.stop()
        running.clear()

    begin.stop = stop  # type: ignore[attr-defined]
    yield begin
    stop()
    for server in plugins:
        server.shutdown()
        server.server_close()


@pytest.fixture
def both(start: Callable[[], tuple[Workspace, StubPlugin]]) -> tuple[Workspace, StubPlugin]:
    return start()
