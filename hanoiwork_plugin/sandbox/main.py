"""Serve the practice workspace: ``python -m hanoiwork_plugin.sandbox.main --home DIR --port 8090 --plugin URL``."""

import argparse
import signal
import threading
from pathlib import Path
from types import FrameType

from werkzeug.serving import WSGIRequestHandler, make_server

from hanoiwork_plugin import logs
from hanoiwork_plugin.sandbox.app import create_app

PEOPLE = Path(__file__).parent / "ward" / "people.csv"


class QuietHandler(WSGIRequestHandler):
    """Serves without a line for each request: the page asks once a second."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing; what the plugin asks is in the inspector panel."""


def run(home: Path, port: int, plugin_url: str) -> None:
    """Serve on 127.0.0.1 until SIGTERM or SIGINT, installing the plugin as soon as it answers."""
    own_url = f"http://127.0.0.1:{port}"
    app = create_app(home, own_url, plugin_url, PEOPLE)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=QuietHandler)
    courier = app.extensions["courier"]

    def stop(_signal: int, _frame: FrameType | None) -> None:
        threading.Thread(target=server.shutdown).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    courier.start()
    logs.logger().info("sandbox_started", url=own_url, plugin=plugin_url)
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        courier.stop()
        server.server_close()
        app.extensions["host"].store.close()
        logs.logger().info("sandbox_stopped")


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description="The practice workspace (không gian thực hành).")
    parser.add_argument("--home", type=Path, default=Path(".hanoiwork"), help="folder that keeps its state")
    parser.add_argument("--port", type=int, default=8090, help="port on 127.0.0.1")
    parser.add_argument("--plugin", default="http://127.0.0.1:8080", help="address of the plugin")
    given = parser.parse_args()
    logs.configure()
    run(given.home, given.port, given.plugin.rstrip("/"))


if __name__ == "__main__":
    main()
