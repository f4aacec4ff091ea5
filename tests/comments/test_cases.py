"""Cases from the list of attacks that a discussion is open to, beside those that other files name."""

from blog.comments.forms import LONGEST
from blog.extensions import db
from blog.posts import queries
from tests.comments.talking import (
    COMMENTS,
    POST,
    change,
    error_in,
    known_to,
    say,
    shown,
    the_comment,
)
from tests.support.browsing import PARTIAL
from tests.support.factories import a_comment, a_post, a_user
from tests.support.html import only, page, texts

BREAKING = '</textarea><img src=x onerror=alert(1)>"'


def test_xss_12_a_hostile_name_is_text_in_what_htmx_puts_elsewhere(talk, bea):
    with talk.app_context():
        a_user("Bea").name = "<img src=x onerror=alert(1)>"
        db.session.commit()

    answer = say(bea, "How?", since=known_to(bea), headers=PARTIAL)
    tree = page(bea.get(answer.headers["Location"], headers=PARTIAL))

    assert not tree.css("img[onerror]")
    assert texts(tree, "hx-partial .people bdi") == ["<img src=x onerror=alert(1)>"]


def test_xss_15_words_that_are_refused_come_back_as_text(talk, bea):
    answer = say(bea, BREAKING + "x" * LONGEST)

    tree = page(answer)
    assert answer.status_code == 422
    assert "Shorten it" in error_in(answer)
    assert not tree.css("img[onerror]")
    assert only(tree, ".comment-form textarea").text().strip().startswith(BREAKING)


def test_xss_15_words_that_are_changed_come_back_as_text(talk, bea):
    say(bea, BREAKING)
    with talk.app_context():
        comment = the_comment().id

    form = page(bea.get(f"/comments/{comment}/edit"))
    quote = page(bea.get(f"{COMMENTS}/new?parent={comment}&quote=1"))

    assert not form.css("img[onerror]")
    assert not quote.css("img[onerror]")
    assert only(form, "textarea").text().strip() == BREAKING


def test_xss_19_a_mention_is_text(talk, bea, client):
    say(bea, '@"><img src=x onerror=alert(1)> @bea')

    assert not page(client.get(POST)).css(".comment img, .comment .prose a")
    assert shown(client) == ['@"><img src=x onerror=alert(1)> @bea']


def test_inj_05_braces_are_text(talk, bea, client):
    say(bea, "{{ 7+7 }} ${7+7} {% raw %} #{7+7}")

    assert shown(client) == ["{{ 7+7 }} ${7+7} {% raw %} #{7+7}"]


def test_uni_01_09_signs_that_turn_or_pile_up_stay_within_their_comment(talk, bea, client):
    piled = "z" + "\u0301" * 1000
    say(bea, f"\u202egnorw \U0001f469\u200d\U0001f680 {piled}")

    assert len(shown(client)) == 1
    with talk.app_context():
        assert the_comment().body == f"\u202egnorw \U0001f469\u200d\U0001f680 {piled}"


def test_uni_10_a_comment_of_the_longest_length_fits_and_line_ends_count_once(talk, bea):
    lines = "\r\n".join(["x" * 99] * 50)

    assert len(lines.replace("\r\n", "\n")) == LONGEST - 1
    assert say(bea, lines).status_code == 303
    assert say(bea, lines + "xx").status_code == 422


def test_uni_11_a_comment_of_nothing_that_can_be_seen_is_none(talk, bea):
    assert say(bea, "\u200b\u2060 \ufeff").status_code == 422


def test_cach_01_a_page_and_its_fragment_are_kept_apart(talk, bea, client):
    say(bea)

    whole, part = client.get(COMMENTS), client.get(COMMENTS, headers=PARTIAL)

    assert {"HX-Request", "HX-Request-Type", "Cookie"} <= set(whole.vary)
    assert whole.headers["ETag"] != part.headers["ETag"]
    assert client.get(COMMENTS, headers={"If-None-Match": part.headers["ETag"]}).status_code == 200


def test_cach_03_04_05_what_a_cache_may_keep_is_nobody_s_own(talk, newt, client):
    say(newt, "First!")

    own, everybody_s = newt.get(POST), client.get(POST)

    assert own.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in everybody_s.headers
    assert "csrf_token" not in everybody_s.text
    assert "First!" not in everybody_s.text


def test_cach_06_forms_of_comments_are_kept_by_no_cache_and_found_by_no_search(talk, bea):
    say(bea)
    with talk.app_context():
        comment = the_comment().id

    for address in (f"{COMMENTS}/new", f"/comments/{comment}/edit", f"/comments/{comment}/delete"):
        answer = bea.get(address)

        assert answer.headers["Cache-Control"].startswith("private")
        assert only(page(answer), "meta[name=robots]").attributes["content"] == "noindex"


def test_cach_10_a_discussion_is_there_as_soon_as_its_post_is(talk, bea, client):
    with talk.app_context():
        a_post("Later", draft=True)
    before = client.get("/posts/later/comments").status_code
    with talk.app_context():
        post = queries.by_slug("later")
        post.appear(post.created_at)
        db.session.commit()
        a_comment(post, body="There it is.")

    assert before == 404
    assert shown(client, "/posts/later/comments") == ["There it is."]


def test_a_changed_comment_is_as_harmless_as_a_new_one(talk, bea, client):
    say(bea, "Fine.")
    with talk.app_context():
        comment = the_comment().id

    change(bea, comment, "<svg onload=alert(1)> [x](javascript:alert(1))")

    assert not page(client.get(POST)).css(".comment svg[onload], .comment .prose a")
