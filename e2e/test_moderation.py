"""Keeping a discussion civil: many comments at once, one person for good, by key; all of it can be undone."""

from collections.abc import Iterator
from contextlib import ExitStack
from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.moderation import Desk, LogPage, PersonPage
from e2e.pages.site import SitePage
from e2e.support.accounts import Visitor
from e2e.support.keyboard import Keyboard
from e2e.support.own_site import OwnSite

pytestmark = [pytest.mark.accounts, pytest.mark.shell]

WORDS = ("Watches", "Pills", "A question")
POST = "/posts/the-lock"


class Talk:
    """A site with a post below which people say something, and an admin who looks after it."""

    def __init__(self, site: OwnSite, visit) -> None:
        self.site, self.visit = site, visit
        self.moderator = self.join("otto", "--admin")
        self.moderator.write("The lock", "It is shut.")

    def join(self, name: str, *options: str) -> Visitor:
        """Make an account, and sign in."""
        visitor = self.visit()
        visitor.sign_in(self.site.add(name, *options))
        return visitor

    def say(self) -> str:
        """Let somebody new say WORDS, which wait then; return the name."""
        name = f"eve-{token_hex(4)}"
        newcomer = self.join(name)
        for words in WORDS:
            newcomer.comment(POST, words)
        return name


@pytest.fixture(scope="module")
def talk(tmp_path_factory, playwright) -> Iterator[Talk]:
    with ExitStack() as stack:
        site = OwnSite(tmp_path_factory.mktemp("site"))
        stack.callback(site.close)
        site.start()

        def visit() -> Visitor:
            context = playwright.request.new_context(
                base_url=site.url, extra_http_headers={"Origin": site.url}
            )
            stack.callback(context.dispose)
            return Visitor(context)

        yield Talk(site, visit)


@pytest.fixture
def name(talk) -> str:
    """Somebody new, whose comments wait."""
    return talk.say()


@pytest.fixture
def page(page: Page, talk) -> Page:
    page.context.add_cookies(talk.moderator.cookies)
    return page


@pytest.fixture
def desk(page: Page, talk, name) -> Desk:
    """The queue, in which WORDS wait."""
    desk = Desk(page).open(f"{talk.site.url}/admin/comments")
    expect(desk.row(name)).to_have_count(3)
    return desk


@pytest.fixture
def person(page: Page, talk, name) -> PersonPage:
    """The page about whoever said WORDS."""
    return PersonPage(page).open(f"{talk.site.url}/admin/comments/by/{name}")


@pytest.fixture
def reader(new_context, talk) -> Page:
    """Somebody who reads the post."""
    page = new_context().new_page()
    page.goto(talk.site.url + POST)
    return page


def expect_said(reader: Page, name: str, count: int) -> None:
    """Readers see so many comments by somebody."""
    reader.reload()
    expect(reader.locator("#comments article").filter(has_text=name)).to_have_count(count)


def test_all_that_waits_is_approved_at_once_and_readers_see_it(
    desk, name, reader, javascript, assert_fit_for_everyone
):
    expect_said(reader, name, 0)
    assert_fit_for_everyone(desk.page)

    desk.tick_all(javascript)
    assert_fit_for_everyone(desk.page)
    desk.decide("Approve")

    expect(desk.comments).to_have_count(0)
    expect(desk.main).to_contain_text("Nothing waits")
    expect_said(reader, name, 3)
    assert_fit_for_everyone(desk.page)


def test_spam_is_rejected_in_bulk_and_the_undo_brings_all_of_it_back(desk, name, reader, javascript):
    desk.tick_all(javascript)
    desk.decide("Reject")
    expect(desk.comments).to_have_count(0)

    desk.undo("rejected")

    desk.expect_report("It is taken back.")
    expect(desk.row(name)).to_have_count(3)
    expect_said(reader, name, 0)


