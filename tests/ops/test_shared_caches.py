"""A cache that many share, before the application: no page for another visitor, no part for a whole."""

import pytest

from tests.support.browsing import PARTIAL
from tests.support.html import only
from tests.support.nginx import NAME, running
from tests.support.server import free_port
from tests.support.wire import ask

CACHE = """
proxy_cache_path {folder}/shared levels=1 keys_zone=shared:1m max_size=10m use_temp_path=off;
server {{
    listen 127.0.0.1:{port};
    location / {{
        proxy_pass {upstream};
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_cache shared;
        {manners}
        add_header X-Cache $upstream_cache_status always;
    }}
}}
"""
POLITE = "proxy_cache_revalidate on;"
# It keeps whatever varies by what it can tell apart, however short it was told to keep it.
GREEDY = (
    'proxy_ignore_headers Cache-Control Expires; proxy_cache_valid any 10m; add_header X-Greedy "yes" always;'
)


@pytest.fixture(params=[POLITE, GREEDY], ids=["polite", "greedy"])
def cached(request, site, tmp_path):
    """Ask through the cache: `cached(path, **headers)`."""
    port = free_port()
    block = CACHE.format(folder=tmp_path, port=port, upstream=site.upstream, manners=request.param)
    with running(tmp_path, block, port):
        yield lambda path, **headers: ask(f"http://127.0.0.1:{port}{path}", headers={"Host": NAME, **headers})


@pytest.mark.parametrize("path", ["/", "/posts/post-1", "/tags/", "/about"])
def test_cach_01_a_part_never_stands_for_its_page(cached, path):
    answers = [cached(path, **headers) for headers in ({}, PARTIAL, {}, PARTIAL)]

    whole = ["<!doctype html>" in answer.text[:20].lower() for answer in answers]
    assert whole == [True, False, True, False]
    assert answers[0].body == answers[2].body
    assert answers[1].body == answers[3].body


@pytest.mark.parametrize("path", ["/", "/posts/post-1", "/about", "/search?q=harbour"])
def test_cach_04_a_page_of_somebody_signed_in_is_shown_to_nobody_else(cached, ada, path):
    own, other, own_again = cached(path, Cookie=ada), cached(path), cached(path, Cookie=ada)

    assert own.page.css("header form[action='/logout']")
    assert not other.page.css("header form[action='/logout']")
    assert own_again.page.css("header form[action='/logout']")


def test_cach_04_private_pages_are_kept_by_no_polite_cache(site, ada):
    for path in ("/drafts", "/account", "/posts/new", "/trash"):
        assert "private" in site.ask(path, headers={"Cookie": ada}).headers["Cache-Control"], path


@pytest.mark.parametrize("path", ["/", "/posts/post-1", "/tags/", "/about", "/feed.atom", "/archive"])
def test_cach_05_a_page_for_everybody_holds_no_token_and_sets_no_cookie(cached, path):
    answer = cached(path)

    assert answer.status == 200
    assert b"csrf_token" not in answer.body
    assert answer.headers["Set-Cookie"] is None


def test_a_form_for_one_visitor_is_never_handed_to_another(cached):
    first, second = cached("/login"), cached("/login")

    tokens = {only(answer.page, "input[name=csrf_token]").attributes["value"] for answer in (first, second)}
    assert len(tokens) == 2
    assert first.headers["X-Cache"] == second.headers["X-Cache"] == "MISS"


def test_themes_do_not_mix(cached):
    pages = [cached("/", Cookie=f"theme={theme}") for theme in ("dark", "light", "dark")]

    assert [only(page.page, "html").attributes.get("data-theme") for page in pages] == [
        "dark",
        "light",
        "dark",
    ]
