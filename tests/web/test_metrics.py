"""Numbers for machines: right over all workers, few labels, and for nobody else."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.request import Request, urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from blog.config import SettingsError
from blog.database import utcnow
from blog.extensions import db
from blog.site.jobs import Job
from blog.web.metrics import tally
from blog.web.metrics.effort import Effort
from blog.web.metrics.sharing import Shared
from tests.support.browsing import signed_in
from tests.support.factories import a_post, an_account
from tests.support.mailbox import wait_until
from tests.support.server import GUNICORN, serving

once = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TOKEN = "a-token-of-these-tests"


def numbers(text: str) -> dict[tuple, float]:
    """{(name, *label values in the order of their names): value}."""
    families = text_string_to_metric_families(text)
    samples = (sample for family in families for sample in family.samples)
    return {(s.name, *(s.labels[name] for name in sorted(s.labels))): s.value for s in samples}


def scrape(client, **options) -> dict[tuple, float]:
    response = client.get("/metrics", **options)
    assert response.status_code == 200
    assert response.content_type.startswith("text/plain; version=")
    return numbers(response.text)


def test_requests_are_counted_by_endpoint_method_and_kind_of_status(app, client):
    with app.app_context():
        a_post("First")
    for address in ("/posts/first", "/posts/first", "/posts/second"):
        client.get(address)
    client.head("/posts/first")

    found = scrape(client)

    assert found["quire_requests_total", "posts.show", "GET", "2xx"] == 2
    assert found["quire_requests_total", "posts.show", "GET", "4xx"] == 1
    assert found["quire_requests_total", "posts.show", "HEAD", "2xx"] == 1


@once
def test_times_fall_into_buckets_that_add_up(client):
    for _ in range(3):
        client.get("/about")

    found = scrape(client)

    times = ("about.show", "GET", "2xx")
    bounds = [("about.show", bound, "GET", "2xx") for bound in (*map(str, tally.BUCKETS), "+Inf")]
    buckets = [found["quire_request_seconds_bucket", *bound] for bound in bounds]
    assert buckets == sorted(buckets)
    assert buckets[-1] == found["quire_request_seconds_count", *times] == 3
    assert 0 < found["quire_request_seconds_sum", *times] < 60


@once
def test_hits_and_misses_of_the_page_cache_are_told_apart(client):
    for address in ("/about", "/about", "/about", "/login", "/healthz"):
        client.get(address)

    found = scrape(client)

    assert (found["quire_page_cache_hits_total",], found["quire_page_cache_misses_total",]) == (2, 1)


def test_the_database_s_time_is_counted_by_endpoint(app, client):
    with app.app_context():
        an_account("ada")
    ada = signed_in(app, "ada")
    ada.get("/account")

    found = scrape(client)

    assert found["quire_database_queries_total", "profiles.edit"] >= 2
    assert 0 < found["quire_database_seconds_total", "profiles.edit"] < 60
    assert found["quire_database_queries_total", "sessions.create"] >= 2


def test_jobs_are_counted_as_they_stand(app, client):
    now = utcnow()
    hours = {"waiting": 1, "overdue": -1, "failed": -1}
    with app.app_context():
        for kind, away in hours.items():
            failed_at = now if kind == "failed" else None
            db.session.add(
                Job(kind=kind, payload={}, run_at=now + timedelta(hours=away), failed_at=failed_at)
            )
        db.session.commit()

    found = scrape(client)

    assert {state: found["quire_jobs", state] for state in ("waiting", "overdue", "given_up")} == {
        "waiting": 2,
        "overdue": 1,
        "given_up": 1,
    }


@once
def test_whatever_strangers_invent_makes_few_labels(client):
    for number in range(5):
        client.get(f"/nothing-{number}", headers={"Host": f"{number}.example.org"})
        client.get(f"/nothing-{number}/here?x={number}")
        client.open("/", method=f"VERB{number}")

    labels = {key for key in scrape(client) if key[0] == "quire_requests_total"}

    assert labels == {
        ("quire_requests_total", "other", "GET", "4xx"),
        ("quire_requests_total", "other", "other", "4xx"),
    }


def test_what_is_running_is_told(app, client):
    [build] = [key for key in scrape(client) if key[0] == "quire_build_info"]

    with app.app_context():
        assert build[1] == db.engine.dialect.name


FORWARDED = {
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Host": "localhost",
    "X-Forwarded-Proto": "http",
    "Forwarded": "for=127.0.0.1",
    "X-Real-IP": "127.0.0.1",
    "Via": "1.1 proxy",
}


@once
@pytest.mark.parametrize("hops", ["0", "1"])
def test_a_proxy_on_the_same_machine_gets_nothing(make_app, hops):
    client = make_app(BLOG_PROXY_HOPS=hops).test_client()

    for name, value in FORWARDED.items():
        response = client.get("/metrics", headers={name: value})
        assert (name, response.status_code) == (name, 404)
        assert "quire_" not in response.text


@once
def test_only_programs_on_this_machine_read_the_numbers(client):
    peers = {"127.0.0.1": 200, "::1": 200, "::ffff:127.0.0.1": 200, "192.0.2.1": 404, "": 404}

    found = {peer: client.get("/metrics", environ_base={"REMOTE_ADDR": peer}).status_code for peer in peers}

    assert found == peers


@once
def test_a_request_by_the_public_name_is_no_local_one(make_app):
    client = make_app(BLOG_BASE_URL="https://blog.example.org").test_client()

    assert client.get("/metrics", base_url="https://blog.example.org").status_code == 404
    assert client.get("/metrics", base_url="http://localhost:5000").status_code == 200


@once
def test_whoever_has_the_token_reads_them_from_anywhere_and_nobody_else(make_app):
    client = make_app(BLOG_METRICS_TOKEN=TOKEN).test_client()
    away = {"environ_base": {"REMOTE_ADDR": "192.0.2.1"}}

    def status(**headers):
        return client.get("/metrics", headers=headers, **away).status_code

    assert status(Authorization=f"Bearer {TOKEN}") == 200
    assert [status(Authorization=wrong) for wrong in (TOKEN, f"Basic {TOKEN}", "Bearer ", "Bearer \xff")] == [
        403
    ] * 4
    assert client.get("/metrics").status_code == 403
    assert client.get(f"/metrics?token={TOKEN}").status_code == 403


@once
@pytest.mark.parametrize("token", ["short", "with a space in it", "ünverständlich-lang"])
def test_a_token_that_can_be_guessed_stops_the_start(settings, token):
    with pytest.raises(SettingsError) as error:
        settings(BLOG_METRICS_TOKEN=token)

    [line] = error.value.problems
    assert line.startswith("BLOG_METRICS_TOKEN")
    assert token not in line


def test_threads_lose_no_count():
    counted = tally.Tally()
    shared = Shared(counted)

    def work(_number):
        for _ in range(500):
            row = counted.add("posts.index", "GET", "200 OK", 0.001, True)
            counted.add_effort(row, Effort(0.0, queries=2, seconds=0.5), missed=False)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    [row] = shared.sum().values()
    assert (tally.total(row), row[tally.QUERIES], row[tally.DATABASE]) == (4000, 8000, 2000)


def test_two_processes_leave_one_sum_and_a_dead_one_still_counts(tmp_path, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "numbers"))
    for _ in range(2):
        worker = tally.Tally()
        shared = Shared(worker)
        worker.add("posts.index", "GET", "200 OK", 0.001, True)
        shared.sum()

    [row] = Shared(tally.Tally()).sum().values()

    assert tally.total(row) == 2


def test_a_folder_that_cannot_be_written_costs_the_sum_only(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "file"))
    worker = tally.Tally()
    shared = Shared(worker)
    worker.add("posts.index", "GET", "200 OK", 0.001, True)

    assert [tally.total(row) for row in shared.sum().values()] == [1]


def _ask(url: str, **headers) -> str:
    with urlopen(Request(url, headers=headers), timeout=20) as answer:
        return answer.read().decode()


def test_gunicorn_s_workers_count_together(tmp_path):
    environ = {"BLOG_DATA_DIR": str(tmp_path / "data")}
    program = (*GUNICORN, "-c", "ops/gunicorn.conf.py", "--workers", "3")

    def counted() -> float:
        return numbers(_ask(f"{url}/metrics"))["quire_requests_total", "assets.robots", "GET", "2xx"]

    with serving(environ, program) as url:
        for _ in range(30):
            _ask(f"{url}/robots.txt")
        wait_until(lambda: counted() == 30)
        assert {counted() for _ in range(6)} == {30}
        assert os.listdir(tmp_path / "data" / "metrics") != []

    assert os.listdir(tmp_path / "data" / "metrics") == []
