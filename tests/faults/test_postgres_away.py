"""FLT-09 and FLT-10: PostgreSQL stops under load, drops connections, lends no more of them, only reads."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from tests.faults.visitor import Answer, Visitor, author, kept_form
from tests.support.server import GUNICORN, process_serving, serving
from tests.support.waiting import until

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

TWO_WORKERS = (*GUNICORN, "-c", "ops/gunicorn.conf.py")


class Load:
    """Asks again and again from threads of its own, and remembers each answer's status by who asked."""

    def __init__(self, *asking: Callable[[], Answer]) -> None:
        self.seen: list[list[tuple[int, int]]] = [[] for _ in asking]  # (status, Retry-After)
        self._asking, self._ended = asking, threading.Event()

    @contextmanager
    def running(self) -> Iterator[None]:
        with ThreadPoolExecutor(len(self._asking)) as pool:
            work = [pool.submit(self._ask, *pair) for pair in zip(self._asking, self.seen, strict=True)]
            try:
                yield
            finally:
                self._ended.set()
            for each in work:
                each.result()  # raises what went wrong besides statuses

    def _ask(self, ask: Callable[[], Answer], seen: list[tuple[int, int]]) -> None:
        while not self._ended.is_set():
            answer = ask()
            seen.append((answer.status, answer.retry_after))

    def wait_for(self, *statuses: int) -> None:
        """Wait until everybody has got these statuses, one after the other, from now on."""
        marks = [len(seen) for seen in self.seen]
        until(
            lambda: all(
                _ends_with(seen[mark:], statuses) for seen, mark in zip(self.seen, marks, strict=True)
            )
        )


def _ends_with(seen: list[tuple[int, int]], statuses: tuple[int, ...]) -> bool:
    return tuple(status for status, _ in seen[-len(statuses) :]) == statuses


@pytest.fixture
def role(site, postgres_server) -> Iterator[str]:
    """A role that is no superuser: limits hold for it."""
    postgres_server.execute("CREATE ROLE quire LOGIN")
    with psycopg.connect(postgres_server.url("test"), autocommit=True) as connection:
        for kind in ("TABLES", "SEQUENCES"):
            connection.execute(f"GRANT ALL ON ALL {kind} IN SCHEMA public TO quire")
    yield "quire"
    with psycopg.connect(postgres_server.url("test"), autocommit=True) as connection:
        connection.execute("DROP OWNED BY quire")
    postgres_server.execute("DROP ROLE quire")


@pytest.fixture
def limited(environ, role) -> dict[str, str]:
    """The settings of a site that uses that role."""
    return {**environ, "BLOG_DATABASE_URL": environ["BLOG_DATABASE_URL"].replace("postgres@", f"{role}@")}


def drop_all(postgres_server, role: str) -> None:
    """End every connection of `role`, as a firewall or a failover does."""
    postgres_server.execute(
        f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = '{role}'"
    )


def test_flt_09_a_database_that_restarts_under_load_is_a_short_503(site, environ, postgres_server, log):
    with process_serving(environ, TWO_WORKERS, log_to=log) as (url, _):
        ada, reader = author(site, url), Visitor(url)
        form = ada.form("/posts/first/edit", body="Typed all along.")
        load = Load(
            lambda: reader.get("/"),
            lambda: reader.get("/search?q=stand"),
            lambda: ada.get("/drafts"),
            lambda: ada.press("/posts/first/autosave", form),
        )
        with load.running():
            load.wait_for(200, 200)
            postgres_server.stop()
            load.wait_for(503, 503)
            postgres_server.start()
            started = time.monotonic()
            load.wait_for(200, 200, 200)
            recovered = time.monotonic() - started

    answers = [answer for seen in load.seen for answer in seen]
    assert {status for status, _ in answers} == {200, 503}, log.read_text()
    assert all(wait > 0 for status, wait in answers if status == 503)
    assert recovered < 45  # seconds, on a busy machine
    assert "Traceback" not in log.read_text()


def test_flt_10_no_more_connections_is_a_503_until_there_are(limited, role, postgres_server):
    with serving(limited, TWO_WORKERS) as url:
        reader = Visitor(url)
        postgres_server.execute(f"ALTER ROLE {role} CONNECTION LIMIT 0")
        drop_all(postgres_server, role)
        refused = [reader.get("/") for _ in range(4)]
        postgres_server.execute(f"ALTER ROLE {role} CONNECTION LIMIT 3")  # fewer than both workers would like
        well = [reader.get("/").status for _ in range(6)]

    assert {(answer.status, answer.retry_after > 0) for answer in refused} == {(503, True)}
    assert well == [200] * 6


def test_flt_10_connections_that_were_dropped_are_opened_anew(site, limited, role, postgres_server):
    with serving(limited, TWO_WORKERS) as url:
        ada = author(site, url)
        form = ada.form("/posts/first/edit", body="After the drop.")
        before = [ada.get(path).status for path in ("/", "/drafts") for _ in range(6)]
        drop_all(postgres_server, role)
        after = [ada.get(path).status for path in ("/", "/drafts") for _ in range(6)]
        drop_all(postgres_server, role)
        saved = ada.post("/posts/first/edit", form)

    assert before == after == [200] * 12
    assert saved.status == 303


def test_flt_04_a_database_that_only_reads_is_read_and_keeps_the_text(site, limited, role, postgres_server):
    with serving(limited, TWO_WORKERS) as url:
        ada, reader = author(site, url), Visitor(url)
        form = ada.form("/posts/first/edit", body="It has to wait.")
        postgres_server.execute(f"ALTER ROLE {role} SET default_transaction_read_only = on")
        drop_all(postgres_server, role)
        pages = [visitor.get(path).status for visitor in (ada, reader) for path in ("/", "/posts/first")]
        refused, toast = ada.post("/posts/first/edit", form), ada.press("/posts/first/edit", form)

        postgres_server.execute(f"ALTER ROLE {role} SET default_transaction_read_only = off")
        drop_all(postgres_server, role)
        again = ada.post(*kept_form(refused))
        words = reader.get("/posts/first").words

    assert pages == [200] * 4
    assert (refused.status, refused.retry_after > 0, toast.status) == (503, True, 503)
    assert "Nothing can be saved" in refused.words
    assert "Nothing can be saved" in toast.words
    assert again.status == 303
    assert "It has to wait." in words
