"""The search page: what is found, in which order, how it is shown, and that nothing typed is an order."""

import re
from datetime import timedelta

import pytest

from blog.database import utcnow
from blog.extensions import db
from blog.posts.routes import search as routes
from blog.posts.search import MOST_RESULTS
from tests.support.browsing import PARTIAL, signed_in
from tests.support.factories import a_post, an_account
from tests.support.html import attributes, only, page, texts

HOSTILE = [
    '"', ', foo"', "AND", "NEAR(", "t:x", "(", "*", "-", "^", "{a}:", "a AND OR", "foo* bar",
    "'; DROP TABLE posts", "a' | 'b", ":*", "<-> & !", "\\", "%_%", "((((((", "x" * 1_500,
    " ".join(["word"] * 300), "{{7*7}}", "\u202ex", "\ue000t1", '"><img src=x onerror=alert(1)>',
    "../../etc/passwd", "\x1b[31m\n",
]  # fmt: skip


def found(client, typed: str, **parameters) -> list[str]:
    """The titles of what is found, the best first."""
    response = client.get("/search", query_string={"q": typed, **parameters})
    assert response.status_code == 200, response.text
    return texts(page(response), "#feed h2 a")


def passages(client, typed: str) -> list[str]:
    """The HTML of each passage, without the tag around it."""
    response = client.get("/search", query_string={"q": typed})
    return [re.sub("^<p>|</p>$", "", node.html) for node in page(response).css("#feed article > p")]


@pytest.fixture
def library(app):
    """Four posts that share words, the last one the newest."""
    with app.app_context():
        start = utcnow() - timedelta(days=9)
        for day, (title, body, tags, author) in enumerate([
            ("On tides", "The moon pulls the quiet water.", ("Sea",), "Ada Lovelace"),
            ("Cooking", "Crème brûlée wants calm, not a tide.", ("Kitchen",), "Ada Lovelace"),
            ("Looms", "A loom weaves. The tide, tide, tide of cloth!", ("Engines",), "José Peña"),
            ("Engines", "They weave algebra; water drives them.", ("Engines", "Sea"), "Mary Somerville"),
        ]):  # fmt: skip
            a_post(title, body, start + timedelta(days=day), (author,), tags)
    return app


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("moon", {"On tides"}),
        ("creme brulee", {"Cooking"}),
        ("CRÈME", {"Cooking"}),
        ("cre\u0300me", {"Cooking"}),
        ("water quiet", {"On tides"}),
        ("water", {"On tides", "Engines"}),
        ("kitchen", {"Cooking"}),
        ("sea water", {"On tides", "Engines"}),
        ("jose pena", {"Looms"}),
        ("lovelace moon", {"On tides"}),
        ("nowhere", set()),
        ("moon nowhere", set()),
    ],
)
def test_every_word_must_stand_in_title_text_tags_or_authors(library, client, typed, titles):
    assert set(found(client, f"{typed} ")) == titles


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ('"quiet water"', ["On tides"]),
        ('"water quiet"', []),
        ('"ada lovelace"', ["Cooking", "On tides"]),
        ('"lovelace moon"', []),
        ('"quiet wat', ["On tides"]),
        ('"quiet wat"', []),
        ('"engines sea"', []),
    ],
)
def test_words_in_quotes_stand_side_by_side_in_one_text(library, client, typed, titles):
    assert found(client, typed) == titles


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("alg", ["Engines"]),
        ("al", []),
        ("algebra", ["Engines"]),
        ("algeb", ["Engines"]),
        ("algeb ", []),
        ("alg moon", []),
    ],
)
def test_the_last_word_may_be_a_beginning_from_three_letters_on(library, client, typed, titles):
    assert found(client, typed) == titles


def test_a_long_beginning_is_found_too(app, client):
    with app.app_context():
        for word in ("compiler", "compilation", "compile", "company"):
            a_post(f"Of {word}", f"One {word} here.")

    assert set(found(client, "compil")) == {"Of compiler", "Of compilation", "Of compile"}
    assert found(client, "compiler") == ["Of compiler"]


def test_title_weighs_most_then_how_often_then_the_date(library, client):
    assert found(client, "tide")[0] == "On tides"
    assert found(client, "tide ") == ["Looms", "Cooking"]
    assert found(client, "engines ") == ["Engines", "Looms"]
    assert found(client, "ada ") == ["Cooking", "On tides"]


def test_a_search_may_be_narrowed_down_to_a_tag_and_an_author(library, client):
    assert set(found(client, "water", tag="sea")) == {"On tides", "Engines"}
    assert found(client, "water", tag="sea", author="ada-lovelace") == ["On tides"]
    assert found(client, "water", author="jose-pena") == []
    chips = only(page(client.get("/search?q=water&tag=sea&author=ada-lovelace")), ".chips")
    assert attributes(chips, "a", "href") == [
        "/search?q=water&author=ada-lovelace",
        "/search?q=water&tag=sea",
    ]
    assert attributes(chips, "input[type=hidden]", "value") == ["sea", "ada-lovelace"]


