"""Somebody signed in, over real connections, to a site that may be in trouble."""

from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlencode, urlsplit

from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from tests.support.browsing import PARTIAL, multipart, signed_in
from tests.support.html import fields, only, texts

PATIENCE = 40  # seconds
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back; `tree` is its page or fragment."""

    status: int
    headers: HTTPMessage
    tree: LexborHTMLParser

    @property
    def retry_after(self) -> int:
        """Seconds; 0 where the answer does not say."""
        return int(self.headers["Retry-After"] or 0)

    @property
    def words(self) -> str:
        """What somebody reads: the page's main part, or its toast."""
        return " ".join(texts(self.tree, "main") or texts(self.tree, ".toast"))


class Visitor:
    """Asks `url`, each time over a connection of its own."""

    def __init__(self, url: str, cookie: str = "") -> None:
        self.place = urlsplit(url).netloc
        self.headers = {"Cookie": f"session={cookie}"} if cookie else {}

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Ask, and wait at most PATIENCE seconds. Raises OSError where nobody answers."""
        connection = HTTPConnection(self.place, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, {**self.headers, **named})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, LexborHTMLParser(answer.read()))
        finally:
            connection.close()

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self.ask("GET", path)

    def form(self, path: str, place: str = "#editor", **typed: str) -> dict[str, str]:
        """The form at `path`, with something typed into it."""
        return {**fields(self.get(path).tree, place), **typed}

    def post(self, path: str, form: dict[str, str]) -> Answer:
        """Send a form as a browser without JavaScript does."""
        return self.ask("POST", path, urlencode(form).encode(), Content_Type=FORM)

    def press(self, path: str, form: dict[str, str]) -> Answer:
        """Send a form as htmx does."""
        headers = {name.replace("-", "_"): value for name, value in PARTIAL.items()}
        return self.ask("POST", path, urlencode(form).encode(), Content_Type=FORM, **headers)

    def upload(self, path: str, form: dict[str, str | bytes]) -> Answer:
        """Send a form with files."""
        sent = multipart(form)
        return self.ask("POST", path, sent["data"], Content_Type=sent["content_type"])


def author(app: Flask, url: str, name: str = "ada") -> Visitor:
    """`name`, signed in at `url`; `app` is the same site in this process."""
    return Visitor(url, signed_in(app, name).get_cookie("session").value)


def kept_form(answer: Answer) -> tuple[str, dict[str, str]]:
    """(address, fields) of the form in which a page of trouble holds what was sent."""
    form = only(answer.tree, "main form.form")
    return form.attributes["action"], fields(answer.tree, "main form.form")
