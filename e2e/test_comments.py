"""Comments: said, answered, changed, taken away, and arriving while somebody reads."""

from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.discussion import Discussion

pytestmark = pytest.mark.accounts


@pytest.fixture
def address(author) -> str:
    """A post of this test's own."""
    return author.write(f"The weir {token_hex(4)}", "It was repaired in the spring.")


@pytest.fixture
def reading(page: Page, colleague, address) -> Discussion:
    """The post, read by a colleague, whose comments wait for nobody."""
    page.context.add_cookies(colleague.cookies)
    return Discussion(page).open(address)


@pytest.fixture
def at_home(new_context, author, address) -> Discussion:
    """The same post in another browser, read by its author."""
    context = new_context()
    context.add_cookies(author.cookies)
    return Discussion(context.new_page()).open(address)


def test_a_comment_and_its_answer(reading, at_home, address, assert_fit_for_everyone):
    reading.say("Who repaired it?")
    at_home.open(address)
    at_home.reply("Who repaired it?", "Three of us, on Sundays.")

    reading.open(address)

    expect(reading.texts).to_have_text(["Who repaired it?", "Three of us, on Sundays."])
    expect(reading.count).to_have_text("2 comments")
    expect(reading.comment("Three of us")).to_contain_text("in reply to")
    assert_fit_for_everyone(reading.page)


def test_an_anonymous_reader_reads_them_and_is_led_to_the_sign_in(new_context, reading, address):
    reading.say("Who repaired it?")
    visitor = Discussion(new_context().new_page()).open(address)

    expect(visitor.texts).to_have_text(["Who repaired it?"])
    visitor.section.get_by_role("link", name="Log in to comment").click()

    expect(visitor.page.get_by_role("heading", name="Log in")).to_be_visible()


def test_no_words_are_refused_where_they_are_missing(
    reading, address, expected_statuses, assert_fit_for_everyone
):
    expected_statuses.add(422)
    reading.say("Who repaired it?")
    form = reading.answer("Who repaired it?")

    form.get_by_role("button", name="Comment", exact=True).click()

    expect(form).to_contain_text("Write something first.")
    expect(reading.field(form)).to_be_focused()
    assert_fit_for_everyone(reading.page)
    reading.field(form).fill("I mean, in spring.")
    form.get_by_role("button", name="Comment", exact=True).click()
    expect(reading.texts).to_have_text(["Who repaired it?", "I mean, in spring."])


def test_an_answer_can_be_given_up(reading, address):
    reading.say("Who repaired it?")

    reading.answer("Who repaired it?").get_by_role("link", name="Cancel").click()

    expect(reading.main.get_by_role("link", name="Cancel")).to_have_count(0)
    expect(reading.texts).to_have_text(["Who repaired it?"])


def test_a_quote_brings_the_words_along(reading):
    reading.say("Who repaired it?")

    form = reading.answer("Who repaired it?", "Quote")

    expect(reading.field(form)).to_have_value("> Who repaired it?\n\n")


def test_words_are_changed_in_place(reading, address):
    reading.say("Who reparied it?")

    reading.change("Who reparied it?", "Who repaired it?")

    expect(reading.texts).to_have_text(["Who repaired it?"])
    expect(reading.comment("Who repaired it?")).to_contain_text("edited")


def test_a_deletion_is_asked_for_and_can_be_undone(reading, address, javascript):
    reading.say("Who repaired it?")

    reading.delete_comment("Who repaired it?", javascript)
    reading.toasts.get_by_role("button", name="Undo").click()

    expect(reading.comment("Who repaired it?")).to_be_visible()


def test_what_was_answered_leaves_a_trace(reading, at_home, address, javascript):
    reading.say("Who repaired it?")
    at_home.open(address)
    at_home.reply("Who repaired it?", "Three of us, on Sundays.")

    reading.delete_comment("Who repaired it?", javascript)
    at_home.open(address)

    expect(at_home.texts).to_have_text(["Deleted by its author.", "Three of us, on Sundays."])


def test_conc_02_two_presses_are_one_comment(reading, address):
    reading.field(reading.own).fill("Who repaired it?")

    reading.own.get_by_role("button", name="Comment", exact=True).dblclick()

    expect(reading.texts).to_have_text(["Who repaired it?"])
    reading.open(address)
    expect(reading.texts).to_have_text(["Who repaired it?"])


