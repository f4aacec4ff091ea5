"""Errors say what happened, what is safe and where to go on, as page and as fragment."""

import pytest
from sqlalchemy import text

from blog.extensions import db
from blog.posts.models import Alias
from tests.support.factories import a_post
from tests.support.html import only, page, texts

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere",
        "/posts/none",
        "/posts/none.md",
        "/posts/none.json",
        "/tags/none",
        "/@none",
        "/media/x.png",
        "/static/none.css",
    ],
)
def test_what_is_not_there_is_a_page_with_a_way_onward(client, address):
    response = client.get(address)

    assert response.status_code == 404
    assert only(page(response), "main h1").text() == "Nothing stands here"
    assert only(page(response), "main a.button").attributes["href"] == "/"


def test_as_a_fragment_it_is_one_toast_and_nothing_else(client):
    response = client.get("/posts/none", headers=PARTIAL)

    tree = page(response)
    assert response.status_code == 404
    assert only(tree, "hx-partial").attributes["hx-target"] == "#toasts"
    assert tree.css("main, nav, header") == []
    assert len(tree.css("hx-partial a[href='/']")) == 1


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_an_unknown_address_is_unknown_for_every_method(client, method):
    assert getattr(client, method)("/nowhere").status_code == 404


def test_a_known_address_says_which_methods_it_takes(client):
    response = client.delete("/")

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_http_12_a_failure_names_the_request_and_nothing_else(app, client):
    @app.get("/broken")
    def broken():
        raise RuntimeError("secret detail")

    response = client.get("/broken")

    assert response.status_code == 500
    assert response.headers["X-Request-ID"] in only(page(response), "main small").text()
    assert "secret detail" not in response.text
    assert "Traceback" not in response.text


def test_flt_21_a_failing_template_is_a_toast_and_the_next_request_is_well(app, client):
    @app.get("/broken-template")
    def broken():
        return app.jinja_env.from_string("{{ nothing.here }}").render()

    response = client.get("/broken-template", headers=PARTIAL)

    assert response.status_code == 500
    assert only(page(response), "hx-partial .toast strong").text()
    assert client.get("/").status_code == 200


def test_a_database_without_tables_is_a_passing_503_not_a_crash(app, client):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP TABLE site"))
        connection.execute(text("ALTER TABLE posts RENAME TO gone"))

    response = client.get("/")

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "database" in " ".join(texts(page(response), "main p"))


@pytest.mark.parametrize("address", ["/about/", "/posts/first/", "/@ada-lovelace/"])
def test_a_slash_too_many_leads_to_the_page_without_it(app, client, address):
    with app.app_context():
        a_post("First")

    response = client.get(address)

    assert (response.status_code, response.headers["Location"]) == (301, address.rstrip("/"))


@pytest.mark.parametrize(
    "path", ["posts/very-old", "posts/older.html", "tags/series", "@somebody", "static/x.html"]
)
def test_an_old_address_is_known_wherever_it_stood(app, client, path):
    with app.app_context():
        post = a_post("First")
        post.aliases.append(Alias(path=path))
        db.session.commit()

    response = client.get(f"/{path}")

    assert (response.status_code, response.headers["Location"]) == (301, "/posts/first")
    assert client.post(f"/{path}").status_code in (404, 405)


def test_a_form_of_endless_pairs_is_refused(client):
    response = client.post(
        "/theme", data="&".join(["a=1"] * 5000), content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 413


def test_too_large_a_form_is_told_so(client):
    response = client.post("/theme", data={"theme": "dark", "next": "x" * 6_000_000})

    assert response.status_code == 413
    assert only(page(response), "main h1").text() == "That is too large"
