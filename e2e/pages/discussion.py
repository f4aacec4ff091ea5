"""The discussion below a post."""

from playwright.sync_api import Locator, expect

from e2e.pages.post import PostPage


class Discussion(PostPage):
    """A post with what is said below it."""

    @property
    def section(self) -> Locator:
        """Everything about comments."""
        return self.page.locator("#comments")

    @property
    def count(self) -> Locator:
        """The heading, which counts them."""
        return self.section.get_by_role("heading", level=2)

    @property
    def texts(self) -> Locator:
        """The words of the comments in their order; of a trace, what stands in its place."""
        return self.section.locator(".comment").locator(".prose, .trace")

    def comment(self, words: str) -> Locator:
        """The comment that says just this."""
        exactly = self.page.locator(".prose", has_text=words)
        return self.section.locator(".comment").filter(has=exactly)

    def field(self, within: Locator) -> Locator:
        """Where a comment is typed."""
        return within.get_by_label("Comment", exact=True)

    @property
    def own(self) -> Locator:
        """The form for a comment that answers nobody."""
        return self.section.locator("#reply-top")

    def say(self, words: str) -> None:
        """Comment, and wait until it is there."""
        self.field(self.own).fill(words)
        self.own.get_by_role("button", name="Comment", exact=True).click()
        expect(self.comment(words)).to_be_visible()

    def answer(self, words: str, how: str = "Reply") -> Locator:
        """Open the form that answers the comment which says `words`; return what holds the form."""
        self.comment(words).get_by_role("link", name=how).click()
        form = self.main.locator("form.comment-form", has=self.page.get_by_role("link", name="Cancel"))
        expect(self.field(form)).to_be_focused()
        return form

    def reply(self, words: str, reply: str) -> None:
        """Answer a comment, and wait until the answer is there."""
        form = self.answer(words)
        self.field(form).fill(reply)
        form.get_by_role("button", name="Comment", exact=True).click()
        expect(self.comment(reply)).to_be_visible()

    def change(self, words: str, other: str) -> None:
        """Give a comment other words."""
        self.comment(words).get_by_role("link", name="Edit").click()
        self.main.locator("form", has_text="Save").get_by_label("Comment", exact=True).fill(other)
        self.main.get_by_role("button", name="Save", exact=True).click()
        expect(self.comment(other)).to_be_visible()

    def delete_comment(self, words: str, javascript: bool) -> None:
        """Take a comment away: the question is a dialog, or without JavaScript a page."""
        self.comment(words).get_by_role("link", name="Delete").click()
        if javascript:
            self.page.get_by_role("dialog").get_by_role("button", name="Go on").click()
        else:
            self.main.get_by_role("button", name="Delete").click()
        expect(self.comment(words)).to_have_count(0)

    @property
    def news(self) -> Locator:
        """What says that others have commented meanwhile."""
        return self.section.get_by_role("status").get_by_role("link")
