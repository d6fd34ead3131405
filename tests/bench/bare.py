"""What ingest is measured against: a bare Flask route, one HMAC checked, one durable INSERT, same server settings.

Run as ``python bare.py <port>`` with ``BENCH_DATABASE_URL`` and ``BENCH_KEY`` set.
"""

import os
import sys
import threading

import psycopg
from flask import Flask, Response, request
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from standardwebhooks import Webhook, WebhookVerificationError

from hanoiwork_plugin import settings
from hanoiwork_plugin.server import BLOCKING_THREADS

TABLE = "CREATE TABLE IF NOT EXISTS bare (id text PRIMARY KEY, received_at timestamptz DEFAULT now(), body text)"


def load_app(_target: str) -> Flask:
    """The bare application; one connection a thread."""
    app = Flask("bare")
    webhook = Webhook(os.environ["BENCH_KEY"])
    kept = threading.local()

    @app.post("/events")
    def events() -> Response:
        raw = request.get_data()
        try:
            webhook.verify(raw, dict(request.headers))
        except WebhookVerificationError:
            return Response(status=401)
        if not hasattr(kept, "connection"):
            kept.connection = psycopg.connect(os.environ["BENCH_DATABASE_URL"], autocommit=True)
        kept.connection.execute(
            "INSERT INTO bare (id, body) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (request.headers["webhook-id"], raw.decode()),
        )
        return Response(status=202)

    return app


def main() -> None:
    """Serve as ``hanoiwork serve`` does."""
    Granian(
        "bare:load_app",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=settings.load({"HANOIWORK_ISSUER": "http://127.0.0.1:1"}).workers,
        blocking_threads=BLOCKING_THREADS,
        backlog=1024,
        log_level=LogLevels.warning,
    ).serve(target_loader=load_app)


if __name__ == "__main__":
    main()
