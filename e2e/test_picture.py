"""Choosing a picture of oneself: seen before it is stored, refused in words, shown everywhere, deleted."""

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.picture import PicturePage
from e2e.support import pictures

pytestmark = pytest.mark.accounts


@pytest.fixture
def picture(page: Page, member) -> PicturePage:
    return PicturePage(page).open()


def choose_and_look(picture: PicturePage, file: dict, javascript: bool) -> None:
    """Choose a file; what the site says about it comes by itself, or by the button."""
    picture.choose(file)
    if not javascript:
        picture.press("Preview")


def choose_and_save(picture: PicturePage, javascript: bool) -> None:
    """Choose a photograph, see it, and store it."""
    choose_and_look(picture, pictures.photograph(), javascript)
    expect(picture.preview).to_be_visible()
    picture.press("Save")
    expect(picture.in_the_header).to_be_visible()


def test_a_picture_is_seen_first_then_saved_and_shown(picture, javascript, assert_fit_for_everyone):
    choose_and_look(picture, pictures.photograph(), javascript)
    picture.expect_loaded(picture.preview)
    expect(picture.in_the_header).to_have_count(0)
    assert_fit_for_everyone(picture.page)

    picture.press("Save")

    expect(picture.toasts.filter(has_text="Your picture is saved.")).to_be_visible()
    expect(picture.preview).to_have_count(0)
    picture.expect_loaded(picture.portrait)
    picture.expect_loaded(picture.in_the_header)


def test_a_deleted_picture_gives_way_to_the_initials(picture, javascript):
    choose_and_save(picture, javascript)

    picture.press("Delete the picture")

    expect(picture.initials).to_be_visible()
    expect(picture.in_the_header).to_have_count(0)
    expect(picture.open().initials).to_be_visible()


def test_what_is_previewed_and_not_saved_is_not_stored(picture, javascript):
    choose_and_look(picture, pictures.photograph(), javascript)
    expect(picture.preview).to_be_visible()

    expect(picture.open().initials).to_be_visible()


@pytest.mark.js_only
def test_the_preview_button_only_previews(picture):
    picture.choose(pictures.photograph())
    expect(picture.preview).to_be_visible()

    with picture.page.expect_response("**/account/avatar/preview"):
        picture.press("Preview")

    expect(picture.preview).to_be_visible()
    expect(picture.open().initials).to_be_visible()


@pytest.mark.js_only
def test_a_save_while_the_preview_is_under_way_is_not_lost(picture):
    held = []
    picture.page.route("**/account/avatar/preview", lambda preview: held.append(preview))
    with picture.page.expect_request("**/account/avatar/preview"):
        picture.choose(pictures.photograph())

    picture.press("Save")
    for preview in held:
        preview.continue_()

    expect(picture.in_the_header).to_be_visible()


def test_a_drawing_is_refused_at_the_field_and_the_picture_stays(
    picture, javascript, expected_statuses, assert_fit_for_everyone
):
    expected_statuses.add(422)
    choose_and_save(picture, javascript)
    before = picture.portrait.get_attribute("src")

    choose_and_look(picture, pictures.drawing(), javascript)

    expect(picture.error("Picture")).to_contain_text("SVG")
    expect(picture.field("Picture")).to_have_attribute("aria-invalid", "true")
    expect(picture.portrait).to_have_attribute("src", before)
    assert_fit_for_everyone(picture.page)
    choose_and_look(picture, pictures.photograph(), javascript)
    expect(picture.preview).to_be_visible()
    expect(picture.error("Picture")).to_be_empty()


@pytest.mark.js_only
def test_a_long_upload_shows_how_far_it_is(picture):
    hurry = picture.slow_down(100_000)
    picture.choose(pictures.large_photograph())
    expect(picture.progress).to_be_visible()

    hurry()

    expect(picture.preview).to_be_visible()
    expect(picture.progress).to_be_hidden()
