"""A reader browses the archive by year and month, to a post and back; a program finds feeds and data."""

import json
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.archive import ArchivePage
from e2e.pages.feed import FeedPage
from e2e.pages.site import SitePage

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_from_the_header_by_year_and_month_to_a_post_and_back(page: Page, assert_fit_for_everyone):
    FeedPage(page).open()
    page.get_by_role("navigation", name="Site", exact=True).get_by_role("link", name="Archive").click()
    archive = ArchivePage(page)
    expect(archive.title).to_have_text("Archive")
    assert_fit_for_everyone(page)
    year = archive.years[-1]

    archive.go_to(year, year)
    assert_fit_for_everyone(page)
    month = archive.years[0]
    archive.go_to(month, f"{month} {year}")
    assert_fit_for_everyone(page)
    titles = archive.titles
    archive.read(titles[0])
    page.go_back(wait_until="commit")

    expect(archive.title).to_have_text(f"{month} {year}")
    assert archive.titles == titles


@pytest.mark.shell
def test_the_months_lead_to_one_another(page: Page):
    archive = ArchivePage(page).open("/archive/2024/03")

    archive.go_to("Later", "April 2024")
    archive.go_to("Earlier", "March 2024")
    archive.go_to("2024", "2024")

    assert "March" in archive.years


def test_a_month_without_posts_is_no_dead_end(page: Page, expected_statuses):
    expected_statuses.add(404)
    nowhere = SitePage(page).open("/archive/1851/05")

    nowhere.main.get_by_role("link", name="All posts").click()

    FeedPage(page).expect_posts(10)


def test_a_page_names_a_feed_that_holds_what_it_lists(page: Page):
    feed = FeedPage(page).open()
    feed.follow_author(feed.titles[0])
    address = page.locator("link[type='application/atom+xml']").first.get_attribute("href")

    answer = page.request.get(address)

    titles = [
        entry.findtext("a:title", "", ATOM)
        for entry in ElementTree.fromstring(answer.body()).findall("a:entry", ATOM)
    ]
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert titles[: len(feed.titles)] == feed.titles


def test_a_post_is_data_too_and_the_browser_has_nothing_against_it(page: Page):
    feed = FeedPage(page).open()
    title = feed.titles[0]

    feed.read(title)

    data = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    assert (data["@type"], data["headline"]) == ("BlogPosting", title)