def test_a_newcomer_waits_and_is_told_so(new_context, resident, address):
    context = new_context()
    context.add_cookies(resident.cookies)
    newcomer = Discussion(context.new_page()).open(address)

    newcomer.say("Good day to all.")

    expect(newcomer.comment("Good day to all.")).to_contain_text("waits for a moderator")
    others = Discussion(new_context().new_page()).open(address)
    expect(others.texts).to_have_count(0)
    expect(others.count).to_have_text("No comments yet")


def test_the_author_closes_the_discussion(reading, at_home, address, expected_statuses):
    expected_statuses.add(403)
    reading.field(reading.own).fill("Too late?")
    at_home.section.get_by_role("button", name="Close comments").click()
    expect(at_home.section).to_contain_text("Comments are closed.")

    reading.own.get_by_role("button", name="Comment", exact=True).click()

    form = reading.main.locator("form.comment-form")
    expect(form).to_contain_text("Comments on this post are closed.")
    expect(reading.field(form)).to_have_value("Too late?")


@pytest.mark.js_only
def test_three_new_comments_arrive_and_half_typed_words_stay(reading, at_home, author, address):
    reading.say("Who repaired it?")
    at_home.page.clock.install()
    at_home.open(address)
    form = at_home.answer("Who repaired it?")
    at_home.field(form).fill("Three of")
    for words in ("And when?", "And why?", "And what of the mill?"):
        reading.say(words)

    at_home.page.clock.fast_forward(31_000)
    expect(at_home.news).to_have_text("3 new comments")
    expect(at_home.texts).to_have_count(1)
    at_home.news.click()

    expect(at_home.texts).to_have_text(["Who repaired it?", "And when?", "And why?", "And what of the mill?"])
    expect(at_home.comment("And when?")).to_be_focused()
    expect(at_home.field(form)).to_have_value("Three of")
    expect(at_home.count).to_have_text("4 comments")


@pytest.mark.js_only
def test_nothing_new_costs_a_304(reading, at_home, address):
    answers = []
    at_home.page.clock.install()
    at_home.open(address)
    at_home.page.on("response", lambda one: answers.append(one) if "/comments/news" in one.url else None)
    session = at_home.page.context.new_cdp_session(at_home.page)
    received = []
    session.on("Network.responseReceivedExtraInfo", lambda event: received.append(event["statusCode"]))
    session.send("Network.enable")

    for asked in (1, 2):
        with at_home.page.expect_response(lambda one: "/comments/news" in one.url):
            at_home.page.clock.fast_forward(31_000)
        assert len(answers) == asked

    assert received == [200, 304]


@pytest.mark.js_only
def test_a_question_that_nobody_asked_takes_no_focus(reading, at_home, address):
    at_home.page.clock.install()
    at_home.open(address)

    with at_home.page.expect_response(lambda one: "/comments/news" in one.url):
        at_home.page.clock.fast_forward(31_000)
    reading.say("Who repaired it?")
    at_home.page.clock.fast_forward(31_000)
    expect(at_home.news).to_have_text("1 new comment")

    assert at_home.page.evaluate("document.activeElement === document.body")


@pytest.mark.js_only
def test_one_s_own_comment_brings_along_what_others_said_meanwhile(reading, at_home):
    reading.say("Who repaired it?")

    at_home.say("Ask me anything.")

    expect(at_home.texts).to_have_text(["Who repaired it?", "Ask me anything."])
    expect(at_home.comment("Ask me anything.")).to_be_focused()
    expect(at_home.count).to_have_text("2 comments")


@pytest.mark.js_only
def test_who_signed_out_in_another_window_is_left_in_peace(reading, address):
    reading.page.clock.install()
    reading.open(address)
    reading.field(reading.own).fill("Half a")
    reading.page.context.clear_cookies()

    with reading.page.expect_response(lambda one: "/comments/news" in one.url):
        reading.page.clock.fast_forward(31_000)
    reading.field(reading.own).press_sequentially(" thought")

    expect(reading.field(reading.own)).to_have_value("Half a thought")
    expect(reading.page).to_have_url(address)
