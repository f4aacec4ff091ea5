"""The archive: every post by the year and month of the site's time zone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from blog.database import utcnow
from blog.extensions import db
from blog.posts import archive
from tests.support.browsing import PARTIAL
from tests.support.factories import a_post, posts
from tests.support.html import attributes, only, page, texts

COOKIE = {"Cookie": "session=anything"}  # passes the page cache by


def on(year: int, month: int = 1, day: int = 1, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


@pytest.fixture
def decade(app):
    """A site with posts in three years, one of which is far from the others."""
    with app.app_context():
        a_post("Early", published_at=on(2012, 3, 4))
        a_post("Spring", published_at=on(2020, 4, 2))
        a_post("Easter", published_at=on(2020, 4, 12))
        a_post("Autumn", published_at=on(2020, 10, 3))
        a_post("Winter", published_at=on(2021, 1, 31))
    return app


def test_all_years_and_months_stand_there_with_their_counts(decade, client):
    tree = page(client.get("/archive"))

    assert texts(tree, "main h2") == ["2021", "2020", "2012"]
    assert texts(tree, "main h2 + p") == ["1 post", "3 posts", "1 post"]
    assert attributes(tree, ".months a", "href") == [
        "/archive/2021/01", "/archive/2020/04", "/archive/2020/10", "/archive/2012/03"
    ]  # fmt: skip
    assert texts(tree, ".months a") == ["Jan 1", "Apr 2", "Oct 1", "Mar 1"]
    assert attributes(tree, ".months a", "aria-label")[1] == "April 2020, 2 posts"
    assert [len(months.css("li")) for months in tree.css(".months")] == [12, 12, 12]
    assert "5 posts since 2012" in only(tree, ".list-head").text()


def test_a_year_lists_its_posts_by_month_and_leads_to_the_years_beside_it(decade, client):
    tree = page(client.get("/archive/2020"))

    assert texts(tree, "main h1") == ["2020"]
    assert texts(tree, "main h2") == ["October", "April"]
    assert texts(tree, ".days li") == ["3 Autumn", "12 Easter", "2 Spring"]
    assert attributes(tree, ".days a", "href") == ["/posts/autumn", "/posts/easter", "/posts/spring"]
    assert attributes(tree, ".days time", "datetime")[1] == "2020-04-12T12:00:00+00:00"
    assert attributes(tree, ".beside a", "href") == ["/archive/2012", "/archive/2021"]


def test_a_month_lists_its_posts_and_leads_to_the_nearest_months_that_have_some(decade, client):
    tree = page(client.get("/archive/2020/04"))

    assert texts(tree, "main h1") == ["April 2020"]
    assert texts(tree, ".days li") == ["12 Easter", "2 Spring"]
    assert texts(tree, ".beside span") == ["Earlier", "Later"]
    assert texts(tree, ".beside a") == ["EarlierMarch 2012", "LaterOctober 2020"]
    assert attributes(tree, ".beside a", "href") == ["/archive/2012/03", "/archive/2020/10"]
    assert attributes(tree, ".trail a", "href") == ["/archive", "/archive/2020"]


def test_the_first_and_the_last_period_lead_one_way_only(decade, client):
    assert attributes(page(client.get("/archive/2012/03")), ".beside a", "rel") == ["next"]
    assert attributes(page(client.get("/archive/2021")), ".beside a", "rel") == ["prev"]


def test_a_post_stands_in_the_month_of_the_site_s_time_zone(app, make_app, client):
    with app.app_context():
        a_post("New year", published_at=on(2023, 12, 31, 23))
    berlin = make_app(BLOG_TIMEZONE="Europe/Berlin").test_client()

    assert texts(page(client.get("/archive/2023/12")), ".days li") == ["31 New year"]
    assert texts(page(berlin.get("/archive/2024/01")), ".days li") == ["1 New year"]
    assert texts(page(berlin.get("/archive")), "main h2") == ["2024"]
    assert berlin.get("/archive/2023").status_code == 404


@pytest.mark.parametrize(("hour", "month"), [(22, "03"), (23, "04")])
def test_a_month_begins_at_the_zone_s_midnight_also_around_summer_time(app, make_app, hour, month):
    with app.app_context():
        a_post("Late", published_at=on(2021, 3, 31, hour) - timedelta(hours=1))
    client = make_app(BLOG_TIMEZONE="Europe/Berlin").test_client()

    assert attributes(page(client.get("/archive")), ".months a", "href") == [f"/archive/2021/{month}"]
    assert client.get(f"/archive/2021/{month}").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["0000", "10000", "abcd", "-2020", "2019", "9999", "0001", "2020/00", "2020/13", "2020/4x",
     "2020/-4", "2020/004", "2020/05", "2020/04/12", "2020/04?before=wrong", "2020?before=", "9999/12",
     "0001/01", "%EF%BC%92020"],
)  # fmt: skip
def test_no_other_year_or_month_is_there(decade, client, path):
    assert client.get(f"/archive/{path}").status_code == 404


@pytest.mark.parametrize(("path", "to"), [("2020/4", "2020/04"), ("2021/1", "2021/01")])
def test_a_month_has_one_address(decade, client, path, to):
    answer = client.get(f"/archive/{path}")

    assert (answer.status_code, answer.headers["Location"]) == (301, f"/archive/{to}")


def test_a_full_month_goes_on_page_by_page_and_loses_nothing(app, client, monkeypatch):
    monkeypatch.setattr(archive, "PAGE_SIZE", 4)
    with app.app_context():
        for n in range(10):
            a_post(f"Post {n}", published_at=on(2020, 4, 1 + n // 3))  # several of one moment
        a_post("Before", published_at=on(2020, 3, 31))
        a_post("After", published_at=on(2020, 5, 1))

    pages, address = [], "/archive/2020/04"
    while address:
        tree = page(client.get(address))
        pages.append(texts(tree, ".days a"))
        [address] = attributes(tree, ".more a", "href") or [None]

    assert [len(titles) for titles in pages] == [4, 4, 2]
    assert [title for titles in pages for title in titles] == [f"Post {n}" for n in reversed(range(10))]
    assert "10 posts" in only(tree, ".list-head").text()
    assert attributes(tree, ".list-head p:last-of-type a", "href") == ["/archive/2020/04"]


def test_auz_07_what_is_hidden_is_neither_listed_nor_counted(app, client):
    with app.app_context():
        a_post("Here", published_at=on(2020, 4, 2))
        a_post("Draft", draft=True)
        later = utcnow() + timedelta(days=400)
        a_post("Soon", published_at=later)

    assert texts(page(client.get("/archive")), ".months a") == ["Apr 1"]
    assert client.get(f"/archive/{later.year}").status_code == 404
    assert page(client.get("/archive/2020")).css(".beside") == []


def test_an_empty_archive_says_what_will_stand_there(client):
    tree = page(client.get("/archive"))

    assert only(tree, ".empty a").attributes["href"] == "/"
    assert tree.css(".months") == []


def test_posts_at_the_ends_of_the_calendar_break_nothing(app, make_app):
    with app.app_context():
        a_post("First", published_at=datetime(1, 1, 2, tzinfo=UTC))
    client = make_app(BLOG_TIMEZONE="America/New_York").test_client()

    assert texts(page(client.get("/archive")), "main h2") == ["1"]
    assert texts(page(client.get("/archive/0001/01")), ".days li") == ["1 First"]


@pytest.mark.parametrize(
    ("address", "most"), [("/archive", 5), ("/archive/2020", 4), ("/archive/2020/04", 4)]
)
def test_an_archive_page_asks_few_queries_however_many_posts_there_are(app, client, address, most):
    with app.app_context():
        for n in range(30):
            a_post(f"Post {n}", published_at=on(2020, 4, 1 + n % 28))
        a_post("Other", published_at=on(2021))
        asked = []
        event.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))

    client.get(address, headers=COOKIE)

    assert len([statement for statement in asked if statement.startswith("SELECT")]) <= most, asked


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_month_is_a_range_of_the_index(app, client):
    with app.app_context():
        a_post("Here", published_at=on(2020, 4, 2))
        plans = []

        def explain(connection, cursor, statement, parameters, *_rest):
            if statement.startswith("SELECT"):
                rows = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans.extend(row[3] for row in rows)

        event.listen(db.engine, "after_cursor_execute", explain)

    client.get("/archive/2020/04", headers=COOKIE)

    assert len(plans) >= 15
    assert {plan.split(" (")[0] for plan in plans if "posts" in plan} == {
        "SEARCH posts USING INDEX ix_posts_list",
        "SEARCH posts USING COVERING INDEX ix_posts_list",
    }
    assert not [plan for plan in plans if "TEMP B-TREE" in plan]


def test_it_is_cached_and_its_fragment_is_its_block(decade, client):
    for address in ("/archive", "/archive/2020", "/archive/2020/04"):
        whole, part = client.get(address), client.get(address, headers=PARTIAL)

        again = client.get(address, headers={"If-None-Match": whole.headers["ETag"]})
        assert again.status_code == 304, address
        assert part.text.strip() in whole.text, address


def test_titles_are_text_and_say_their_language(app, client):
    with app.app_context():
        a_post("<b>`x`</b>", published_at=on(2020, 4, 2)).language = "de"
        db.session.commit()

    link = only(page(client.get("/archive/2020")), ".days a")

    assert (link.text(), link.attributes["lang"]) == ("<b>x</b>", "de")
    assert link.css("b") == []


def test_the_header_leads_there_from_every_page(app, client):
    with app.app_context():
        posts(1)

    links = {
        address: only(page(client.get(address)), "nav[aria-label=Site] a[href='/archive']")
        for address in ("/", "/posts/post-0", "/archive", "/about")
    }

    assert [link.attributes.get("aria-current") for link in links.values()] == [None, None, "page", None]
