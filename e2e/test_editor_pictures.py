"""Pictures in a text that is being written: chosen, pasted, dropped, refused."""

import base64
import re

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.editor import EditorPage
from e2e.support import pictures

pytestmark = pytest.mark.accounts

MARKDOWN = re.compile(r"!\[Describe this picture\]\(/media/\w+\.webp\)")
SELECTED = "body => body.value.slice(body.selectionStart, body.selectionEnd)"
# What a browser does with a file from the clipboard, or from the desktop.
BRING = """(body, {kind, type, name, bytes}) => {
    const data = new DataTransfer(), box = body.getBoundingClientRect();
    data.items.add(new File([Uint8Array.from(atob(bytes), one => one.charCodeAt(0))], name, {type}));
    const options = {bubbles: true, cancelable: true, clientX: box.x + 9, clientY: box.y + 9};
    body.dispatchEvent(kind === "paste"
        ? new ClipboardEvent("paste", {...options, clipboardData: data})
        : new DragEvent("drop", {...options, dataTransfer: data}));
}"""


@pytest.fixture
def page(page: Page, author) -> Page:
    page.context.add_cookies(author.cookies)
    return page


@pytest.fixture
def editor(page: Page) -> EditorPage:
    editor = EditorPage(page).open()
    editor.write("A picture of the sea", "Before.")
    return editor


def choose(editor: EditorPage, file: dict, javascript: bool) -> None:
    editor.field("Picture").set_input_files(file)
    if not javascript:
        editor.press("Add picture")


def test_a_chosen_picture_comes_into_the_text_and_the_post(editor, javascript):
    choose(editor, pictures.photograph(), javascript)

    expect(editor.body).to_have_value(re.compile(rf"Before\.\s*{MARKDOWN.pattern}"))
    expect(editor.title).to_have_value("A picture of the sea")
    post = editor.publish()
    picture = post.text.get_by_role("img", name="Describe this picture")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("img => img.naturalWidth") > 0


@pytest.mark.js_only
def test_the_words_to_describe_it_are_selected_to_be_typed_over(editor):
    editor.body.press("Control+End")
    editor.field("Picture").set_input_files(pictures.photograph())
    expect(editor.body).to_have_value(MARKDOWN)
    expect(editor.body).to_be_focused()
    assert editor.body.evaluate(SELECTED) == "Describe this picture"

    editor.page.keyboard.type("The sea")

    expect(editor.body).to_have_value(re.compile(r"!\[The sea\]\(/media/"))
    editor.expect_kept()


@pytest.mark.js_only
@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_pasted_or_dropped_picture_is_as_good_as_a_chosen_one(editor, kind):
    file = pictures.photograph()
    bytes_ = base64.b64encode(file["buffer"]).decode()

    editor.body.evaluate(
        BRING, {"kind": kind, "type": file["mimeType"], "name": file["name"], "bytes": bytes_}
    )

    expect(editor.body).to_have_value(MARKDOWN)
    assert editor.body.evaluate(SELECTED) == "Describe this picture"


def test_a_file_that_is_no_picture_is_refused_and_the_text_stays(
    editor, javascript, expected_statuses, assert_fit_for_everyone
):
    expected_statuses.add(422)
    choose(editor, {"name": "sea.png", "mimeType": "image/png", "buffer": b"no picture"}, javascript)

    expect(editor.error("Picture")).not_to_be_empty()
    expect(editor.body).to_have_value("Before.")
    expect(editor.title).to_have_value("A picture of the sea")
    assert_fit_for_everyone(editor.page)
    choose(editor, pictures.photograph(), javascript)
    expect(editor.body).to_have_value(MARKDOWN)
    expect(editor.error("Picture")).to_be_empty()


@pytest.mark.js_only
def test_what_is_typed_while_a_picture_goes_up_stays(editor):
    held = []
    editor.page.route("**/media", lambda route: held.append(route))
    with editor.page.expect_request("**/media"):
        editor.field("Picture").set_input_files(pictures.photograph())
    editor.body.focus()
    editor.body.press("Control+End")
    editor.page.keyboard.type(" After.")

    held[0].continue_()

    expect(editor.body).to_have_value(MARKDOWN)
    expect(editor.body).to_have_value(re.compile(r"Before\..*After\.", re.DOTALL))
