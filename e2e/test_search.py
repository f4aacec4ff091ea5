"""Readers look for words: as they type, or by the button; marks, filters, Back, and the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.post import PostPage
from e2e.pages.search import SearchPage
from e2e.support import content
from e2e.support.keyboard import Keyboard

pytestmark = pytest.mark.shell  # it knows what the sample blog holds


def test_from_the_header_to_a_post_and_back(page: Page, assert_fit_for_everyone):
    page.goto("/")
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Search").click()
    search = SearchPage(page)
    expect(search.field).to_be_focused()
    assert_fit_for_everyone(page)

    search.search("harbour clock mended")
    search.expect_told("1 post found")
    assert search.titles == [content.LONG_TITLE]
    expect(search.marks.first).to_have_text("harbour")
    assert_fit_for_everyone(page)
    search.read(content.LONG_TITLE)
    page.go_back(wait_until="commit")

    expect(search.field).to_have_value("harbour clock mended")
    expect(search.cards).to_have_count(1)
    assert search.titles == [content.LONG_TITLE]


@pytest.mark.js_only
def test_results_and_address_follow_what_is_typed(page: Page):
    search = SearchPage(page).open()

    search.type("harbour clo")
    search.expect_told("1 post found")
    expect(page).to_have_url(re.compile(r"/search\?q=harbour(\+|%20)clo$"))
    expect(search.field).to_be_focused()
    search.type("harbour cloud of nothing")
    search.expect_told("Nothing found")
    expect(search.main.get_by_role("heading", name="No post holds that")).to_be_visible()
    search.type("escapement")
    search.expect_told("1 post found")

    search.read(content.LONG_TITLE)
    page.go_back(wait_until="commit")
    expect(search.field).to_have_value("escapement")
    expect(search.cards).to_have_count(1)
    page.reload()
    assert search.titles == [content.LONG_TITLE]


@pytest.mark.js_only
def test_an_older_answer_never_overwrites_a_newer_one(page: Page):
    search = SearchPage(page).open()
    held = []
    page.route(re.compile(r"q=escapement"), lambda route: held.append(route))
    with page.expect_request(re.compile(r"q=escapement")):
        search.type("escapement")

    search.type("zanzibar")
    search.expect_told("Nothing found")
    for route in held:
        route.continue_()

    expect(page).to_have_url(re.compile(r"q=zanzibar$"))
    search.expect_told("Nothing found")
    expect(search.cards).to_have_count(0)


def test_a_search_is_narrowed_down_and_widened_again(page: Page, assert_accessible):
    search = SearchPage(page).open()
    search.search("winter")
    everything = search.cards.count()

    search.main.get_by_role("navigation", name="Search only").get_by_role("link", name="by Ada Marsh").click()
    chosen = search.main.get_by_role("link", name="Search without the author Ada Marsh")
    expect(chosen).to_be_visible()
    assert {search.author_of(title) for title in search.titles} == {"Ada Marsh"}
    assert_accessible(page)
    search.search("beginners")
    assert {search.author_of(title) for title in search.titles} == {"Ada Marsh"}
    chosen.click()
    search.search("winter")

    expect(chosen).to_have_count(0)
    assert search.cards.count() == everything


def test_a_draft_is_not_found(page: Page):
    search = SearchPage(page).open()

    search.search(content.DRAFT_TITLE)

    search.expect_told("Nothing found")


def test_more_results_come_on_request(page: Page, javascript):
    search = SearchPage(page).open()
    search.search("mistake")
    search.expect_posts(10)

    search.more.click()

    search.expect_posts(20 if javascript else 10)
    if javascript:
        expect(search.cards.nth(10).get_by_role("heading").get_by_role("link")).to_be_focused()


def test_a_search_by_keyboard_alone(page: Page):
    search = SearchPage(page).open()
    keys = Keyboard(page)
    expect(search.field).to_be_focused()

    page.keyboard.type("escapement")
    page.keyboard.press("Enter")
    search.expect_told("1 post found")
    keys.go_to(f'link "{content.LONG_TITLE}"')
    page.keyboard.press("Enter")

    expect(PostPage(page).title).to_have_text(content.LONG_TITLE)


@pytest.mark.js_only
@pytest.mark.accounts
def test_a_key_opens_the_search_and_comes_back_to_its_field(page: Page, resident):
    page.context.add_cookies(resident.cookies)
    page.goto("/")

    page.keyboard.press("/")
    search = SearchPage(page)
    expect(search.field).to_be_focused()
    page.keyboard.type("escapement")
    search.expect_told("1 post found")
    search.cards.get_by_role("link").first.focus()
    page.keyboard.press("/")

    expect(search.field).to_be_focused()
    expect(search.field).to_have_value("escapement")


def test_a_page_that_is_not_there_can_be_looked_for(page: Page, expected_statuses, assert_accessible):
    expected_statuses.add(404)
    search = SearchPage(page).open("/no-such-page")
    assert_accessible(page)

    search.search("escapement")

    search.expect_told("1 post found")