def test_a_few_are_ticked_and_one_is_decided_by_its_own_button(person, name, reader):
    person.tick("Watches")
    person.tick("Pills")
    person.decide("Reject")
    person.row("A question").get_by_role("button", name="Approve").click()
    person.expect_report("1 comment approved.")

    expect(person.row("A question")).to_contain_text("Visible")
    expect(person.row("Pills")).to_contain_text("Rejected by otto")
    expect_said(reader, name, 1)


def test_without_a_tick_the_buttons_say_what_to_do(person, expected_statuses):
    expected_statuses.add(422)

    person.main.get_by_role("button", name="Reject", exact=True).click()

    expect(person.main.get_by_role("alert")).to_contain_text("Nothing is ticked")
    expect(person.comments).to_have_count(3)


def test_somebody_is_blocked_with_all_they_said_and_the_undo_takes_it_back(
    person, name, talk, reader, assert_fit_for_everyone
):
    person.tick("A question")
    person.decide("Approve")
    expect_said(reader, name, 1)

    person.block()

    expect(person.unblock).to_be_visible()
    assert_fit_for_everyone(person.page)
    expect_said(reader, name, 0)
    person.undo("can write no more comments")
    person.expect_report("It is taken back.")
    expect(person.unblock).to_have_count(0)
    expect_said(reader, name, 1)


def test_the_log_tells_it_and_takes_it_back(person, name, talk, assert_fit_for_everyone):
    person.tick("Pills")
    person.decide("Delete")
    log = LogPage(person.page)
    log.open(f"{talk.site.url}/admin/log")
    expect(log.entries.first).to_contain_text("otto deleted 1 comment")
    expect(log.entries.first).to_contain_text("Pills")
    assert_fit_for_everyone(log.page)

    log.entries.first.get_by_role("button", name="Undo").click()

    expect(log.toasts.filter(has_text="It is taken back.")).to_be_visible()
    expect(log.entries.first).to_contain_text("otto took back what was decided about 1 comment")
    person.open(f"{talk.site.url}/admin/comments/by/{name}")
    expect(person.row("Pills")).to_contain_text("Waiting")


def test_the_overview_leads_to_what_waits(desk, talk, assert_fit_for_everyone):
    overview = SitePage(desk.page).open(talk.site.url)
    overview.page.get_by_role("navigation", name="Account").get_by_role("link", name="Admin").click()
    expect(overview.main.get_by_role("heading", level=1)).to_have_text("Overview")
    assert_fit_for_everyone(overview.page)

    overview.main.get_by_role("link", name="comments").first.click()

    expect(desk.comments.first).to_be_visible()


@pytest.mark.js_only
def test_by_keyboard_alone(person, name, reader):
    keys = Keyboard(person.page)
    for key in ("j", "x", "j", "x"):
        keys.press(key)
    expect(person.ticked).to_have_count(2)
    expect(person.row("Pills")).to_be_focused()

    keys.press("a")
    person.expect_report("2 comments approved.")
    for key in ("j", "j", "j", "k", "j", "r"):  # nothing is ticked now: it is the row at hand that counts
        keys.press(key)

    person.expect_report("1 comment rejected.")
    expect(person.row("Watches")).to_contain_text("Rejected")
    expect_said(reader, name, 2)


@pytest.mark.js_only
def test_keys_are_letters_again_where_one_types(person, talk):
    search = SitePage(person.page).open(f"{talk.site.url}/admin/users").main.get_by_role("searchbox")

    search.press_sequentially("jkxard")

    expect(search).to_have_value("jkxard")


@pytest.mark.js_only
def test_the_box_above_says_whether_all_are_ticked(person):
    above = person.main.get_by_label("Select all")
    person.tick("Pills")
    assert above.evaluate("box => box.indeterminate")

    for words in WORDS:
        person.tick(words)

    expect(above).to_be_checked()
    above.uncheck()
    expect(person.ticked).to_have_count(0)
