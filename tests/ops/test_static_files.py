"""Styles, scripts and pictures through nginx; what is compressed, and what never is."""

import gzip
import re
import shutil

import pytest

from tests.ops.conftest import CONFIGURED
from tests.support.nginx import NAME, proxying
from tests.support.server import ROOT, free_port, process_serving
from tests.support.wire import ask

PACKED = {"Accept-Encoding": "gzip, deflate, br"}
FOR_GOOD = "public, max-age=31536000, immutable"


def style_sheet(page) -> str:
    """The address of the style sheet that a page names."""
    return re.search(r"/static/site\.\w+\.css", page.text)[0]


def requests_for(site, path: str) -> int:
    """How often the application was asked for it."""
    return site.log.read_text().count(f'"target": "{path}"')


def test_browsers_keep_styles_for_good_and_nginx_asks_for_them_once(site):
    address = style_sheet(site.ask("/"))
    before = requests_for(site, address)

    answers = [site.ask(address, headers={"Cookie": f"session={n}", "X-Other": str(n)}) for n in range(3)]

    assert {answer.headers["Cache-Control"] for answer in answers} == {FOR_GOOD}
    assert len({answer.body for answer in answers}) == 1
    assert requests_for(site, address) - before <= 1


def test_styles_are_packed_for_who_unpacks_and_plain_for_who_does_not(site):
    address = style_sheet(site.ask("/"))

    plain, packed = site.ask(address), site.ask(address, headers=PACKED)

    assert plain.headers["Content-Encoding"] is None
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


def test_public_pages_are_packed_by_the_application(site):
    plain, packed = site.ask("/posts/post-1"), site.ask("/posts/post-1", headers=PACKED)

    assert gzip.decompress(packed.body) == plain.body


@pytest.mark.parametrize("path", ["/login", "/forgot", "/search?q=harbour", "/drafts", "/account", "/"])
def test_a_page_with_a_secret_or_a_visitors_words_is_never_packed(site, ada, path):
    answer = site.ask(path, headers={**PACKED, "Cookie": ada if path in ("/drafts", "/account", "/") else ""})

    assert answer.status == 200
    assert answer.headers["Content-Encoding"] is None


def test_pages_of_two_releases_find_their_styles_while_machines_are_upgraded(make_environ, tmp_path):
    """The page comes from the new release; whichever machine is asked for its styles, they are found."""
    new = tmp_path / "new"
    for name in ("blog", "templates", "static", "ops"):
        shutil.copytree(ROOT / name, new / name)
    shutil.copy(ROOT / "main.py", new)
    with (new / "static/css/print.css").open("a") as sheet:
        sheet.write("/* of the new release */\n")
    environ, ports = make_environ(), (free_port(), free_port())
    folder = tmp_path / "nginx"
    folder.mkdir()

    with (
        process_serving(environ, CONFIGURED, ports[0]) as (old_url, _),
        process_serving(environ, ("-m", "gunicorn", "--chdir", str(new), *CONFIGURED[2:]), ports[1]) as (
            new_url,
            _,
        ),
        proxying(folder, *(f"127.0.0.1:{port}" for port in ports)) as nginx,
    ):
        pages = [
            ask(url, headers={"Host": NAME, "X-Forwarded-For": "127.0.0.1"}) for url in (old_url, new_url)
        ]
        sheets = [style_sheet(page) for page in pages]
        answers = [
            ask(f"{nginx.url}{sheet}", headers={"Host": NAME, **encoding}, trusted=nginx.certificate)
            for sheet in sheets
            for encoding in ({}, PACKED, {"Accept-Encoding": "br"})
        ]

    assert len(set(sheets)) == 2
    assert [answer.status for answer in answers] == [200] * 6
