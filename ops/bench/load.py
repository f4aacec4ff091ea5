"""Asks a server on this machine for one address after another, over a few lasting connections."""

import re
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

DEADLINE = 30  # seconds an answer may take
LENGTH = re.compile(rb"\r\nContent-Length: (\d+)\r\n", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """How a series of requests was answered."""

    seconds: float  # from the first request to the last answer
    latencies: list[float]  # seconds, ascending
    sizes: list[int]  # bytes of each body

    def latency(self, share: float) -> float:
        """Return the seconds within which this share (0 to 1) of the answers came."""
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)]


def drive(port: int, addresses: Sequence[str], connections: int) -> Load:
    """Ask for each address once, over so many connections that stay open.

    Raises RuntimeError at the first answer that is not a 200, ConnectionError where a server has ended.
    """
    shares = [addresses[n::connections] for n in range(connections)]
    started = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        answers = [answer for share in pool.map(_ask_all, [port] * connections, shares) for answer in share]
    seconds = time.perf_counter() - started
    return Load(seconds, sorted(latency for latency, _ in answers), [size for _, size in answers])


def _ask_all(port: int, addresses: Sequence[str]) -> list[tuple[float, int]]:
    answers = []
    with socket.create_connection(("127.0.0.1", port), DEADLINE) as connection:
        for address in addresses:
            started = time.perf_counter()
            size = _ask(connection, address)
            answers.append((time.perf_counter() - started, size))
    return answers


def _ask(connection: socket.socket, address: str) -> int:
    request = f"GET {address} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
    connection.sendall(request.encode("ascii"))
    answer = b""
    while (end := answer.find(b"\r\n\r\n")) < 0:
        answer += _received(connection)
    length = LENGTH.search(answer, 0, end + 2)
    if length is None or not answer.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(f"{address} was answered {answer[:80]!r}")
    missing = int(length[1]) - (len(answer) - end - 4)
    while missing > 0:
        missing -= len(_received(connection))
    return int(length[1])


def _received(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise ConnectionResetError("the server hung up")
    return received
