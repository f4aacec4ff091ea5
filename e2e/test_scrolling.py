"""The list goes on: by scrolling, by keyboard, by plain links, and comes back as it was."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.feed import FeedPage
from e2e.support import content

pytestmark = pytest.mark.shell


@pytest.mark.js_only
def test_scrolling_loads_five_pages_and_then_the_footer_can_be_reached(page: Page):
    feed = FeedPage(page).open()
    feed.scroll_through(20, 30, 40, 50, 60)

    feed.scroll_to_the_end()

    expect(page.get_by_role("contentinfo")).to_be_in_viewport()
    feed.expect_posts(60)
    expect(feed.more).to_be_visible()
    assert len(set(feed.titles)) == 60


@pytest.mark.js_only
def test_on_request_the_list_goes_on_to_its_end_and_the_focus_goes_along(page: Page):
    feed = FeedPage(page).open()
    feed.scroll_through(20, 30, 40, 50, 60)

    for first_new, count in ((60, 70), (70, 80), (80, content.COUNT)):
        feed.more.press("Enter")
        feed.expect_posts(count)
        expect(feed.cards.nth(first_new).get_by_role("heading").get_by_role("link")).to_be_focused()

    expect(feed.more).to_have_count(0)


@pytest.mark.js_only
def test_back_brings_the_same_rows_and_position(page: Page):
    feed = FeedPage(page).open()
    feed.scroll_through(20, 30, 40)
    title = feed.titles[24]
    feed.cards.nth(24).scroll_into_view_if_needed()
    before = feed.cards.nth(24).bounding_box()
    feed.read(title)

    page.go_back(wait_until="commit")  # a page from the back/forward cache fires no load event

    expect(feed.cards.nth(24).get_by_role("heading")).to_have_text(title)
    expect(feed.cards.nth(24)).to_be_in_viewport()
    after = feed.cards.nth(24).bounding_box()
    assert abs(before["y"] - after["y"]) < 150


@pytest.mark.js_only
def test_the_address_brings_the_list_back_in_a_new_window(page: Page):
    feed = FeedPage(page).open()
    feed.scroll_through(20, 30)
    expect(page).to_have_url(re.compile(r"\?through="))
    shown = feed.titles

    page.goto(page.url)

    assert feed.titles[: len(shown)] == shown


@pytest.mark.nojs_only
def test_without_javascript_each_page_links_to_the_next(page: Page):
    feed = FeedPage(page).open()
    seen = feed.titles
    while feed.more.count():
        feed.more.click()
        seen += feed.titles

    assert len(seen) == len(set(seen)) == content.COUNT


def test_a_list_that_was_entered_in_the_middle_leads_to_its_top(page: Page):
    feed = FeedPage(page).open()
    newest = feed.titles[0]
    page.goto(page.url + feed.more.get_attribute("href"))
    assert newest not in feed.titles

    page.get_by_role("link", name="Newest posts").click()

    expect(feed.cards.first.get_by_role("heading")).to_have_text(newest)


@pytest.mark.js_only
def test_a_refused_request_is_one_toast_and_leaves_the_list_alone(page: Page, expected_statuses):
    expected_statuses.add(404)
    feed = FeedPage(page).open()
    shown = feed.titles
    feed.break_the_next_request()

    feed.more.press("Enter")

    expect(feed.toasts).to_have_count(1)
    expect(feed.toasts).to_contain_text("Nothing stands here")
    assert feed.titles[: len(shown)] == shown


@pytest.mark.js_only
def test_a_lost_connection_loses_nothing(page: Page, guard):
    guard.expected_errors.add("ERR_INTERNET_DISCONNECTED|Failed to fetch")
    feed = FeedPage(page).open()
    page.context.set_offline(True)
    feed.more.press("Enter")
    feed.expect_posts(10)

    page.context.set_offline(False)
    feed.more.press("Enter")

    feed.expect_posts(20)
