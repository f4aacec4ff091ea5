"""Readers find their way: from the list to a post, its author, its tags, and back."""

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.feed import FeedPage
from e2e.pages.post import PostPage
from e2e.pages.site import SitePage
from e2e.support import content


def test_from_the_list_to_the_newest_post_and_its_author(page: Page, assert_accessible):
    feed = FeedPage(page).open()
    newest = feed.titles[0]
    name = feed.author_of(newest)
    post = feed.read(newest)
    assert_accessible(page)

    post.follow_author()

    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert newest in feed.titles


@pytest.mark.shell
def test_from_the_list_to_a_post_its_tag_and_its_author(page: Page, assert_accessible):
    feed = FeedPage(page).open()
    assert_accessible(page)
    post = feed.read(content.LONG_TITLE)
    assert_accessible(page)

    post.follow_tag("harbour")
    expect(page.get_by_role("heading", level=1)).to_have_text("harbour")
    assert content.LONG_TITLE in feed.titles
    assert_accessible(page)

    name = feed.author_of(content.LONG_TITLE)
    feed.follow_author(content.LONG_TITLE)
    assert name in content.AUTHORS
    assert_accessible(page)


def test_a_post_leads_on_to_older_ones(page: Page):
    feed = FeedPage(page).open()
    second = feed.titles[1]

    post = feed.read(feed.titles[0])
    post.go_to_older()

    expect(post.title).to_have_text(second)


@pytest.mark.shell
def test_a_draft_is_nowhere(page: Page):
    feed = FeedPage(page).open("/tags/baking")

    assert content.DRAFT_TITLE not in feed.titles


def test_a_page_that_is_not_there_leads_onward(page: Page, expected_statuses, assert_accessible):
    expected_statuses.add(404)
    nowhere = SitePage(page).open("/posts/never-written")
    assert nowhere.heading == "Nothing stands here"
    assert_accessible(page)

    nowhere.main.get_by_role("link", name="All posts").click()

    FeedPage(page).expect_posts(10)


def test_the_colours_can_be_chosen_and_stay(page: Page, assert_accessible):
    feed = FeedPage(page).open()
    light = feed.paper

    feed.choose_theme("Dark")

    assert feed.theme == "Dark"
    assert feed.paper != light
    assert_accessible(page)
    feed.read(feed.titles[0])
    assert_accessible(page)
    assert SitePage(page).theme == "Dark"

    feed.choose_theme("Light")
    assert feed.paper == light


def test_the_system_s_colours_are_followed_until_one_is_chosen(new_context, base_url):
    page = new_context(color_scheme="dark").new_page()
    feed = FeedPage(page).open(base_url)
    dark = feed.paper

    page.emulate_media(color_scheme="light")

    assert feed.paper != dark
    assert feed.theme == "System"


def test_the_keyboard_skips_to_the_text(page: Page):
    FeedPage(page).open()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.shell
def test_a_long_post_shows_its_contents_code_table_and_picture(page: Page, assert_accessible):
    post = FeedPage(page).open().read(content.LONG_TITLE)

    assert len(post.headings) == 3
    expect(post.text.get_by_role("table")).to_be_visible()
    expect(post.text.get_by_role("region").first).to_be_visible()
    picture = post.text.get_by_role("img").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("img => img.naturalWidth") > 0
    assert_accessible(page)


@pytest.mark.shell
def test_a_footnote_can_be_read_and_left_again(page: Page):
    post = FeedPage(page).open().read(content.LONG_TITLE)

    note = post.follow_footnote()

    expect(note).to_contain_text("harbour master")
    note.get_by_role("link").last.click()
    assert PostPage(page).text.locator("sup a").first.is_visible()


@pytest.mark.shell
def test_tags_are_listed_with_their_counts(page: Page, assert_accessible):
    tags = SitePage(page).open("/tags/")

    expect(tags.main.get_by_role("link", name="harbour")).to_contain_text("15")
    assert_accessible(page)


@pytest.mark.shell
def test_an_empty_about_page_is_no_dead_end(page: Page, assert_accessible):
    about = SitePage(page).open("/about")

    expect(about.main.get_by_role("link", name="Read the posts")).to_be_visible()
    assert_accessible(page)
