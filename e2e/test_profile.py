"""What one says about oneself: saved in place, refused in words, kept when the connection fails."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.accounts import ProfilePage

pytestmark = pytest.mark.accounts


@pytest.fixture
def profile(page: Page, member) -> ProfilePage:
    return ProfilePage(page).open()


def test_a_new_name_stands_in_the_header_at_once(profile, newcomer):
    renamed = f"{newcomer.username}-jr"
    profile.fill({"Username": renamed, "Name": "Ada Marsh"})

    profile.save()

    profile.expect_saved()
    expect(profile.own).to_have_accessible_name("Ada Marsh")
    expect(profile.main.get_by_role("link", name=f"/@{renamed}")).to_be_visible()


def test_mistakes_are_said_and_nothing_else_that_was_typed_is_lost(
    profile, expected_statuses, assert_fit_for_everyone
):
    expected_statuses.add(422)
    profile.fill({"Name": "", "Email": "ada at home", "Bio": "Mends clocks."})

    profile.save()

    expect(profile.summary.get_by_role("link")).to_have_count(2)
    expect(profile.error("Name")).to_have_text("Write a name.")
    expect(profile.error("Email")).to_contain_text("Write an address")
    expect(profile.bio).to_have_value("Mends clocks.")
    assert_fit_for_everyone(profile.page)


@pytest.mark.js_only
def test_a_save_without_a_connection_is_one_toast_and_the_next_one_works(profile, guard):
    guard.expected_errors.add("ERR_INTERNET_DISCONNECTED|Failed to fetch")
    profile.bio.fill("Mends clocks.")
    profile.page.context.set_offline(True)
    profile.save()
    expect(profile.toasts).to_have_text(re.compile("What you typed is still here"))
    expect(profile.bio).to_have_value("Mends clocks.")

    profile.page.context.set_offline(False)
    profile.save()

    profile.expect_saved()
    expect(profile.open().bio).to_have_value("Mends clocks.")
