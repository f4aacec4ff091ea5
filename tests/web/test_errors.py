"""Errors say what happened, what is safe and where to go on, as page and as fragment."""

import pytest
from sqlalchemy import text

from blog.extensions import db
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


def test_too_large_a_form_is_told_so(client):
    response = client.post("/theme", data={"theme": "dark", "next": "x" * 6_000_000})

    assert response.status_code == 413
    assert only(page(response), "main h1").text() == "That is too large"
