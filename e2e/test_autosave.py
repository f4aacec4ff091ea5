"""What is typed is kept, whatever happens; and the line tells the truth about it."""

import re
from collections.abc import Callable
from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.accounts import KeptPage, LoginDialog, LoginPage
from e2e.pages.editor import EditorPage, OwnPosts, article
from e2e.support.accounts import Person

pytestmark = pytest.mark.accounts

WORDS = " ".join(f"word{number}" for number in range(2_000))
KEPT = re.compile(r"^Saved \d\d:\d\d:\d\d · [\d,]+ words?$")
ARRIVED = "async (address) => (await (await fetch(address)).text()).includes('It was deep.')"
LOST = "CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INTERNET_DISCONNECTED|FAILED"
UNREACHABLE = rf"net::ERR_({LOST})|Failed to fetch"


@pytest.fixture
def page(page: Page, author) -> Page:
    page.context.add_cookies(author.cookies)
    return page


@pytest.fixture
def title() -> str:
    return f"The well {token_hex(4)}"


@pytest.fixture
def editor(page: Page, title) -> EditorPage:
    editor = EditorPage(page).open()
    editor.title.fill(title)
    return editor


@pytest.fixture
def post(author, title) -> str:
    return author.write(title, "It is deep.")


@pytest.fixture
def unreachable(guard) -> None:
    guard.expected_errors.add(UNREACHABLE)


@pytest.mark.js_only
class TestKeeping:
    def test_two_seconds_after_the_last_key_the_server_has_it(self, editor, title):
        with editor.page.expect_response("**/posts/new/autosave") as answer:
            editor.body.press_sequentially("Cold and clear")

        editor.expect_kept("3 words")
        assert answer.value.ok
        expect(OwnPosts(editor.page.context.new_page()).open("/drafts").row(title)).to_be_visible()

    def test_leaving_the_text_keeps_it_at_once(self, editor):
        editor.body.focus()
        editor.expect_kept("0 word")
        editor.body.press_sequentially("Cold")

        with editor.page.expect_request("**/posts/new/autosave", timeout=1_500):
            editor.field("Tags").focus()

    def test_nothing_is_asked_while_nothing_is_typed(self, editor):
        editor.body.fill("Cold.")
        editor.expect_kept("1 word")
        asked = []
        editor.page.on("request", lambda request: asked.append(request.url))

        editor.title.focus()
        editor.body.focus()
        editor.field("Tags").focus()

        assert not [url for url in asked if "autosave" in url]

    def test_one_text_is_one_draft_however_often_it_is_kept(self, editor, title):
        for text in ("One.", "Two.", "Three."):
            with editor.page.expect_response("**/posts/new/autosave"):
                editor.body.fill(text)
                editor.field("Tags").focus()

        drafts = OwnPosts(editor.page.context.new_page()).open("/drafts")

        expect(drafts.row(title)).to_have_count(1)

    def test_readers_see_nothing_of_it(self, page, post, new_context):
        editor = EditorPage(page).open(f"{post}/edit")
        editor.body.fill("It is dry.")
        editor.expect_kept()

        reader = new_context().new_page()
        reader.goto(post)

        expect(reader.get_by_role("article")).to_contain_text("It is deep.")

    def test_keeping_never_stands_in_the_way_of_saving(self, page, post):
        editor = EditorPage(page).open(f"{post}/edit")
        for text in ("It is dry.", "It is full."):
            editor.body.fill(text)
            editor.field("Tags").focus()
            editor.expect_kept()

        expect(editor.save().text).to_have_text("It is full.")