def test_what_was_found_says_how_to_narrow_it_down(library, client):
    links = only(page(client.get("/search?q=tide")), ".narrower")

    assert "/search?q=tide&tag=engines" in attributes(links, "a", "href")
    assert found(client, "tide", tag="engines") == ["Looms"]


@pytest.mark.parametrize(
    "query", ["tag=nowhere", "author=nobody", "page=0", "page=11", "page=x", "page=1e9", "page="]
)
def test_dos_13_a_tag_an_author_or_a_page_that_is_not_there_is_not_found(library, client, query):
    assert client.get(f"/search?q=water&{query}").status_code == 404


@pytest.mark.parametrize("typed", ["日本", "本語", "語", "日本語入門"])
def test_writing_without_spaces_is_found_by_any_run_of_it(app, client, typed):
    with app.app_context():
        a_post("Sprache", "これは日本語入門です。")
        a_post("Anders", "語本日")

    assert found(client, typed)[-1] == "Sprache"
    assert len(found(client, typed)) == (2 if typed == "語" else 1)


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["page", "fragment"])
def test_inj_01_a_hostile_query_is_text(library, client, typed, headers):
    response = client.get("/search", query_string={"q": typed}, headers=headers)

    assert response.status_code == 200
    assert page(response).css("#feed img, script:not([src])") == []
    assert found(client, "moon") == ["On tides"]


def test_inj_01_operators_of_an_engine_are_words(app, client):
    with app.app_context():
        a_post("Plain", "cats dogs")
        a_post("Literal", "cats NOT dogs, NEAR title")

    assert found(client, "cats NOT dogs ") == ["Literal"]
    assert found(client, "cats OR birds ") == []
    assert found(client, "NEAR ( cats dogs ) ") == ["Literal"]
    assert found(client, "title:cats ") == []
    assert found(client, "-cats ") == found(client, "cats ")


def test_inj_03_wildcards_of_sql_stand_for_nothing(library, client):
    assert found(client, "%_%") == []
    assert found(client, "wat%") == found(client, "wat ") == []
    assert "There is no word in that" in client.get("/search?q=%25_%25").text


def test_a_word_of_the_index_s_own_cannot_be_asked_for(library, client):
    for typed in ("\ue000t1", "\ue000a1 ", "\ue001moo ", "t1"):
        assert found(client, typed) == []


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["page", "fragment"])
def test_xss_09_what_was_typed_comes_back_as_text(library, client, headers):
    typed = 'water"><img src=x onerror=alert(1)>'

    response = client.get("/search", query_string={"q": typed}, headers=headers)

    assert page(response).css("#feed img, main img[onerror]") == []
    assert "<img src=x" not in response.text
    if not headers:
        assert only(page(response), "#q").attributes["value"] == typed


def test_xss_10_a_passage_is_escaped_before_it_is_marked(app, client):
    with app.app_context():
        a_post("Code <b>x</b>", "Type `<b onmouseover=alert(1)>calm</b>` and `<mark>` here.")

    (passage,) = passages(client, "calm onmouseover")

    assert "&lt;b <mark>onmouseover</mark>=alert(1)&gt;<mark>calm</mark>&lt;/b&gt;" in passage
    assert "&lt;mark&gt;" in passage
    assert page(client.get("/search?q=calm")).css("#feed article :is(b, [onmouseover])") == []


def test_a_title_keeps_its_code_and_is_marked(app, client):
    with app.app_context():
        a_post("Use `must_use` & calm", "Text.")

    title = only(page(client.get("/search?q=must_use+calm+")), "#feed h2 bdi")

    assert title.html == "<bdi>Use <code><mark>must_use</mark></code> &amp; <mark>calm</mark></bdi>"


def test_a_post_found_by_its_author_shows_its_excerpt(library, client):
    assert passages(client, "somerville ") == ["They weave algebra; water drives them."]


def test_auz_08_what_is_not_public_is_not_found_by_anybody(staff, ada):
    with staff.app_context():
        for title, details in (
            ("Draft", {"draft": True}),
            ("Later", {"published_at": utcnow() + timedelta(days=1)}),
            ("Thrown", {}),
            ("Public", {}),
        ):
            post = a_post(title, "A zanzibar.", authors=("ada",), tags=("Zebra",), **details)
            if title == "Thrown":
                post.trash(1)
        db.session.commit()

    for client in (staff.test_client(), ada, signed_in(staff, "ed")):
        for typed in ("zanzibar", "zebra", "ada", '"a zanzibar"', "zan"):
            assert found(client, typed) == ["Public"]
        assert found(client, "draft later") == []


def test_auz_06_a_fragment_holds_no_draft_either(staff):
    with staff.app_context():
        a_post("Draft", "A zanzibar.", draft=True)

    response = staff.test_client().get("/search?q=zanzibar", headers=PARTIAL)

    assert texts(page(response), "article") == []


