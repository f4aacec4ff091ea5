"""Two people write on one post at the same time. Nothing of either side is lost."""

from collections.abc import Callable
from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.editor import ConflictPage, EditorPage, HistoryPage, OwnPosts, article
from e2e.pages.post import PostPage

pytestmark = pytest.mark.accounts

TEXT = "The ferry leaves at nine.\n\nIt carries bread.\n\nNobody sings."


@pytest.fixture
def page(page: Page, author) -> Page:
    page.context.add_cookies(author.cookies)
    return page


@pytest.fixture
def title() -> str:
    return f"The ferry {token_hex(4)}"


@pytest.fixture
def post(author, title) -> str:
    return author.write(title, TEXT)


@pytest.fixture
def theirs(new_context, colleague, post) -> EditorPage:
    """The window of somebody else, who edits the same post."""
    context = new_context(storage_state={"cookies": colleague.cookies, "origins": []})
    return EditorPage(context.new_page()).open(f"{post}/edit")


@pytest.fixture
def mine(page: Page, post) -> EditorPage:
    return EditorPage(page).open(f"{post}/edit")


@pytest.fixture
def edit(mine, theirs) -> Callable[[str, str], ConflictPage]:
    """Let both edit, and theirs be saved first; mine meets it."""

    def edit(my_text: str, their_text: str) -> ConflictPage:
        mine.body.fill(my_text)
        theirs.body.fill(their_text)
        theirs.save()
        mine.press("Save")
        conflict = ConflictPage(mine.page)
        conflict.expect_here()
        return conflict

    return edit


@pytest.fixture(autouse=True)
def expect_conflicts(expected_statuses) -> None:
    expected_statuses.add(409)


MINE, THEIRS = TEXT.replace("at nine", "at ten"), TEXT.replace("at nine", "at eight")


@pytest.mark.parametrize(
    ("side", "kept"),
    [
        ("Mine", ["at ten"]),
        ("Theirs", ["at eight"]),
        ("Both", ["at ten", "at eight"]),
    ],
)
def test_who_comes_second_chooses_between_what_both_changed(edit, colleague, side, kept):
    conflict = edit(MINE, THEIRS)
    expect(conflict.main.get_by_role("heading", level=1)).to_contain_text(colleague.person.username)
    expect(conflict.sides(0)).to_contain_text("at ten")
    expect(conflict.sides(0)).to_contain_text("at eight")

    conflict.choose(0, side)
    post = conflict.save()

    for words in ("at ten", "at eight"):
        count = post.text.get_by_text(words)
        expect(count).to_have_count(1) if words in kept else expect(count).to_have_count(0)
    expect(post.text).to_contain_text("Nobody sings.")


def test_what_does_not_touch_is_put_together(edit):
    conflict = edit(TEXT.replace("at nine", "at ten"), TEXT.replace("Nobody", "Everybody"))

    expect(conflict.main.get_by_text("Your changes and theirs fit together")).to_be_visible()
    expect(conflict.main.get_by_role("radio")).to_have_count(0)
    post = conflict.save()

    expect(post.text).to_contain_text("at ten")
    expect(post.text).to_contain_text("Everybody sings.")


def test_the_history_shows_both(edit, post, author, colleague):
    conflict = edit(MINE, THEIRS)
    conflict.choose(0, "Mine")
    conflict.save()

    history = HistoryPage(conflict.page).open(post)

    expect(history.versions).to_have_count(3)
    expect(history.versions.nth(0)).to_contain_text(author.person.username)
    expect(history.versions.nth(1)).to_contain_text(colleague.person.username)
    revision = history.compare(2, 3)
    expect(revision.removed).to_contain_text("eight")
    expect(revision.added).to_contain_text("ten")


def test_one_can_go_on_writing_with_the_text_put_together(edit):
    conflict = edit(TEXT.replace("at nine", "at ten"), TEXT.replace("Nobody", "Everybody"))

    conflict.press("Go on writing")

    editor = EditorPage(conflict.page)
    expect(editor.body).to_be_editable()
    expect(editor.body).to_have_value(TEXT.replace("at nine", "at ten").replace("Nobody", "Everybody"))
    editor.body.fill("Another day.")
    expect(editor.save().text).to_have_text("Another day.")


def test_both_titles_can_be_chosen_from(mine, theirs, title):
    mine.title.fill(f"{title}, mine")
    theirs.title.fill(f"{title}, theirs")
    theirs.save()
    mine.press("Save")
    conflict = ConflictPage(mine.page)
    conflict.expect_here()

    conflict.choose(0, "Theirs")

    expect(conflict.save().title).to_have_text(f"{title}, theirs")


@pytest.mark.js_only  # for axe, which needs a script
def test_the_choices_are_fit_for_everyone(edit, assert_fit_for_everyone):
    assert_fit_for_everyone(edit(MINE, THEIRS).page)


def test_cancelling_keeps_ones_own_text_for_the_next_visit(edit, post):
    conflict = edit(MINE, THEIRS)

    conflict.main.get_by_role("link", name="Cancel").click()

    expect(article(conflict.page).text).to_contain_text("at eight")
    editor = EditorPage(conflict.page).open(f"{post}/edit")
    expect(editor.notice).to_be_visible()
    expect(editor.body).to_have_value(MINE)


def test_two_windows_of_one_person_lose_nothing_either(mine, post):
    other = EditorPage(mine.page.context.new_page()).open(f"{post}/edit")
    mine.body.fill(MINE)
    other.body.fill(THEIRS)
    other.save()

    mine.press("Save")

    conflict = ConflictPage(mine.page)
    conflict.expect_here()
    conflict.choose(0, "Both")
    saved = conflict.save()
    expect(saved.text).to_contain_text("at ten")
    expect(saved.text).to_contain_text("at eight")


def test_a_second_save_in_one_window_is_no_conflict(mine, post):
    mine.body.fill("First.")
    mine.save()
    PostPage(mine.page).edit()
    again = EditorPage(mine.page)
    again.body.fill("Second.")

    expect(again.save().text).to_have_text("Second.")


def test_a_post_deleted_meanwhile_leaves_its_text_to_be_saved_as_a_new_draft(
    mine, theirs, title, colleague, javascript, assert_fit_for_everyone
):
    mine.body.fill("Too good to lose.")
    theirs.main.get_by_role("link", name="Cancel").click()
    article(theirs.page).delete(javascript)
    expect(theirs.toasts).to_contain_text("in the trash")

    mine.press("Save")

    expect(mine.main.get_by_role("heading", level=1)).to_have_text("Your text is kept")
    expect(mine.main).to_contain_text(colleague.person.username)
    expect(mine.body).to_have_value("Too good to lose.")
    assert_fit_for_everyone(mine.page)
    mine.press("Save as a new draft")
    post = article(mine.page)
    expect(post.text).to_have_text("Too good to lose.")
    expect(OwnPosts(mine.page).open("/drafts").row(title)).to_have_count(1)
