"""An author at work, as the requests that a browser would send."""

import random
import secrets
import subprocess
import sys
from collections.abc import Mapping
from itertools import count
from urllib.parse import urlencode

from blog.config import ROOT
from ops.bench import content, servers
from ops.bench.load import Request
from ops.bench.logins import ADDRESSES, Visitor

NAME, EMAIL, PASSWORD = "bench", "bench@example.org", "four odd words together"
LENGTH = 3_000  # characters of the post
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def hire(settings: Mapping[str, str]) -> None:
    """Make the author's account where the site has none. Raises RuntimeError where that fails."""
    create = ("user", "create", NAME, EMAIL, "--password-stdin")
    result = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "main", *create],
        cwd=ROOT,
        env=servers.environment(settings),
        input=PASSWORD,
        text=True,
        capture_output=True,
    )
    if result.returncode and "taken" not in result.stderr:
        raise RuntimeError(result.stderr)


class Author:
    """Somebody signed in, with a public post of LENGTH characters. The server trusts one proxy."""

    def __init__(self, port: int) -> None:
        self.visitor = Visitor(port)
        if self.visitor.log_in(NAME, PASSWORD) != 303:
            raise RuntimeError("the author cannot sign in")
        self.turns = count()
        self.form = {
            "csrf_token": self.visitor.form("/posts/new"),
            "title": f"Measured {secrets.token_hex(8)}",
            "body": "",
            "version": "0",
            "draft": secrets.token_urlsafe(16),
        }
        self.write()
        status, _ = self.visitor.ask("POST", "/posts/new/publish", self.form)
        if status != 303:
            raise RuntimeError(f"the author cannot publish: {status}")
        self.version = 1
        self.place = "/posts/" + self.form["title"].lower().replace(" ", "-")

    def write(self) -> None:
        """Put another text into the form."""
        source = random.Random(next(self.turns)).choices(content.WORDS, k=LENGTH // 4)
        self.form["body"] = " ".join(source)[:LENGTH]

    def visits(self, path: str, number: int) -> list[Request]:
        """Return that many visits to a page."""
        return [Request(path, headers=self.headers()) for _ in range(number)]

    def saves(self, number: int) -> list[Request]:
        """Return that many saves, each upon the one before."""
        return [self._save() for _ in range(number)]

    def autosaves(self, number: int) -> list[Request]:
        """Return that many autosaves of one form, each with another text."""
        return [self._autosave() for _ in range(number)]

    def searches(self, number: int) -> list[Request]:
        """Return that many searches for one word each, as somebody who stops typing at its end."""
        words = random.Random(next(self.turns)).choices(content.WORDS, k=number)
        return [Request(f"/search?q={word}", headers=self.headers()) for word in words]

    def logins(self, number: int) -> list[Request]:
        """Return that many successful logins of somebody who was not signed in."""
        stranger = Visitor(self.visitor.connection.port)
        form = {"csrf_token": stranger.form("/login"), "email": EMAIL, "password": PASSWORD}
        return [
            Request("/login", "POST", self.headers(stranger.cookie), urlencode(form), 303)
            for _ in range(number)
        ]

    def _save(self) -> Request:
        self.write()
        form = {**self.form, "version": str(self.version), "draft": secrets.token_urlsafe(16)}
        self.version += 1
        return Request(f"{self.place}/edit", "POST", self.headers(), urlencode(form), 303)

    def _autosave(self) -> Request:
        self.write()
        form = {**self.form, "version": str(self.version)}
        return Request(f"{self.place}/autosave", "POST", self.headers() | PARTIAL, urlencode(form))

    def headers(self, cookie: str = "") -> dict[str, str]:
        """Return what makes a request theirs, from an address of its own."""
        return {"Cookie": cookie or self.visitor.cookie, "X-Forwarded-For": next(ADDRESSES)}
