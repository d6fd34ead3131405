"""Files are kept once, whole or not at all, in a folder and in a bucket alike."""

import hashlib
import hmac
import os
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from hanoiwork_plugin.settings import S3Settings
from hanoiwork_plugin.workspace.s3 import S3Storage
from hanoiwork_plugin.workspace.storage import FolderStorage, Storage, received

DATA = "biên bản nghiệm thu".encode()
REGION, KEY, SECRET = "hn-1", "AKHANOI", "a secret of the bucket"


class Bucket(BaseHTTPRequestHandler):
    """An S3 of the test's own: it checks Signature Version 4 as its server does, and keeps objects in memory."""

    objects: dict[str, bytes]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._signed(body):
            self.objects[unquote(urlsplit(self.path).path)] = body
            self._answer(200, b"", ETag='"x"')

    def do_GET(self) -> None:
        if self._signed(b""):
            found = self.objects.get(unquote(urlsplit(self.path).path))
            error = b"<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>"
            self._answer(200 if found is not None else 404, error if found is None else found)

    def _signed(self, body: bytes) -> bool:
        given = dict(re.findall(r"(\w+)=([^,\s]+)", self.headers.get("Authorization", "")))
        access, day, region, service, _ = given["Credential"].split("/")
        names = given["SignedHeaders"].split(";")
        headers = "".join(f"{name}:{' '.join(self.headers[name].split())}\n" for name in names)
        digest = self.headers["x-amz-content-sha256"]
        parts = urlsplit(self.path)
        asked = "\n".join([self.command, parts.path, parts.query, headers, ";".join(names), digest])
        scope = f"{day}/{region}/{service}/aws4_request"
        hashed = hashlib.sha256(asked.encode()).hexdigest()
        key = b"AWS4" + SECRET.encode()
        for step in (day, region, service, "aws4_request"):
            key = hmac.new(key, step.encode(), hashlib.sha256).digest()
        text = f"AWS4-HMAC-SHA256\n{self.headers['x-amz-date']}\n{scope}\n{hashed}"
        proof = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        whole = digest in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest())
        if (access, region, given["Signature"], whole) == (KEY, REGION, proof, True):
            return True
        self._answer(403, b"<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>")
        return False

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def bucket() -> Iterator[tuple[str, dict[str, bytes]]]:
    kept: dict[str, bytes] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Bucket,), {"objects": kept}))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"127.0.0.1:{server.server_port}", kept
    server.shutdown()
    thread.join()
    server.server_close()


def s3(host: str, secret: str = SECRET) -> S3Storage:
    return S3Storage(S3Settings(host, False, "minh-chung", "phuong-mau/", REGION, KEY, secret))


def put(storage: Storage, *pieces: bytes) -> str:
    with received(pieces, storage) as draft:
        storage.keep(draft)
    return draft.sha256


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_both_places_keep_bytes_under_their_fingerprint(tmp_path: Path, bucket: tuple[str, dict[str, bytes]]) -> None:
    host, kept = bucket
    name = hashlib.sha256(DATA).hexdigest()
    for storage in (FolderStorage(tmp_path / "files"), s3(host)):
        assert put(storage, DATA[:5], b"", DATA[5:]) == put(storage, DATA) == name
        with storage.open(name) as file:
            assert (file.read(), file.seek(3), file.read(2)) == (DATA, 3, DATA[3:5])
        for wrong in ("", "../../etc/passwd", "A" * 64, "0" * 64, "0" * 64 + "\n", "0" * 63):
            with pytest.raises(FileNotFoundError):
                storage.open(wrong)
    assert files_in(tmp_path) == [tmp_path / "files" / name[:2] / name]
    assert kept == {f"/minh-chung/phuong-mau/{name[:2]}/{name}": DATA}


def test_what_breaks_off_or_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)

    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError), received(broken(), storage):
        pass
    with received([DATA], storage) as draft:
        assert draft.size == len(DATA)
    assert files_in(tmp_path) == []


def test_drafts_of_a_killed_process_go(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    with received([DATA], storage) as draft:
        left = [draft.path.with_name(f"{draft.path.name}-{age}") for age in ("old", "new")]
        for path in left:
            path.write_bytes(b"half")
    os.utime(left[0], (0, 0))
    put(storage, DATA)
    assert [path.exists() for path in left] == [False, True]


def test_a_bucket_that_refuses_or_is_away_keeps_nothing(bucket: tuple[str, dict[str, bytes]]) -> None:
    host, kept = bucket
    with pytest.raises(OSError, match="SignatureDoesNotMatch"):
        put(s3(host, "another secret"), DATA)
    name = put(s3(host), DATA)
    with pytest.raises(OSError, match="SignatureDoesNotMatch"):
        s3(host, "another secret").open(name)
    with pytest.raises(OSError, match="S3"):
        s3("127.0.0.1:1").open(name)
    assert list(kept.values()) == [DATA]
