"""Writing: the editor, a conflict, one's own lists, the history of a post."""

import re

from playwright.sync_api import Locator, Page, expect

from e2e.pages.forms import FormPage
from e2e.pages.post import PostPage
from e2e.pages.site import SitePage


class EditorPage(FormPage):
    """The form of a post, new or where it stands."""

    def open(self, address: str = "/posts/new") -> "EditorPage":
        """Go there."""
        self.page.goto(address)
        return self

    @property
    def title(self) -> Locator:
        """The title as it is typed."""
        return self.field("Title")

    @property
    def body(self) -> Locator:
        """The text as it is typed."""
        return self.field("Body")

    @property
    def line(self) -> Locator:
        """What is said about the last save."""
        return self.page.locator("#save-status")

    @property
    def notice(self) -> Locator:
        """That these are unsaved changes, and from when."""
        return self.main.locator(".notice")

    @property
    def preview(self) -> Locator:
        """What readers will see."""
        return self.page.get_by_role("region", name="Preview")

    def write(self, title: str, body: str) -> None:
        """Type a title and a text."""
        self.fill({"Title": title, "Body": body})

    def expect_kept(self, words: str = "word") -> None:
        """Wait until the server has what is typed, which are `words` ("3 words"), and says so."""
        expect(self.line).to_have_text(re.compile(rf"^Saved \d\d:\d\d:\d\d · .*{words}s?$"))

    def expect_not_kept(self) -> None:
        """Within five seconds it must be seen that a save failed."""
        expect(self.line).to_contain_text("Not saved", timeout=5_000)

    def save(self) -> PostPage:
        """Press Save and see the article."""
        return self._end("Save")

    def publish(self) -> PostPage:
        """Press Publish and see the article."""
        return self._end("Publish")

    def open_details(self) -> None:
        """Show the fields that are seldom needed."""
        self.main.get_by_text("Details, cover, schedule").click()

    def _end(self, button: str) -> PostPage:
        self.press(button)
        return article(self.page)


def article(page: Page) -> PostPage:
    """The post that an answer brings, once it is there."""
    expect(page.get_by_role("navigation", name="This post")).to_be_visible()
    return PostPage(page)


class ConflictPage(FormPage):
    """Two people's words, to choose from."""

    def expect_here(self) -> None:
        """Wait until the page is there."""
        expect(self.main.get_by_role("heading", level=1)).to_contain_text(
            "saved this post while you were writing"
        )

    def sides(self, number: int) -> Locator:
        """The group of choices about one clash, from 0."""
        return self.main.get_by_role("group").nth(number)

    def choose(self, number: int, side: str) -> None:
        """Choose "Mine", "Theirs" or "Both" for one clash."""
        self.sides(number).get_by_role("radio", name=re.compile(f"^{side}")).check()

    def save(self) -> PostPage:
        """Save what is chosen and see the article."""
        self.press("Save")
        return article(self.page)


class OwnPosts(SitePage):
    """Drafts, or the trash."""

    @property
    def rows(self) -> Locator:
        """One for each text."""
        return self.main.get_by_role("listitem")

    def row(self, title: str) -> Locator:
        """The one with that title."""
        return self.rows.filter(has_text=title)


class HistoryPage(SitePage):
    """Every saved version of a post."""

    def open(self, address: str) -> "HistoryPage":
        """Go to the history of the post at `address`."""
        self.page.goto(f"{address}/history")
        return self

    @property
    def versions(self) -> Locator:
        """One row for each, the newest first."""
        return self.main.get_by_role("table").locator("tbody").get_by_role("row")

    def compare(self, first: int, last: int) -> "RevisionPage":
        """See what changed between two."""
        self.main.get_by_role("radio", name=f"From version {first}", exact=True).check()
        self.main.get_by_role("radio", name=f"To version {last}", exact=True).check()
        self.main.get_by_role("button", name="Compare").click()
        revision = RevisionPage(self.page)
        expect(revision.main.get_by_role("heading", level=1)).to_have_text(f"From version {first} to {last}")
        return revision

    def look_at(self, number: int) -> "RevisionPage":
        """See what one version changed."""
        self.main.get_by_role("link", name=str(number), exact=True).click()
        revision = RevisionPage(self.page)
        expect(revision.main.get_by_role("button", name=f"Restore version {number}")).to_be_visible()
        return revision


class RevisionPage(SitePage):
    """What changed from one version to another."""

    @property
    def added(self) -> Locator:
        """Words that came."""
        return self.main.locator(".proof-text").get_by_role("insertion")

    @property
    def removed(self) -> Locator:
        """Words that went."""
        return self.main.locator(".proof-text").get_by_role("deletion")

    def restore(self) -> PostPage:
        """Let the later of the two stand there again."""
        self.main.get_by_role("button", name="Restore version").click()
        return article(self.page)
