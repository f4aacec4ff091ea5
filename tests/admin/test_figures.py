"""The line below each page that says what it cost: for admins who switched it on, for nobody else."""

import re

import pytest

from tests.support.browsing import post, signed_in
from tests.support.html import page, texts

LINE = "footer .figures"
SHAPE = re.compile(r"\d+ ms, (1 query|\d+ queries) in \d+\.\d ms")


def lines(client, address: str = "/about") -> list[str]:
    return texts(page(client.get(address)), LINE)


def test_an_admin_switches_the_line_on_and_off(admin):
    assert lines(admin) == []

    response = post(admin, "/admin/figures", {"show": "1"})

    assert (response.status_code, response.headers["Location"]) == (303, "/admin")
    for address in ("/about", "/", "/admin", "/admin/users"):
        [line] = lines(admin, address)
        assert SHAPE.fullmatch(line), line
    post(admin, "/admin/figures", {"show": "0"})
    assert lines(admin) == []


def test_the_line_counts_the_queries_of_its_page(admin):
    post(admin, "/admin/figures", {"show": "1"})

    def queries(address: str) -> int:
        return int(re.search(r"(\d+) quer", lines(admin, address)[0])[1])

    assert 1 <= queries("/about") < queries("/admin")
    assert queries("/about") == queries("/about")


def test_nobody_else_sees_it(app, admin, editor, client):
    post(admin, "/admin/figures", {"show": "1"})
    admin.get("/")

    assert [lines(visitor, "/") for visitor in (editor, client)] == [[], []]
    assert post(editor, "/admin/figures", {"show": "1"}).status_code == 403
    assert lines(editor) == []


def test_who_loses_the_role_loses_the_line(admin, change):
    post(admin, "/admin/figures", {"show": "1"})

    change("root", role="author")

    assert lines(admin) == []


@pytest.mark.parametrize(
    ("hops", "passed", "words"),
    [
        ("0", "192.0.2.1", "through one proxy, but BLOG_PROXY_HOPS is 0: all visitors"),
        ("1", "192.0.2.1, 192.0.2.2", "through 2 proxies, but BLOG_PROXY_HOPS is 1: all visitors"),
        ("2", "192.0.2.1", "through one proxy, but BLOG_PROXY_HOPS is 2: visitors can pretend"),
        ("1", "192.0.2.1", None),
        ("0", "", None),
    ],
)
def test_cfg_09_the_overview_warns_of_proxies_that_are_not_counted_right(
    make_app, people, hops, passed, words
):
    admin = signed_in(make_app(BLOG_PROXY_HOPS=hops), "root")

    shown = texts(page(admin.get("/admin", headers={"X-Forwarded-For": passed} if passed else {})), ".notice")

    assert [words in line for line in shown] == ([True] if words else [])


def test_cfg_09_only_admins_are_warned(editor):
    assert texts(page(editor.get("/admin", headers={"X-Forwarded-For": "192.0.2.1"})), ".notice") == []