@pytest.mark.js_only
class TestComingBack:
    @pytest.mark.parametrize("sudden", [True, False], ids=["crashed", "left"])
    def test_a_window_that_is_gone_loses_nothing(self, page, post, new_context, author, sudden):
        context = new_context(storage_state={"cookies": author.cookies, "origins": []})
        editor = EditorPage(context.new_page()).open(f"{post}/edit")
        editor.body.press_sequentially("It was deep. ")
        if sudden:
            editor.expect_kept()
            editor.page.close()
        else:
            editor.page.close(run_before_unload=True)
            page.goto(post)
            page.wait_for_function(ARRIVED, arg=f"{post}/edit")

        again = EditorPage(page).open(f"{post}/edit")

        expect(again.notice).to_contain_text("These are your unsaved changes from")
        expect(again.body).to_have_value("It was deep. It is deep.")

    def test_a_new_text_is_found_among_the_drafts(self, editor, title):
        editor.body.fill("Cold.")
        editor.expect_kept("1 word")

        drafts = OwnPosts(editor.page).open("/drafts")
        drafts.row(title).get_by_role("link", name=title).click()

        again = EditorPage(editor.page)
        expect(again.notice).to_be_visible()
        expect(again.body).to_have_value("Cold.")
        again.publish()
        expect(drafts.open("/drafts").row(title)).to_have_count(0)

    def test_it_can_be_thrown_away(self, page, post):
        editor = EditorPage(page).open(f"{post}/edit")
        editor.body.fill("It is dry.")
        editor.expect_kept()
        again = EditorPage(page).open(f"{post}/edit")

        again.press("Throw them away")

        expect(again.notice).to_have_count(0)
        expect(again.body).to_have_value("It is deep.")
        expect(again.toasts).to_contain_text("thrown away")

    def test_the_post_says_that_changes_wait(self, page, post):
        editor = EditorPage(page).open(f"{post}/edit")
        editor.body.fill("It is dry.")
        editor.expect_kept()

        page.goto(post)

        expect(page.get_by_role("navigation", name="This post")).to_contain_text("Unsaved changes")


@pytest.mark.js_only
class TestFailing:
    def test_an_answer_of_failure_turns_the_line_red_and_it_tries_again(self, editor, expected_statuses):
        expected_statuses.add(500)
        editor.page.route("**/autosave", lambda route: route.fulfill(status=500, body="no"))
        editor.body.fill("Cold.")

        editor.expect_not_kept()
        expect(editor.line).to_have_class(re.compile("failed"))
        expect(editor.main.get_by_role("alert").filter(has_text="Not saved")).to_be_visible()
        editor.page.unroute("**/autosave")

        editor.expect_kept("1 word")
        expect(editor.line).not_to_have_class(re.compile("failed"))

    def test_a_server_that_says_nothing_is_a_failure_too(self, editor, unreachable):
        held = []
        editor.page.route("**/autosave", lambda route: held.append(route))
        editor.body.fill("Cold.")

        editor.expect_not_kept()
        editor.page.unroute("**/autosave")

        editor.expect_kept("1 word")

    def test_offline_and_back(self, editor, unreachable):
        editor.page.context.set_offline(True)
        editor.body.fill("Cold.")
        editor.expect_not_kept()
        editor.body.fill("Cold and clear.")

        editor.page.context.set_offline(False)

        editor.expect_kept("3 words")


@pytest.fixture
def elsewhere(own_site, new_context) -> EditorPage:
    """The editor on a site that can be killed, signed in."""
    person: Person = own_site.add("ada")
    own_site.start()
    page = new_context().new_page()
    LoginPage(page).open(f"{own_site.url}/login").log_in(person)
    editor = EditorPage(page).open(f"{own_site.url}/posts/new")
    editor.title.fill("Down the well")
    return editor


@pytest.mark.shell
@pytest.mark.js_only
def test_a_server_killed_while_typing_is_seen_and_once_it_is_back_the_text_is_there(
    own_site, elsewhere, unreachable
):
    elsewhere.body.press_sequentially("Before. ")
    elsewhere.expect_kept("1 word")
    elsewhere.body.press_sequentially("While")
    own_site.kill()
    elsewhere.body.press_sequentially(" it was away.")
    elsewhere.expect_not_kept()

    own_site.start()

    expect(elsewhere.line).to_have_text(KEPT, timeout=10_000)
    drafts = OwnPosts(elsewhere.page.context.new_page()).open(f"{own_site.url}/drafts")
    drafts.row("Down the well").get_by_role("link").first.click()
    expect(EditorPage(drafts.page).body).to_have_value("Before. While it was away.")


