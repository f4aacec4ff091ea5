"""Writing a post, and changing it where it stands."""

import re
from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.editor import EditorPage, OwnPosts, article
from e2e.pages.feed import FeedPage
from e2e.pages.post import PostPage

pytestmark = pytest.mark.accounts


@pytest.fixture
def page(page: Page, author) -> Page:
    page.context.add_cookies(author.cookies)
    return page


@pytest.fixture
def mark() -> str:
    """What tells this test's posts from others."""
    return token_hex(4)


@pytest.fixture
def editor(page: Page) -> EditorPage:
    return EditorPage(page).open()


@pytest.fixture
def post(editor) -> PostPage:
    editor.write("A rope of sand", "It holds *nothing*.")
    return editor.publish()


def test_a_post_is_written_previewed_and_published(editor, mark, assert_fit_for_everyone):
    assert_fit_for_everyone(editor.page)
    editor.write(f"Knots by {mark}", "## The bowline\n\nIt holds *everything*.")
    editor.field("Tags").fill("e2e")
    editor.press("Preview")
    expect(editor.preview.get_by_role("heading", name="The bowline")).to_be_visible()
    assert_fit_for_everyone(editor.page)

    post = editor.publish()

    expect(post.title).to_have_text(f"Knots by {mark}")
    expect(post.text.locator("em")).to_have_text("everything")
    assert f"Knots by {mark}" in FeedPage(post.page).open().titles


def test_it_turns_into_its_form_where_it_stands_and_back(post, javascript):
    page, address = post.page, post.page.url
    before = post.title.bounding_box()

    page.get_by_role("link", name="Edit", exact=True).click()

    editor = EditorPage(page)
    expect(editor.body).to_be_focused()
    expect(page).to_have_url(f"{address}/edit")
    after = editor.title.bounding_box()
    assert not javascript or abs(before["y"] - after["y"]) < 3, (before, after)
    editor.body.fill("It holds *a little*.")
    editor.save()
    expect(post.text.locator("em")).to_have_text("a little")
    expect(page).to_have_url(address)
    expect(post.toasts.filter(has_text="Saved.")).to_be_visible()


def test_cancel_brings_the_article_back_and_keeps_what_was_typed(post, javascript):
    address = post.page.url
    editor = EditorPage(post.page).open(f"{address}/edit")
    editor.body.fill("Never mind.")

    editor.main.get_by_role("link", name="Cancel").click()

    article(post.page)
    expect(post.page).to_have_url(address)
    expect(post.text.locator("em")).to_have_text("nothing")
    if javascript:
        expect(EditorPage(post.page).open(f"{address}/edit").body).to_have_value("Never mind.")


def test_what_is_wrong_is_said_and_nothing_is_lost(editor, expected_statuses, assert_fit_for_everyone):
    expected_statuses.add(422)
    editor.body.fill("A text without a title.")

    editor.press("Publish")

    expect(editor.error("Title")).to_have_text("Give it a title.")
    expect(editor.title).to_have_attribute("aria-invalid", "true")
    expect(editor.body).to_have_value("A text without a title.")
    assert_fit_for_everyone(editor.page)
    editor.title.fill("Found at last")
    expect(editor.publish().title).to_have_text("Found at last")


def test_a_new_address_leads_from_the_old_one(post, mark):
    old = post.page.url
    editor = EditorPage(post.page).open(f"{old}/edit")
    editor.open_details()
    editor.field("Address").fill(f"sand {mark}")

    editor.save()

    expect(post.page).to_have_url(re.compile(f"/posts/sand-{mark}$"))
    post.page.goto(old)
    expect(post.page).to_have_url(re.compile(f"/posts/sand-{mark}$"))


def test_a_post_can_wait_for_its_time_and_be_taken_back(editor, mark):
    editor.write(f"Not before 2036 {mark}", "Patience.")
    editor.open_details()
    editor.field("Publish at").fill("2036-02-03T04:05")
    editor.press("Schedule")
    post = article(editor.page)

    expect(post.toasts).to_contain_text("3 February 2036, 04:05")
    rows = OwnPosts(editor.page).open("/drafts")
    expect(rows.row(f"Not before 2036 {mark}")).to_contain_text("from 3 February 2036, 04:05 on")
    rows.row(f"Not before 2036 {mark}").get_by_role("link", name="Edit").click()
    editor.open_details()
    editor.press("Unpublish")
    expect(post.toasts).to_contain_text("draft again")


@pytest.mark.js_only
def test_tags_that_are_here_already_are_suggested(post):
    page = post.page
    editor = EditorPage(page).open(f"{page.url}/edit")
    editor.field("Tags").fill("e2e-suggested")
    editor.save()
    again = EditorPage(page).open()

    again.field("Tags").press_sequentially("Sea, e2e-sug")

    expect(page.locator("#tag-suggestions option")).to_have_attribute("value", "Sea, e2e-suggested")


@pytest.mark.parametrize("button", ["Save", "Publish"])
def test_three_clicks_make_one_post(editor, mark, button):
    editor.write(f"Once is enough {mark}", "Really.")

    editor.main.get_by_role("button", name=button, exact=True).click(click_count=3)

    article(editor.page)
    expect(editor.page).to_have_url(re.compile(f"/once-is-enough-{mark}$"))
    address = editor.page.url
    editor.page.go_back(wait_until="commit")
    expect(editor.body).to_have_value("Really.")
    editor.press(button)
    article(editor.page)
    expect(editor.page).to_have_url(address)


@pytest.mark.js_only
def test_the_preview_goes_along_one_request_at_a_time_and_closes(editor):
    held, started = [], []
    editor.write("Slowly", "One.")
    editor.press("Preview")
    expect(editor.preview).to_contain_text("One.")
    editor.page.on("request", lambda request: "/preview" in request.url and started.append(request))
    editor.page.route("**/posts/preview", lambda request: held.append(request))

    with editor.page.expect_request("**/posts/preview"):
        editor.body.press_sequentially(" Two.")
    editor.body.press_sequentially(" Three.", delay=200)
    expect(editor.body).to_have_value("One. Two. Three.")
    assert len(started) == 1
    held[0].continue_()
    editor.page.unroute("**/posts/preview")

    expect(editor.preview).to_contain_text("One. Two. Three.")
    editor.press("Preview")
    expect(editor.preview).to_have_count(0)
