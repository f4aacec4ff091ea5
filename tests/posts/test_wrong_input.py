"""What cannot be saved is told where it was typed, and nothing of it is lost."""

import pytest

from blog.extensions import db
from blog.posts.models import Slug
from tests.posts.desk import NEW, change, form, posts, press, the_post, write
from tests.posts.uploads import keep
from tests.support.browsing import PARTIAL
from tests.support.factories import a_post
from tests.support.html import attributes, fields, only, page, texts

BODY = "A long text.\n\nWith more of it."
WRONG = {
    "no title": {"title": " \u200b "},
    "a title too long": {"title": "x" * 301},
    "a body too long": {"body": "x" * 200_001},
    "a tag too long": {"tags": "Sea, " + "x" * 81},
    "a tag that grows when it is composed": {"tags": "\u0958" * 80},
    "a tag of nothing": {"tags": "Sea, \u200b"},
    "too many tags": {"tags": ", ".join(f"tag {number}" for number in range(21))},
    "an excerpt too long": {"excerpt": "x" * 301},
    "an address that is taken": {"slug": "taken"},
    "an address that was taken once": {"slug": "once"},
    "an address that is taken, as it will be written": {"slug": "Táken!"},
    "a cover that is not there": {"cover": "/media/" + "a" * 26 + ".webp"},
    "a cover from elsewhere": {"cover": "https://evil.test/x.png"},
    "a language that is none": {"language": '"><b>'},
    "a language in words": {"language": "German language"},
}


@pytest.fixture
def desk(staff, ada):
    """Ada, with a draft at /posts/tides; another post stands at /posts/taken, and was at /posts/once."""
    with staff.app_context():
        taken = a_post("Taken")
        taken.slugs.append(Slug(slug="once"))
        db.session.commit()
    write(ada, body=BODY)
    return ada


@pytest.mark.parametrize("typed", WRONG.values(), ids=WRONG.keys())
def test_it_is_told_at_its_field_and_all_that_was_typed_is_kept(desk, typed):
    (name,) = typed
    for address in (NEW, "/posts/tides/edit"):
        for headers in ({}, PARTIAL):
            sent = form(desk, address, **{"title": "Ebb", "body": BODY, "excerpt": "Short.", **typed})

            answer = press(desk, address, sent, headers=headers)

            tree, rest = page(answer), sent.keys() - {name, "cover", "csrf_token"}
            assert answer.status_code == 422
            assert {key: fields(tree)[key] for key in rest} == {key: sent[key] for key in rest}
            assert_is_told(tree, name)


def assert_is_told(tree, name: str) -> None:
    wrong = only(tree, f"#{name}-error")
    assert wrong.text().strip()
    assert texts(tree, ".summary a") == texts(tree, f".summary a[href='#{name}']") != []
    for node in tree.css("[aria-describedby]"):
        assert all(tree.css(f"#{id}") for id in node.attributes["aria-describedby"].split())
    if name != "cover":  # which is chosen among several
        control = only(tree, f"#{name}").attributes
        assert control["aria-invalid"] == "true"
        assert wrong.attributes["id"] in control["aria-describedby"].split()
        assert attributes(tree, "[autofocus]", "name") == [name]
    is_open = "open" in only(tree, "details.more-fields").attributes
    assert is_open == (name in ("excerpt", "slug", "cover", "language"))


@pytest.mark.parametrize("name", ["title", "body", "tags", "excerpt", "language"])
def test_what_is_wrong_itself_is_shown_again(desk, name):
    typed = {
        "title": "x" * 301,
        "body": "x" * 200_001,
        "tags": "x" * 81,
        "excerpt": "y" * 301,
        "language": "<b>",
    }

    tree = page(press(desk, NEW, {**form(desk, title="Ebb"), name: typed[name]}))

    assert fields(tree)[name] == typed[name]


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "fragment"])
def test_several_mistakes_are_listed_and_the_first_one_is_focused(desk, headers):
    sent = form(desk, title="", language="German language", body=BODY)

    tree = page(press(desk, NEW, sent, headers=headers))

    assert attributes(tree, ".summary a", "href") == ["#title", "#language"]
    assert attributes(tree, "[autofocus]", "name") == ["title"]
    assert fields(tree)["language"] == "German language"


def test_nothing_wrong_is_stored(staff, desk):
    change(desk, "tides", title="", body="Other.")

    with staff.app_context():
        assert [post.body.markdown for post in posts() if post.slug == "tides"] == [BODY]


@pytest.mark.parametrize("body", ["[a]: /" + "x" * 5000 + "\n\n" + "[a] " * 5000])
@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "fragment"])
def test_dos_03_04_a_text_that_grows_too_large_is_told_and_kept(desk, body, headers):
    answer = press(desk, "/posts/tides/edit", form(desk, "/posts/tides/edit", body=body), headers=headers)

    assert answer.status_code == 422
    assert only(page(answer), "#body-error").text().strip()
    assert fields(page(answer))["body"] == body


def test_what_is_written_about_a_post_is_shown_and_comes_back_to_the_form(staff, ada):
    picture = keep(staff).path
    about = {
        "excerpt": "About  tides.",
        "slug": "Ebb & flow",
        "language": "de",
        "cover": picture,
        "cover_alt": "A quay",
    }

    slug = write(ada, tags="sea,  Moon, SEA,", **about)

    tree = page(ada.get(f"/posts/{slug}"))
    kept = form(ada, f"/posts/{slug}/edit")
    assert slug == "ebb-flow"
    assert only(tree, "article").attributes["lang"] == "de"
    assert attributes(tree, ".cover img", "alt") == ["A quay"]
    assert only(tree, "meta[name=description]").attributes["content"] == "About tides."
    assert texts(tree, ".tags a") == ["sea", "Moon"]
    assert {name: kept[name] for name in (*about, "tags")} == {
        **about, "slug": "ebb-flow", "excerpt": "About tides.", "tags": "sea, Moon",
    }  # fmt: skip


def test_tags_keep_the_spelling_they_are_known_by(staff, ada):
    write(ada, "One", tags="Sea birds, MOON")

    write(ada, "Two", tags="sea  Birds, moon, New")

    assert form(ada, "/posts/two/edit")["tags"] == "Sea birds, MOON, New"


@pytest.mark.parametrize("length", [1, 79, 80])
def test_an_address_is_as_long_as_it_was_typed(ada, length):
    assert write(ada, slug="x" * length) == "x" * length


def test_after_a_new_address_the_old_one_leads_there(staff, ada):
    slug = write(ada)
    press(ada, f"/posts/{slug}/publish", form(ada, f"/posts/{slug}/edit"))
    visitor = staff.test_client()

    answer = change(ada, slug, slug="ebb")

    assert answer.headers["Location"] == "/posts/ebb"
    for end in ("", ".md", ".json"):
        old = visitor.get(f"/posts/tides{end}")
        assert (old.status_code, old.headers["Location"]) == (301, f"/posts/ebb{end}")
    assert ada.get("/posts/tides/edit").headers["Location"] == "/posts/ebb/edit"
    assert write(ada, "Tides") == "tides-2"
    assert change(ada, "ebb", slug="tides").headers["Location"] == "/posts/tides"
    assert visitor.get("/posts/ebb").headers["Location"] == "/posts/tides"


def test_a_cover_can_be_taken_away_again(staff, ada):
    picture = keep(staff).path
    slug = write(ada, cover=picture, cover_alt="A quay")

    change(ada, slug, cover="")

    with staff.app_context():
        assert the_post().cover is None
    assert form(ada, f"/posts/{slug}/edit")["cover_alt"] == ""
