"""Writing without a mouse: shortcuts, lists, the toolbar, and a whole post."""

from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.editor import EditorPage, article
from e2e.pages.feed import FeedPage
from e2e.pages.post import PostPage
from e2e.pages.site import SitePage
from e2e.support.keyboard import Keyboard

pytestmark = pytest.mark.accounts


@pytest.fixture
def page(page: Page, author) -> Page:
    page.context.add_cookies(author.cookies)
    return page


@pytest.fixture
def title() -> str:
    return f"The oar {token_hex(4)}"


@pytest.fixture
def keys(page: Page) -> Keyboard:
    return Keyboard(page)


@pytest.fixture
def editor(page: Page, title) -> EditorPage:
    editor = EditorPage(page).open()
    expect(page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    editor.title.fill(title)
    editor.body.focus()
    return editor


@pytest.mark.js_only
@pytest.mark.parametrize(
    ("key", "markdown"),
    [
        ("b", "**oar**"),
        ("i", "_oar_"),
        ("e", "`oar`"),
        ("k", "[oar](url)"),
        ("l", "- oar"),
    ],
)
def test_a_shortcut_marks_what_is_selected_and_can_be_undone(editor, keys, key, markdown):
    editor.body.fill("oar")
    keys.press("Control+a")

    keys.press(f"Control+{key}")

    expect(editor.body).to_have_value(markdown)
    expect(editor.body).to_be_focused()
    keys.press("Control+z")
    expect(editor.body).to_have_value("oar")


@pytest.mark.js_only
def test_the_toolbar_is_one_stop_and_its_buttons_are_reached_by_arrows(editor, keys):
    editor.body.fill("oar")
    keys.press("Control+a")
    editor.title.focus()

    keys.back('button "Bold"')
    for name in ("Italic", "Heading", "Link", "Quote"):
        keys.press("ArrowRight")
        assert keys.stop == f'button "{name}"'
    keys.press("End")
    assert keys.stop == 'button "Numbered list"'
    keys.press("Home")
    keys.press("Enter")

    expect(editor.body).to_have_value("**oar**")


@pytest.mark.js_only
def test_space_presses_a_button_of_the_toolbar(editor, keys):
    editor.body.fill("oar")
    keys.press("Control+a")
    editor.title.focus()
    keys.back('button "Bold"')

    keys.press("Space")

    expect(editor.body).to_have_value("**oar**")


@pytest.mark.js_only
class TestLists:
    def test_enter_begins_the_next_item_and_ends_the_list_after_an_empty_one(self, editor, keys):
        for text in ("- one", "two"):
            editor.page.keyboard.type(text)
            keys.press("Enter")
        expect(editor.body).to_have_value("- one\n- two\n- ")

        keys.press("Enter")

        expect(editor.body).to_have_value("- one\n- two\n")

    def test_numbers_count_on_and_tasks_begin_undone(self, editor, keys):
        editor.page.keyboard.type("9. one")
        keys.press("Enter")
        expect(editor.body).to_have_value("9. one\n10. ")
        editor.body.fill("- [x] one")
        keys.press("End")

        keys.press("Enter")

        expect(editor.body).to_have_value("- [x] one\n- [ ] ")

    def test_enter_in_the_middle_of_an_item_takes_the_rest_along(self, editor, keys):
        editor.body.fill("- one two")
        keys.press("End")
        for _ in "two":
            keys.press("ArrowLeft")

        keys.press("Enter")

        expect(editor.body).to_have_value("- one \n- two")

    def test_tab_indents_and_shift_tab_takes_it_back(self, editor, keys):
        editor.body.fill("- one\n- two")
        keys.press("Control+End")

        keys.press("Tab")
        expect(editor.body).to_have_value("- one\n  - two")
        keys.press("Shift+Tab")

        expect(editor.body).to_have_value("- one\n- two")
        expect(editor.body).to_be_focused()

    def test_what_a_key_did_can_be_undone(self, editor, keys):
        editor.body.fill("- one")
        keys.press("End")
        keys.press("Tab")

        keys.press("Control+z")

        expect(editor.body).to_have_value("- one")

    @pytest.mark.parametrize("text", ["", "No list."])
    def test_outside_a_list_tab_leads_on(self, editor, keys, text):
        editor.body.fill(text)
        keys.press("Control+End")

        keys.press("Tab")

        expect(editor.body).not_to_be_focused()
        expect(editor.body).to_have_value(text)


@pytest.mark.js_only
@pytest.mark.parametrize("key", ["Control+s", "Control+Enter"])
def test_a_shortcut_saves(editor, keys, title, key):
    editor.body.fill("It floats.")

    keys.press(key)

    expect(article(editor.page).title).to_have_text(title)


@pytest.mark.js_only
class TestInPlace:
    @pytest.fixture
    def post(self, page: Page, author, title) -> PostPage:
        return PostPage(page).open(author.write(title, "It floats."))

    def test_e_edits_and_escape_brings_the_article_back_where_it_was(self, post, keys):
        address = post.page.url
        expect(post.tools).to_be_visible()
        keys.press("e")
        editor = EditorPage(post.page)
        expect(editor.body).to_be_focused()

        keys.press("Escape")

        expect(article(post.page).text).to_have_text("It floats.")
        expect(post.page).to_have_url(address)
        keys.press("e")
        expect(editor.body).to_be_focused()

    def test_e_is_a_letter_while_one_types(self, post, keys):
        keys.press("e")
        editor = EditorPage(post.page)
        expect(editor.body).to_be_focused()
        keys.press("Control+End")

        post.page.keyboard.type(" See?")

        expect(editor.body).to_have_value("It floats. See?")

    def test_saving_by_keys_leaves_the_focus_in_the_article(self, post, keys):
        keys.press("e")
        expect(EditorPage(post.page).body).to_be_focused()

        keys.press("Control+s")

        article(post.page)
        assert post.page.evaluate("document.activeElement !== document.body")


def test_a_whole_post_by_keyboard(page: Page, keys, title):
    SitePage(page).open("/")
    keys.go_to('link "New post"')
    keys.press("Enter")
    editor = EditorPage(page)
    expect(editor.title).to_be_focused()
    page.keyboard.type(title)
    keys.press("Tab")
    expect(editor.body).to_be_focused()  # the caret shows it
    page.keyboard.type("It floats.")
    keys.next('combobox "Tags"')
    page.keyboard.type("e2e-oar")
    keys.go_to('button "Publish"')
    keys.press("Enter")

    post = article(page)
    expect(post.title).to_have_text(title)
    assert title in FeedPage(page).open().titles
