"""FLT-12, FLT-21, FLT-22: a request that fails takes its own work back, and only its own."""

import pytest

from blog.accounts.models import User
from blog.config import ROOT
from blog.extensions import db
from blog.site import throttles
from blog.web.gate import anyone
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import a_user
from tests.support.html import only, page


def people(app) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(db.select(User.username)))


@pytest.fixture
def clash(site):
    """A route that writes a row and then one that cannot be; signed in, its page asks the database again."""

    @site.post("/clash")
    @anyone
    def make() -> str:
        a_user("Grace Hopper")
        db.session.add(User(username="ada", name="Another"))
        db.session.flush()
        return "never"

    return site


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["page", "fragment"])
def test_flt_22_after_a_row_that_clashes_the_page_reads_on_and_nothing_is_kept(clash, headers, capsys):
    ada = signed_in(clash)

    answer = post(ada, "/clash", headers=headers)

    assert answer.status_code == 500
    assert len(page(answer).css(".toast strong" if headers else "header form[action='/logout']")) == 1
    assert "PendingRollbackError" not in capsys.readouterr().err
    assert people(clash) == {"ada"}
    assert ada.get("/drafts").status_code == 200


def test_flt_21_a_template_that_fails_after_a_write_takes_the_write_back(site):
    @site.post("/half")
    @anyone
    def half() -> str:
        a_user("Grace Hopper")
        return site.jinja_env.from_string("{{ nothing.here }}").render()

    ada = signed_in(site)

    fragment, whole = post(ada, "/half", headers=PARTIAL), post(ada, "/half")

    assert (fragment.status_code, whole.status_code) == (500, 500)
    assert fragment.headers["X-Request-ID"] != whole.headers["X-Request-ID"]
    assert only(page(fragment), "hx-partial").attributes["hx-target"] == "#toasts"
    assert whole.headers["X-Request-ID"] in page(whole).css_first("main").text()
    assert people(site) == {"ada"}
    assert ada.get("/").status_code == 200


def test_flt_12_there_is_no_redis_that_could_be_down(site):
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    needed = {line.partition("==")[0].strip() for line in lines if "==" in line}
    with site.app_context():
        counts = [throttles.count("anything", 60)[0] for _ in range(3)]

    assert "flask" in needed
    assert not {"redis", "valkey", "flask-limiter", "celery"} & needed
    assert counts == [1, 2, 3]
