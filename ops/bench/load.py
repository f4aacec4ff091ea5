"""Sends a server on this machine one request after another, over a few lasting connections."""

import re
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

DEADLINE = 30  # seconds an answer may take
LENGTH = re.compile(rb"\r\nContent-Length: (\d+)\r\n", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """One request, and the status that it must be answered with; `headers` come on top of the usual ones."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    status: int = 200

    def encoded(self) -> bytes:
        """Return it as it is sent."""
        body = self.body.encode()
        headers = {"Host": "localhost", "Accept-Encoding": "gzip", **self.headers}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        return "\r\n".join((*lines, "", "")).encode("ascii") + body


@dataclass(frozen=True)
class Load:
    """How a series of requests was answered."""

    seconds: float  # from the first request to the last answer
    latencies: list[float]  # seconds, ascending
    sizes: list[int]  # bytes of each body

    def latency(self, share: float) -> float:
        """Return the seconds within which this share (0 to 1) of the answers came."""
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)]


def drive(port: int, requests: Sequence[Request], connections: int) -> Load:
    """Send each request once, over so many connections that stay open.

    Raises RuntimeError at the first answer of another status, ConnectionError where a server has ended.
    """
    shares = [requests[n::connections] for n in range(connections)]
    started = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        answers = [answer for share in pool.map(_ask_all, [port] * connections, shares) for answer in share]
    seconds = time.perf_counter() - started
    return Load(seconds, sorted(latency for latency, _ in answers), [size for _, size in answers])


def _ask_all(port: int, requests: Sequence[Request]) -> list[tuple[float, int]]:
    answers = []
    with socket.create_connection(("127.0.0.1", port), DEADLINE) as connection:
        for request in requests:
            started = time.perf_counter()
            size = _ask(connection, request)
            answers.append((time.perf_counter() - started, size))
    return answers


def _ask(connection: socket.socket, request: Request) -> int:
    connection.sendall(request.encoded())
    answer = b""
    while (end := answer.find(b"\r\n\r\n")) < 0:
        answer += _received(connection)
    length = LENGTH.search(answer, 0, end + 2)
    if length is None or not answer.startswith(b"HTTP/1.1 %d " % request.status):
        raise RuntimeError(f"{request.method} {request.path} was answered {answer[:80]!r}")
    missing = int(length[1]) - (len(answer) - end - 4)
    while missing > 0:
        missing -= len(_received(connection))
    return int(length[1])


def _received(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise ConnectionResetError("the server hung up")
    return received
