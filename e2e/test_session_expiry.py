"""The session ends in the middle of a form. Nothing that was typed is lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.accounts import KeptPage, LoginDialog, LoginPage, ProfilePage, SessionsPage
from e2e.pages.site import SitePage

pytestmark = pytest.mark.accounts

BIO = "Mends clocks.\nKeeps bees, and a notebook about them."


@pytest.fixture
def profile(page: Page, member) -> ProfilePage:
    """The profile of somebody who has just typed BIO into it."""
    profile = ProfilePage(page).open()
    profile.bio.fill(BIO)
    return profile


@pytest.fixture(params=["cookie gone", "ended elsewhere"])
def lose_the_session(request, page: Page, member, visit, new_context) -> Callable[[], None]:
    def forget() -> None:
        page.context.clear_cookies(name=re.compile("session$"))

    def end_elsewhere() -> None:
        visitor = visit()
        visitor.sign_in(member)
        elsewhere = new_context(storage_state={"cookies": visitor.cookies, "origins": []}).new_page()
        SessionsPage(elsewhere).open().end_all_others()

    return forget if request.param == "cookie gone" else end_elsewhere


def expect_stored(page: Page) -> None:
    expect(ProfilePage(page).open().bio).to_have_value(BIO)


@pytest.mark.js_only
def test_a_dialog_above_the_form_signs_in_again_and_the_text_is_saved(
    profile, member, lose_the_session, expected_statuses
):
    expected_statuses.add(401)
    lose_the_session()
    profile.save()

    dialog = LoginDialog(profile.page)
    expect(dialog.field("Email")).to_be_focused()
    expect(profile.bio).to_have_value(BIO)
    dialog.send(member.email, member.password)

    expect(dialog.root).to_have_count(0)
    expect(profile.toasts.filter(has_text="Press the button again")).to_be_visible()
    expect(profile.bio).to_have_value(BIO)
    profile.save()
    profile.expect_saved()
    expect_stored(profile.page)


@pytest.mark.js_only
def test_the_dialog_says_what_was_wrong_and_stays(
    profile, member, expected_statuses, assert_fit_for_everyone
):
    expected_statuses |= {401, 422}
    profile.page.context.clear_cookies()
    profile.save()
    dialog = LoginDialog(profile.page)
    expect(dialog.root).to_be_visible()
    assert_fit_for_everyone(profile.page)

    dialog.send(member.email, "not the password")

    expect(dialog.error("Password")).to_have_text("The email address or the password is wrong.")
    assert_fit_for_everyone(profile.page)
    dialog.send(member.email, member.password)
    expect(dialog.root).to_have_count(0)


@pytest.mark.js_only
def test_escape_closes_the_dialog_and_the_form_is_as_it_was(profile, expected_statuses):
    expected_statuses.add(401)
    profile.page.context.clear_cookies()
    profile.save()
    dialog = LoginDialog(profile.page)
    expect(dialog.field("Email")).to_be_focused()

    profile.page.keyboard.press("Escape")

    expect(dialog.root).to_have_count(0)
    expect(profile.bio).to_have_value(BIO)
    expect(profile.root.get_by_role("button", name="Save")).to_be_focused()
    profile.save()
    expect(dialog.field("Email")).to_be_focused()


@pytest.mark.nojs_only
def test_without_javascript_the_form_waits_for_the_sign_in_and_is_offered_again(
    profile, member, lose_the_session
):
    lose_the_session()
    profile.save()
    login = LoginPage(profile.page)
    assert login.heading == "Log in"
    login.log_in(member)

    kept = KeptPage(profile.page)
    kept.expect_here()
    expect(kept.field("Bio")).to_have_value(BIO)
    kept.send_again().expect_saved()

    expect_stored(profile.page)


@pytest.mark.js_only  # for axe, which needs a script
def test_the_page_that_offers_a_text_again_is_fit_for_everyone(
    profile, expected_statuses, assert_fit_for_everyone
):
    expected_statuses.add(400)
    profile.spoil_token()

    profile.send_without_script("Bio")

    KeptPage(profile.page).expect_here()
    assert_fit_for_everyone(profile.page)


@pytest.mark.js_only
def test_a_stale_token_is_renewed_below_the_text(profile, expected_statuses):
    expected_statuses.add(400)
    profile.spoil_token()

    profile.save()

    expect(profile.toasts).to_contain_text("The form was out of date")
    expect(profile.bio).to_have_value(BIO)
    profile.save()
    profile.expect_saved()
    expect_stored(profile.page)


def test_a_form_from_before_another_sign_in_can_be_sent_again(profile, member, expected_statuses, javascript):
    expected_statuses.add(400)
    tab = profile.page.context.new_page()
    SitePage(tab).open("/").log_out()
    LoginPage(tab).open().log_in(member)

    profile.save()

    if javascript:
        expect(profile.toasts).to_contain_text("The form was out of date")
        expect(profile.bio).to_have_value(BIO)
        profile.save()
    else:
        kept = KeptPage(profile.page)
        kept.expect_here()
        expect(kept.field("Bio")).to_have_value(BIO)
        kept.send_again()
    profile.expect_saved()
    expect_stored(profile.page)
