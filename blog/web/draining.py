"""Serving with waitress until told to end: what has begun is then finished, nothing more begins."""

import signal
import threading
import time
from types import FrameType
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

PATIENCE = 10  # seconds that an end waits for requests
WORDS = (signal.SIGTERM, signal.SIGINT)

Sockets = dict[int, Any]  # waitress's map: listeners, channels and triggers by file descriptor


def run(sockets: Sockets) -> None:
    """Serve what `waitress.create_server` put into `sockets`; after TERM or INT, finish what has begun.

    A second signal ends the process at once.
    """
    listeners = [each for each in sockets.values() if isinstance(each, BaseWSGIServer)]
    told = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        told.set()
        for word in WORDS:
            signal.signal(word, signal.SIG_DFL)
        listeners[0].pull_trigger()  # the loop may be waiting

    for word in WORDS:
        signal.signal(word, end)
    while not told.is_set():
        wasyncore.loop(timeout=1, use_poll=True, map=sockets, count=1)
    for listener in listeners:
        wasyncore.dispatcher.close(listener)  # only its socket: threads still pull its trigger
    deadline = time.monotonic() + PATIENCE
    while any(map(_is_busy, list(sockets.values()))) and time.monotonic() < deadline:
        wasyncore.loop(timeout=1, use_poll=True, map=sockets, count=1)


def _is_busy(socket: object) -> bool:
    """Whether this is a connection with a request that is arriving, at work or being answered."""
    return isinstance(socket, HTTPChannel) and bool(
        socket.connected and (socket.request or socket.requests or socket.total_outbufs_len)
    )
