"""Two application servers, PostgreSQL, object storage and nginx: one site, also when a server dies."""

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlencode

import psycopg
import pytest

from tests.posts.uploads import drawing
from tests.support import fleet
from tests.support.browsing import PARTIAL, multipart
from tests.support.html import fields, only
from tests.support.load import under_load
from tests.support.waiting import until
from tests.support.wire import Answer, ask

FORM = "application/x-www-form-urlencoded"
PASSWORD = "seven quiet lanterns"


@pytest.fixture(scope="module")
def site(tmp_path_factory, postgres_server):
    """It runs for all tests of this file; the last of them kills a server."""
    folder = tmp_path_factory.mktemp("fleet")
    with (
        postgres_server.copy_of("template", "fleet") as database_url,
        fleet.running(folder, database_url) as site,
    ):
        yield site


@dataclass
class Visitor:
    """Keeps cookies, and asks the next of `urls` each time."""

    urls: list[str]
    jar: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.next_url = itertools.cycle(self.urls).__next__

    def ask(self, path: str, method: str = "GET", body: bytes | str | None = None, **headers: str) -> Answer:
        """Ask once, and keep what cookies are set."""
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.jar.items())}
        answer = ask(f"{self.next_url()}{path}", method, body, {**cookies, **headers})
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.jar[name] = value
        return answer

    def post(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        """Send a form."""
        return self.ask(path, "POST", urlencode(form), **{"Content-Type": FORM, **headers})

    def form(self, path: str, selector: str, **typed: str) -> dict[str, str]:
        """The form on the page at `path`, with something typed into it."""
        return {**fields(self.ask(path).page, selector), **typed}


def registered(site, urls: list[str]) -> Visitor:
    """Somebody new, signed in."""
    visitor, name = Visitor(urls), f"m{token_hex(4)}"
    typed = {
        "username": name,
        "email": f"{name}@example.org",
        "password": PASSWORD,
        "confirm_password": PASSWORD,
    }
    answer = visitor.post("/register", visitor.form("/register", "form[action='/register']", **typed))
    assert answer.status == 303, answer.text
    return visitor


def uploaded(visitor: Visitor) -> str:
    """Bring a picture; return its address."""
    token = only(
        visitor.ask("/media").page, "#pictures input[name=csrf_token], main form input[name=csrf_token]"
    )
    sent = multipart({"csrf_token": token.attributes["value"], "file": drawing(size=(1000, 500))})
    answer = visitor.ask("/media", "POST", sent["data"], **{"Content-Type": sent["content_type"], **PARTIAL})
    assert answer.status == 200, answer.text
    return next(
        word for word in answer.text.replace("(", " ").replace(")", " ").split() if word.startswith("/media/")
    )


def test_what_was_done_on_one_server_shows_on_the_other_at_once(site):
    urls = [server.url for server in site.servers]
    author, readers = registered(site, urls), [Visitor([url]) for url in urls]
    for reader in readers:  # their page caches hold the list as it is now
        assert "On two lamps" not in reader.ask("/").text

    picture = uploaded(author)
    written = author.form("/posts/new", "#editor", title="On two lamps", body=f"![Two lamps]({picture})")
    address = author.post("/posts/new/publish", written).headers["Location"]

    for reader in readers:
        assert "On two lamps" in reader.ask("/").text
        assert picture in reader.ask(address).text

    said = author.form(address, f"form[action='{address}/comments']", body="Both are lit.")
    assert author.post(f"{address}/comments", said).status == 303

    assert ["Both are lit." in reader.ask(address).text for reader in readers] == [True, True]


def test_pictures_come_from_the_storage_that_both_share(site):
    urls = [server.url for server in site.servers]
    picture = uploaded(registered(site, urls[:1]))

    answers = [Visitor([url]).ask(picture) for url in [*urls, site.url]]

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert (
        len({answer.body for answer in answers}) == len({answer.headers["ETag"] for answer in answers}) == 1
    )
    assert not any(Path(server.settings["BLOG_DATA_DIR"], "media").exists() for server in site.servers)


@dataclass
class Diary:
    """Keeps half-written texts through nginx, and remembers which the site said it had kept."""

    visitor: Visitor
    form: dict[str, str]
    numbers: itertools.count = field(default_factory=itertools.count)
    acknowledged: list[str] = field(default_factory=list)
    refused: list[Answer] = field(default_factory=list)

    def keep(self) -> Answer:
        text = f"entry {next(self.numbers)} of {self.form['draft']}"
        sent = {**self.form, "draft": token_hex(8), "title": "Diary", "body": text}
        answer = self.visitor.post("/posts/new/autosave", sent, **PARTIAL)
        (self.acknowledged if answer.status == 200 else self.refused).append(
            text if answer.status == 200 else answer
        )
        return answer

    def lost(self, database_url: str) -> set[str]:
        """What was acknowledged and is not in the database."""
        with psycopg.connect(database_url) as connection:
            return set(self.acknowledged) - {
                body for (body,) in connection.execute("SELECT body FROM drafts")
            }


def test_a_server_that_dies_takes_no_reader_along_and_no_acknowledged_write(site):
    member = registered(site, [site.url])
    picture, diary = uploaded(member), Diary(member, member.form("/posts/new", "#editor"))

    with (
        under_load(
            (lambda: ask(f"{site.url}/"), 200),
            (lambda: ask(f"{site.url}/search?q=lamps"), 200),
            (lambda: ask(f"{site.url}{picture}"), 200),
        ) as readers,
        under_load((diary.keep, 200)) as writer,
    ):
        until(lambda: readers.right > 60 and len(diary.acknowledged) > 5)
        site.servers[-1].program.kill()
        so_far = readers.right, len(diary.acknowledged)
        until(lambda: readers.right > so_far[0] + 60 and len(diary.acknowledged) > so_far[1] + 10)

    assert readers.wrong == []
    assert {answer.status for answer in diary.refused} <= {502, 503}
    assert len(writer.wrong) <= 2
    assert diary.lost(site.settings["BLOG_DATABASE_URL"]) == set()
