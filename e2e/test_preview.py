"""The preview beside the text: what readers will see, while it is typed."""

import re
from secrets import token_hex

import pytest
from playwright.sync_api import Page, Request, expect

from e2e.pages.editor import EditorPage, article
from e2e.pages.feed import FeedPage

pytestmark = pytest.mark.accounts

LONG = "\n\n".join(f"Paragraph {number}, which is there to be scrolled past." for number in range(120))


@pytest.fixture
def page(page: Page, author) -> Page:
    page.context.add_cookies(author.cookies)
    return page


@pytest.fixture
def editor(page: Page) -> EditorPage:
    editor = EditorPage(page).open()
    editor.write(f"The lamp {token_hex(4)}", "It is lit.")
    return editor


@pytest.mark.js_only
def test_however_fast_one_types_one_request_is_under_way(editor):
    page, held, under_way, most = editor.page, [], set(), []
    editor.press("Preview")
    expect(editor.preview).to_contain_text("It is lit.")

    def begin(request: Request) -> None:
        if request.url.endswith("/posts/preview"):
            under_way.add(request)
            most.append(len(under_way))

    page.on("request", begin)
    for end in ("requestfinished", "requestfailed"):
        page.on(end, lambda request: under_way.discard(request))
    page.route("**/posts/preview", lambda route: held.append(route))
    with page.expect_request("**/posts/preview"):
        editor.body.fill("One.")
    for text in ("One. Two.", "One. Two. Three."):
        editor.body.fill(text)
        editor.expect_kept(f"{len(text.split())} word")  # two seconds on: it has asked, if it ever will
    assert len(held) == 1

    page.route("**/posts/preview", lambda route: route.continue_())  # the newest route counts
    held[0].continue_()

    expect(editor.preview).to_contain_text("One. Two. Three.")
    assert max(most) == 1


@pytest.mark.js_only
def test_it_scrolls_along_with_the_text(editor):
    editor.page.set_viewport_size({"width": 1400, "height": 800})
    editor.body.fill(LONG)
    editor.press("Preview")
    expect(editor.preview).to_contain_text("Paragraph 119")
    editor.page.evaluate("scrollTo(0, 0)")
    first, last = (editor.preview.get_by_text(f"Paragraph {number},") for number in (0, 119))
    expect(first).to_be_in_viewport()

    editor.field("Tags").scroll_into_view_if_needed()

    expect(last).to_be_in_viewport()


@pytest.mark.nojs_only
def test_without_javascript_it_stands_above_the_form_which_loses_nothing(editor):
    editor.open_details()
    editor.field("Tags").fill("e2e-lamp")
    editor.field("Language").fill("de")

    editor.press("Preview")

    expect(editor.preview).to_contain_text("It is lit.")
    expect(editor.body).to_have_value("It is lit.")
    expect(editor.field("Tags")).to_have_value("e2e-lamp")
    expect(editor.field("Language")).to_have_value("de")
    expect(editor.publish().text).to_have_text("It is lit.")


def test_a_form_that_is_sent_twice_is_one_post(editor):
    title = editor.title.input_value()
    with editor.page.expect_request(re.compile("/posts/new/publish$")) as sent:
        editor.press("Publish")
    address = article(editor.page).page.url

    again = editor.page.request.post(
        sent.value.url,
        data=sent.value.post_data_buffer,
        headers={
            "Content-Type": sent.value.header_value("content-type"),
            "Origin": re.match(r"\w+://[^/]+", address)[0],
        },
    )

    assert again.url == address
    assert FeedPage(editor.page).open().titles.count(title) == 1


def test_what_is_said_about_a_post_stays_with_it(editor):
    editor.open_details()
    editor.fill({"Excerpt": "A short one.", "Language": "de"})

    post = editor.publish()

    expect(post.page.get_by_role("article")).to_have_attribute("lang", "de")
    card = FeedPage(post.page).open().cards.first
    expect(card).to_contain_text("A short one.")
