"""All of it without a mouse: the way is short, each stop can be seen, errors and dialogs can be reached."""

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.accounts import LoginDialog, LoginPage, ProfilePage, RegisterPage
from e2e.pages.site import SitePage
from e2e.support.keyboard import Keyboard

pytestmark = pytest.mark.accounts


@pytest.fixture
def keys(page: Page) -> Keyboard:
    return Keyboard(page)


def fill_in_from_the_username(keys: Keyboard, username: str, email: str, password: str) -> None:
    keys.type(username)
    for stop, text in (("Email", email), ("Password", password), ("Confirm password", password)):
        keys.next(f'textbox "{stop}"')
        keys.type(text)


def test_registering_with_a_mistake_and_without(page: Page, newcomer, invitation, keys, expected_statuses):
    expected_statuses.add(422)
    register = RegisterPage(page).open(invitation())
    username = register.field("Username")
    expect(username).to_be_focused()
    fill_in_from_the_username(keys, "two words", newcomer.email, newcomer.password)
    keys.next('button "Register"')
    keys.press("Space")
    expect(register.summary).to_be_visible()
    expect(username).to_be_focused()

    keys.back('link "Username"')
    keys.press("Enter")
    expect(username).to_be_focused()
    fill_in_from_the_username(keys, newcomer.username, newcomer.email, newcomer.password)
    keys.press("Enter")

    expect(register.own).to_have_accessible_name(newcomer.username)


def test_logging_out_and_in_again_and_writing_about_oneself(page: Page, member, keys):
    site = SitePage(page).open("/")
    keys.go_to('button "Log out"')
    keys.press("Space")
    expect(site.way_in).to_be_visible()

    keys.go_to('link "Log in"')
    keys.press("Enter")
    expect(LoginPage(page).field("Email")).to_be_focused()
    keys.type(member.username)
    keys.next('textbox "Password"')
    keys.type(member.password)
    keys.next('checkbox "Remember me on this device"')
    keys.press("Space")
    keys.next('button "Log in"')
    keys.press("Enter")
    expect(site.own).to_be_visible()

    keys.go_to(f'link "{member.username}"')
    keys.press("Enter")
    profile = ProfilePage(page)
    expect(profile.bio).to_be_visible()
    keys.go_to('textbox "Bio"')
    keys.type("Mends clocks.")
    keys.go_to('button "Save"')
    keys.press("Enter")
    profile.expect_saved()
    keys.go_to('button "Log out"')
    keys.press("Enter")
    expect(site.way_in).to_be_visible()


@pytest.mark.js_only
def test_the_dialog_keeps_the_focus_until_it_is_done(page: Page, member, keys, expected_statuses):
    expected_statuses.add(401)
    profile = ProfilePage(page).open()
    page.context.clear_cookies()
    keys.go_to('button "Save"')
    keys.press("Enter")
    dialog = LoginDialog(page)
    expect(dialog.field("Email")).to_be_focused()

    for _ in range(12):
        keys.press("Tab")
        assert dialog.holds_the_focus
    keys.go_to('textbox "Email"')
    keys.type(member.email)
    keys.next('textbox "Password"')
    keys.type(member.password)
    keys.press("Enter")

    expect(dialog.root).to_have_count(0)
    expect(profile.root.get_by_role("button", name="Save")).to_be_focused()
    keys.press("Enter")
    profile.expect_saved()
