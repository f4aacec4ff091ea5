"""What a post was, and what was thrown away: both can be had again."""

from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.editor import EditorPage, HistoryPage, OwnPosts, article
from e2e.pages.feed import FeedPage
from e2e.pages.post import PostPage
from e2e.pages.site import SitePage

pytestmark = pytest.mark.accounts


@pytest.fixture
def page(page: Page, author) -> Page:
    page.context.add_cookies(author.cookies)
    return page


@pytest.fixture
def title() -> str:
    return f"The gate {token_hex(4)}"


@pytest.fixture
def post(page: Page, author, title) -> PostPage:
    return PostPage(page).open(author.write(title, "It is green."))


@pytest.fixture
def rewritten(post) -> PostPage:
    """The post, saved again twice."""
    address = post.page.url
    for text in ("It is red.", "It is red, and open."):
        editor = EditorPage(post.page).open(f"{address}/edit")
        editor.body.fill(text)
        editor.save()
    return post


def test_any_two_versions_can_be_compared(rewritten, assert_fit_for_everyone):
    rewritten.tools.get_by_role("link", name="History").click()
    history = HistoryPage(rewritten.page)
    expect(history.versions).to_have_count(3)
    assert_fit_for_everyone(history.page)

    revision = history.compare(1, 3)

    expect(revision.removed).to_have_text(["green"])
    expect(revision.added).to_have_text(["red, and open"])
    assert_fit_for_everyone(history.page)


def test_a_version_is_restored_as_a_new_one(rewritten):
    address = rewritten.page.url
    revision = HistoryPage(rewritten.page).open(address).look_at(1)

    post = revision.restore()

    expect(post.text).to_have_text("It is green.")
    expect(HistoryPage(post.page).open(address).versions).to_have_count(4)


def test_a_deletion_can_be_undone_at_once(post, title, javascript):
    address = post.page.url
    post.delete(javascript)
    feed = FeedPage(post.page)
    expect(feed.toasts).to_contain_text("in the trash")
    assert title not in feed.titles

    feed.toasts.get_by_role("button", name="Undo").click()

    expect(article(feed.page).title).to_have_text(title)
    expect(feed.page).to_have_url(address)
    expect(feed.toasts).to_contain_text("It is back, as it was.")
    assert title in feed.open().titles


def test_what_lies_in_the_trash_can_be_restored(post, title, javascript, assert_fit_for_everyone):
    post.delete(javascript)
    expect(post.toasts).to_contain_text("in the trash")
    trash = OwnPosts(post.page).open("/trash")
    assert_fit_for_everyone(trash.page)

    trash.row(title).get_by_role("button", name="Restore").click()

    expect(article(trash.page).title).to_have_text(title)
    expect(trash.open("/trash").row(title)).to_have_count(0)


def test_to_readers_a_deleted_post_is_gone(post, new_context, javascript, expected_statuses):
    expected_statuses.add(410)
    address = post.page.url
    post.delete(javascript)
    expect(post.toasts).to_contain_text("in the trash")

    reader = SitePage(new_context().new_page()).open(address)

    expect(reader.main).to_contain_text("taken this page down")


@pytest.mark.js_only
def test_the_question_before_a_deletion_can_be_answered_with_no(post, title):
    post.tools.get_by_role("link", name="Delete").click()
    expect(post.page.get_by_role("dialog").get_by_role("button", name="Cancel")).to_be_focused()

    post.page.keyboard.press("Escape")

    expect(post.page.get_by_role("dialog")).to_have_count(0)
    expect(post.title).to_have_text(title)
    assert title in FeedPage(post.page).open().titles