def test_the_page_says_in_words_how_many_there_are(library, client):
    def told(typed):
        return only(page(client.get("/search", query_string={"q": typed})), "#found")

    assert told("moon").text() == "1 post found"
    assert told("water").text() == "2 posts found"
    assert told("nowhere").text() == "Nothing found"
    assert told("").text() == ""
    assert told("water").attributes["aria-live"] == "polite"


def test_a_fragment_brings_the_words_for_the_live_region_along(library, client):
    response = client.get("/search?q=water", headers=PARTIAL)

    rider = only(page(response), "hx-partial")
    assert (rider.attributes["hx-target"], rider.text().strip()) == ("#found", "2 posts found")
    assert page(response).css("form, #found") == []


def test_an_empty_query_says_what_can_be_searched(library, client):
    tree = page(client.get("/search"))

    assert "Titles, texts, tags and authors" in only(tree, ".no-results").text()
    assert "autofocus" in only(tree, "#q").attributes
    assert texts(tree, "#feed article") == []


def test_where_nothing_is_found_the_page_says_what_to_try(library, client):
    tree = page(client.get("/search?q=nowhere&tag=sea"))

    assert only(tree, ".no-results h2").text() == "No post holds that"
    assert attributes(tree, ".no-results a", "href") == ["/search?q=nowhere"]


def test_ten_stand_on_a_page_and_a_link_leads_on(app, client):
    with app.app_context():
        for number in range(23):
            a_post(f"Calm {number}", "Water.")

    pages = [page(client.get(f"/search?q=calm&page={number}")) for number in (1, 2, 3)]

    assert [len(tree.css("#feed article")) for tree in pages] == [10, 10, 3]
    assert len({title for tree in pages for title in texts(tree, "#feed h2")}) == 23
    link = only(pages[0], ".more a")
    assert (link.text(), link.attributes["href"]) == ("Load more", "/search?q=calm&page=2")
    assert link.attributes["hx-get"] == "/search?q=calm&page=2&focus=1"
    assert pages[2].css(".more") == []
    assert "autofocus" in only(page(client.get("/search?q=calm&page=2&focus=1")), "[autofocus]").attributes
    assert texts(page(client.get("/search?q=calm&page=4")), ".no-results a") == ["Back to the best ones"]


def test_beyond_a_hundred_the_page_says_that_there_are_more(app, client):
    with app.app_context():
        for number in range(MOST_RESULTS + 5):
            a_post(f"Calm {number}", "Water.")

    assert only(page(client.get("/search?q=calm")), "#found").text() == "More than 100 posts found"
    last = page(client.get("/search?q=calm&page=10"))
    assert len(last.css("#feed article")) == 10
    assert last.css(".more") == []
    assert "100 that answer best" in only(last, ".list-top").text()


def test_what_goes_on_keeps_the_query_as_it_was_typed(app, client):
    with app.app_context():
        for number in range(11):
            a_post(f"Calm {number}", "Water.")

    assert (
        only(page(client.get("/search?q=calm+")), ".more a").attributes["href"] == "/search?q=calm%20&page=2"
    )


def test_no_engine_keeps_the_page_and_no_cache_either(library, client):
    response = client.get("/search?q=water")

    assert only(page(response), "meta[name=robots]").attributes["content"] == "noindex"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "ETag" not in response.headers
    assert "Set-Cookie" not in response.headers
    assert page(response).css("script[type=module]") == []


def test_too_many_searches_of_one_address_are_put_off(library, client, monkeypatch):
    monkeypatch.setattr(routes, "MOST", 3)

    answers = [client.get("/search?q=water", headers=PARTIAL) for _ in range(4)]
    elsewhere = client.get("/search?q=water", environ_base={"REMOTE_ADDR": "203.0.113.9"})

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert elsewhere.status_code == 200


def test_the_header_and_a_missing_page_lead_to_the_search(library, client):
    with library.app_context():
        an_account("rita", role="reader")
    missing = page(client.get("/no-such-page"))

    assert only(page(client.get("/")), "nav[aria-label=Site] a[href='/search']").text() == "Search"
    assert only(missing, "main form").attributes["action"] == "/search"
    assert only(missing, "main form input").attributes["name"] == "q"
    own = only(page(signed_in(library, "rita").get("/")), "a[href='/search']")
    assert own.attributes["aria-keyshortcuts"] == "/"


def test_auz_06_a_person_whom_no_page_names_narrows_no_search_down(app, client):
    with app.app_context():
        a_post("Unfinished", authors=("Secret Ghost",), draft=True)

    answer = client.get("/search?q=unfinished&author=secret-ghost")

    assert answer.status_code == client.get("/@secret-ghost").status_code == 404
    assert "Secret Ghost" not in answer.text


def test_dos_14_a_text_that_is_nothing_but_the_word_is_shown_in_part(app, client):
    with app.app_context():
        a_post("As", "a " * 9_990)

    tree = page(client.get("/search", query_string={"q": '"a" "a a" "a a a" "a a a a"'}))

    passage = only(tree, "#feed article p")
    assert len(passage.text()) < 300
    assert len(passage.css("mark")) <= 300