@pytest.mark.shell
@pytest.mark.js_only
def test_what_was_kept_before_a_server_was_killed_outlives_the_browser(own_site, elsewhere, unreachable):
    elsewhere.body.fill("Before.")
    elsewhere.expect_kept("1 word")
    own_site.kill()
    context = elsewhere.page.context
    elsewhere.page.close()
    own_site.start()

    drafts = OwnPosts(context.new_page()).open(f"{own_site.url}/drafts")
    drafts.row("Down the well").get_by_role("link").first.click()

    expect(EditorPage(drafts.page).body).to_have_value("Before.")


@pytest.mark.shell
@pytest.mark.js_only
def test_a_save_while_the_server_is_away_leaves_the_text_in_the_form(own_site, elsewhere, unreachable):
    elsewhere.body.fill(WORDS)
    elsewhere.expect_kept("2,000 words")
    own_site.kill()

    elsewhere.press("Save")

    expect(elsewhere.toasts).to_contain_text("What you typed is still here")
    elsewhere.expect_not_kept()
    own_site.start()
    expect(elsewhere.save().text).to_have_text(WORDS)


@pytest.fixture(params=["new", "edit"])
def long_text(request, page: Page, title) -> EditorPage:
    """A window with 2,000 words in it, of a new post or an old one."""
    editor = EditorPage(page)
    if request.param == "edit":
        editor.open(f"{request.getfixturevalue('post')}/edit")
    else:
        editor.open().title.fill(title)
    editor.body.fill(WORDS)
    return editor


@pytest.fixture
def sign_out(page: Page) -> Callable[[], None]:
    return lambda: page.context.clear_cookies(name=re.compile("session$"))


def test_the_cookie_goes_while_2000_words_are_written_and_none_is_lost(
    long_text, author, sign_out, javascript, expected_statuses
):
    expected_statuses.add(401)
    sign_out()
    long_text.press("Save")
    if javascript:
        dialog = LoginDialog(long_text.page)
        expect(dialog.field("Email")).to_be_focused()
        dialog.send(author.person.email, author.person.password)
        expect(dialog.root).to_have_count(0)
        expect(long_text.body).to_have_value(WORDS)
        long_text.press("Save")
    else:
        LoginPage(long_text.page).log_in(author.person)
        kept = KeptPage(long_text.page)
        kept.expect_here()
        expect(kept.field("Body")).to_have_value(WORDS)
        kept.press("Send again")

    expect(article(long_text.page).text).to_have_text(WORDS)


@pytest.mark.js_only
def test_the_line_says_that_one_is_signed_out(editor, sign_out, expected_statuses):
    expected_statuses.add(401)
    sign_out()

    editor.body.fill("Cold.")

    editor.expect_not_kept()
    expect(editor.line).to_contain_text("signed out")


def test_a_stale_token_loses_none_of_2000_words(long_text, javascript, expected_statuses):
    expected_statuses.add(400)
    long_text.spoil_token()
    long_text.press("Save")
    if javascript:
        out_of_date = long_text.toasts.filter(has_text="out of date")  # beside "Published."
        expect(out_of_date).to_be_visible()  # and with it a fresh token has come
        expect(long_text.body).to_have_value(WORDS)
        long_text.press("Save")
    else:
        kept = KeptPage(long_text.page)
        kept.expect_here()
        expect(kept.field("Body")).to_have_value(WORDS)
        kept.press("Send again")

    expect(article(long_text.page).text).to_have_text(WORDS)
