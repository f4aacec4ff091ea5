"""One author at work, in a process of its own: `python -m tests.support.writer URL COOKIE NAME ROUNDS`.

Prints a line of JSON for each write that the site acknowledged, as soon as it did: [kind, text, where]. With
0 rounds it goes on until the site is gone; with "on" whatever breaks, until it is ended itself. Whatever else
the site answers ends it with status 1 and says why.
"""

import json
import os
import sys
import time
from http.client import HTTPConnection, HTTPException
from itertools import count
from urllib.parse import urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser

from tests.support.html import fields, only

SHARED = "/posts/together"
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
PATIENCE = 60  # seconds
TRIES = 100  # of a save that others overtake
PAUSE = 0.05  # seconds, where nobody listens


class Writer:
    """Somebody signed in, who writes over a real connection."""

    def __init__(self, url: str, cookie: str, name: str) -> None:
        self.connection = HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
        self.headers, self.name = {"Cookie": f"session={cookie}"}, name

    def work(self, number: int) -> None:
        """Write a draft, a new public post, and a word into the post that all write on."""
        word = f"{self.name}-{os.getpid()}-{number}"  # which nobody else writes, nor a later process
        self.keep(word)
        self.publish(word)
        self.add(word)

    def keep(self, word: str) -> None:
        """Begin a text and leave it unsaved; half of it is kept first, as while typing."""
        form = fields(self.get("/posts/new"))
        for body in (word, f"{word} and more"):
            sent = {**form, "title": word, "body": body}
            self.post("/posts/new/autosave", sent, 200, headers=PARTIAL)
        self.acknowledge("kept", body, form["draft"])

    def publish(self, word: str) -> None:
        """Publish a post whose title and tag many others have too."""
        form = fields(self.get("/posts/new"))
        _, address, _ = self.post(
            "/posts/new/publish", {**form, "title": "Same", "body": word, "tags": "All"}, 303
        )
        self.acknowledge("made", word, address)

    def add(self, word: str) -> None:
        """Put a word into one's own paragraph of the shared post, and merge until it is saved."""
        form = fields(self.get(f"{SHARED}/edit"))
        own = f"Of {self.name}:"
        form["body"] = form["body"].replace(own, f"{own} {word}")
        self.post(f"{SHARED}/autosave", form, 200, headers=PARTIAL)
        for _ in range(TRIES):
            status, _, tree = self.post(f"{SHARED}/edit", form, 303, 409)
            if status == 303:
                return self.acknowledge("saved", word, SHARED)
            form = fields(tree)
        raise RuntimeError(f"{word} was overtaken {TRIES} times")

    def get(self, path: str) -> LexborHTMLParser:
        return self.ask("GET", path, None, (200,), {})[2]

    def post(self, path: str, form: dict[str, str], *expected: int, headers: dict[str, str] | None = None):
        return self.ask("POST", path, urlencode(form), expected, headers or {})

    def ask(
        self, method: str, path: str, body: str | None, expected: tuple[int, ...], headers: dict[str, str]
    ):
        """Ask and return (status, location, page)."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        self.connection.request(method, path, body, {**self.headers, **kind, **headers})
        answer = self.connection.getresponse()
        tree = LexborHTMLParser(answer.read())
        if answer.status not in expected:
            raise RuntimeError(f"{answer.status} {method} {path}: {only(tree, 'title').text()}")
        return answer.status, answer.headers["Location"], tree

    def acknowledge(self, *what: str) -> None:
        print(json.dumps(what), flush=True)


def persist(writer: Writer) -> None:
    """Begin another round where one broke off: what it wrote last may be there or not."""
    for number in count():
        try:
            writer.work(number)
        except (OSError, HTTPException):
            writer.connection.close()
            time.sleep(PAUSE)


def main(url: str, cookie: str, name: str, rounds: str) -> None:
    """Work that many rounds, or until the site is gone, or on and on."""
    writer = Writer(url, cookie, name)
    if rounds == "on":
        return persist(writer)
    for number in range(int(rounds)) if int(rounds) else count():
        try:
            writer.work(number)
        except (OSError, HTTPException):
            if int(rounds):
                raise
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
