"""A site as ops/DEPLOY.md builds it: gunicorn with its configuration, nginx with its own, https between."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path

import pytest

from blog import create_app
from blog.config import Settings
from blog.extensions import bcrypt, db
from tests.conftest import SECRET_KEY
from tests.support.factories import a_post, an_account, posts
from tests.support.html import only
from tests.support.nginx import NAME, Nginx, proxying
from tests.support.server import GUNICORN, free_port, process_serving, serving
from tests.support.wire import Answer, ask

ORIGIN = f"https://{NAME}"
FORM = "application/x-www-form-urlencoded"
CONFIGURED = (*GUNICORN, "-c", "ops/gunicorn.conf.py")


@dataclass(frozen=True)
class Site:
    """nginx and what stands behind it."""

    nginx: Nginx
    upstream: str  # the address of gunicorn itself
    log: Path  # what gunicorn and the application said

    def ask(
        self, path: str, method: str = "GET", body=None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request as a browser would, that knows the site by its name."""
        return ask(
            f"{self.nginx.url}{path}", method, body, {"Host": NAME, **(headers or {})}, self.nginx.certificate
        )

    def line_of(self, answer: Answer) -> dict:
        """What the application wrote about a request."""
        lines = (json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{"))
        return next(line for line in lines if line.get("request_id") == answer.headers["X-Request-ID"])

    def signed_in(self) -> str:
        """The Cookie header of ada, who signs in by the form."""
        form = self.ask("/login")
        token = only(form.page, "input[name=csrf_token]").attributes["value"]
        answer = self.ask(
            "/login",
            "POST",
            f"email=ada&password=four+odd+words+together&csrf_token={token}",
            {"Content-Type": FORM, "Cookie": cookies(form.headers), "Origin": ORIGIN},
        )
        assert answer.status == 303, answer.text
        return cookies(answer.headers)


def cookies(headers: HTTPMessage) -> str:
    """The Cookie header with what an answer set."""
    return "; ".join(value.partition(";")[0] for value in headers.get_all("Set-Cookie", []))


@pytest.fixture(scope="session")
def make_environ(tmp_path_factory, sqlite_template) -> Callable[..., dict[str, str]]:
    """Make the settings of an https site behind one proxy, and a database: thirteen posts, ada."""

    def make(**changes: str) -> dict[str, str]:
        folder = tmp_path_factory.mktemp("site")
        shutil.copy(sqlite_template, folder / "blog.db")
        environ = {
            "BLOG_DATA_DIR": str(folder),
            "BLOG_SECRET_KEY": SECRET_KEY,
            "BLOG_BASE_URL": ORIGIN,
            "BLOG_PROXY_HOPS": "1",
            "BLOG_LOG_FORMAT": "json",
        }
        _fill(environ)
        return {**environ, **changes}

    return make


def _fill(environ: Mapping[str, str]) -> None:
    app = create_app(Settings.load(environ))
    app.config.update(RUN_JOBS=False, BCRYPT_LOG_ROUNDS=4)
    bcrypt.init_app(app)
    with app.app_context():
        posts(12, body="A lighthouse, a harbour, and a long way home. " * 40)
        a_post("Long", "\n\n".join(f"Wave {n} of the same sea, and no end of it. " * 5 for n in range(800)))
        an_account("ada")
        db.engine.dispose()


@pytest.fixture(scope="session")
def site(make_environ, tmp_path_factory) -> Iterator[Site]:
    """A site that runs for all tests of this process; who stops or floods it takes one of their own."""
    folder = tmp_path_factory.mktemp("nginx")
    log = folder / "gunicorn.log"
    port = free_port()
    with (
        process_serving(make_environ(), CONFIGURED, port, log_to=log) as (url, _),
        proxying(folder, f"127.0.0.1:{port}") as nginx,
    ):
        yield Site(nginx, url, log)


@pytest.fixture(scope="session")
def lone_gunicorn(make_environ) -> Iterator[str]:
    """The address of a site without https and without a proxy."""
    with serving(make_environ(BLOG_BASE_URL="http://127.0.0.1", BLOG_PROXY_HOPS="0"), CONFIGURED) as url:
        yield url


@pytest.fixture(scope="session")
def ada(site) -> str:
    """The Cookie header of somebody signed in."""
    return site.signed_in()
