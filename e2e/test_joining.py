"""Making an account, logging out, and coming back."""

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.accounts import LoginPage, ProfilePage, RegisterPage
from e2e.pages.site import SitePage

pytestmark = pytest.mark.accounts

MISTAKES = {
    "Username": ("two words", "no spaces"),
    "Email": ("grace at home", "Write an address"),
    "Password": ("12345678", "many people use"),
    "Confirm password": ("something else", "The two passwords differ"),
}


@pytest.fixture
def register(page: Page, invitation) -> RegisterPage:
    return RegisterPage(page).open(invitation())


@pytest.fixture
def posts(page: Page) -> list[str]:
    """The addresses of all forms that the page sends from now on."""
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


def expect_mistakes(register: RegisterPage) -> None:
    for label, (_, complaint) in MISTAKES.items():
        expect(register.error(label)).to_contain_text(complaint)
        expect(register.field(label)).to_have_attribute("aria-invalid", "true")


def test_who_registers_is_signed_in_and_welcomed(register, newcomer, assert_fit_for_everyone):
    register.fill_in(newcomer)

    site = register.join()

    expect(site.own).to_have_accessible_name(newcomer.username)
    expect(site.toasts).to_have_text(f"Welcome, {newcomer.username}.")
    assert_fit_for_everyone(site.page)


@pytest.mark.js_only
def test_each_mistake_is_said_at_its_field_while_it_is_made(
    register, newcomer, posts, assert_fit_for_everyone
):
    for label, (text, complaint) in MISTAKES.items():
        register.field(label).press_sequentially(text)
        expect(register.error(label)).to_contain_text(complaint)
        expect(register.field(label)).to_be_focused()

    expect_mistakes(register)
    assert all("/register/check/" in address for address in posts)
    assert_fit_for_everyone(register.page)
    register.fill_in(newcomer)
    for label in MISTAKES:
        expect(register.error(label)).to_be_empty()
    register.join()


def test_each_mistake_is_said_when_the_form_is_sent(
    register, newcomer, expected_statuses, assert_fit_for_everyone
):
    expected_statuses.add(422)
    register.fill({label: text for label, (text, _) in MISTAKES.items()})

    register.submit.click()

    expect(register.summary.get_by_role("link")).to_have_text(list(MISTAKES))
    expect_mistakes(register)
    expect(register.field("Username")).to_have_value("two words")
    assert_fit_for_everyone(register.page)
    register.fill_in(newcomer)
    register.join()


@pytest.mark.js_only
def test_who_types_on_during_a_slow_check_keeps_field_caret_and_text(register):
    held, username = [], register.field("Username")
    register.page.route("**/register/check/username", lambda check: held.append(check))
    register.mark("Username")
    with register.page.expect_request("**/register/check/username"):
        username.press_sequentially("a b")
    register.page.unroute("**/register/check/username")

    username.press("Home")
    username.press_sequentially("wx")
    for check in held:
        check.continue_()

    expect(register.error("Username")).to_contain_text("no spaces")
    expect(username).to_have_value("wxa b")
    expect(username).to_be_focused()
    assert register.is_marked("Username")
    assert username.evaluate("input => input.selectionStart") == 2


@pytest.mark.js_only
def test_a_check_that_comes_late_leaves_the_next_field_alone(register):
    held, password = [], register.field("Password")
    register.page.route("**/register/check/email", lambda check: held.append(check))
    with register.page.expect_request("**/register/check/email"):
        register.field("Email").press_sequentially("grace at home")
    register.mark("Password")
    password.press_sequentially("half a pass")

    for check in held:
        check.continue_()

    expect(register.error("Email")).to_contain_text("Write an address")
    expect(password).to_have_value("half a pass")
    expect(password).to_be_focused()
    assert register.is_marked("Password")


@pytest.mark.js_only
def test_typed_passwords_survive_a_refused_form(register, newcomer, expected_statuses):
    expected_statuses.add(422)
    register.fill_in(newcomer)
    register.fill({"Username": "two words"})

    register.submit.click()

    expect(register.summary).to_be_visible()
    for label in ("Password", "Confirm password"):
        expect(register.field(label)).to_have_value(newcomer.password)
    register.fill({"Username": newcomer.username})
    register.join()


@pytest.mark.js_only
def test_three_quick_clicks_make_one_account(register, newcomer, posts):
    register.fill_in(newcomer)

    register.submit.click(click_count=3)

    expect(register.toasts).to_have_text(f"Welcome, {newcomer.username}.")
    assert len([address for address in posts if "/check/" not in address]) == 1


def test_a_wrong_password_is_refused_and_the_right_one_is_remembered(
    page: Page, member, new_context, expected_statuses, assert_fit_for_everyone
):
    expected_statuses.add(422)
    page.context.clear_cookies()
    login = LoginPage(page).open()

    login.send(member.email, "not the password", remember=True)

    expect(login.error("Password")).to_have_text("The email address or the password is wrong.")
    expect(login.field("Email")).to_have_value(member.email)
    assert_fit_for_everyone(page)
    login.log_in(member, remember=True)
    lasting = [cookie for cookie in page.context.cookies() if cookie["expires"] > 0]
    browser_next_week = new_context(storage_state={"cookies": lasting, "origins": []}).new_page()
    profile = ProfilePage(browser_next_week).open()
    expect(profile.field("Username")).to_have_value(member.username)


def test_back_after_logging_out_does_not_show_what_was_private(page: Page, member):
    site = SitePage(page).open("/")
    expect(site.own).to_be_visible()
    ProfilePage(page).open().log_out()

    for _private in ("profile", "list"):
        page.go_back(wait_until="commit")

        expect(site.way_in).to_be_visible()
        expect(site.own).to_have_count(0)
