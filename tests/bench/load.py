"""The load: requests made beforehand, sent over connections that stay open, each timed."""

import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass


@dataclass(frozen=True)
class Round:
    """One round against one server."""

    seconds: float
    latencies: tuple[float, ...]

    @property
    def per_second(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds


def request_bytes(port: int, path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A whole HTTP/1.1 request."""
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def send_all(port: int, requests: Sequence[bytes], connections: int, expected: int) -> Round:
    """Send every request, ``connections`` at a time; all must be answered with ``expected``."""

    def work(number: int) -> list[float]:
        latencies = []
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for request in requests[number::connections]:
                started = time.perf_counter()
                connection.sendall(request)
                answer = _answer(connection)
                latencies.append(time.perf_counter() - started)
                assert int(answer[9:12]) == expected, answer[:400]
        return latencies

    started = time.perf_counter()
    with ThreadPoolExecutor(connections) as threads:
        latencies = list(threads.map(work, range(connections)))
    seconds = time.perf_counter() - started
    return Round(seconds, tuple(each for own in latencies for each in own))


def _answer(connection: socket.socket) -> bytes:
    answer = b""
    while b"\r\n\r\n" not in answer:
        chunk = connection.recv(65536)
        assert chunk, "the server closed the connection"
        answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")),
        0,
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which ``part`` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]
