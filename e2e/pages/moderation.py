"""Moderating: the queue, the page about one person, the log."""

from playwright.sync_api import Locator, expect

from e2e.pages.site import SitePage


class Desk(SitePage):
    """Comments to decide upon."""

    def open(self, address: str) -> "Desk":
        """Go there."""
        self.page.goto(address)
        return self

    @property
    def comments(self) -> Locator:
        """One row for each comment."""
        return self.main.locator(".desk").get_by_role("listitem")

    @property
    def ticked(self) -> Locator:
        """The boxes that are ticked."""
        return self.comments.get_by_role("checkbox", checked=True)

    def row(self, words: str) -> Locator:
        """The comment that says this."""
        return self.comments.filter(has_text=words)

    def tick(self, words: str) -> None:
        """Tick the comment that says this."""
        self.row(words).get_by_role("checkbox").check()

    def tick_all(self, javascript: bool) -> None:
        """Tick all comments of the page: by a box, or without JavaScript by a link."""
        if javascript:
            self.main.get_by_label("Select all").check()
        else:
            self.main.get_by_role("link", name="Select all").click()

    def decide(self, name: str) -> None:
        """Press Approve, Reject or Delete for what is ticked, and wait for the report."""
        self.main.get_by_role("button", name=name, exact=True).click()
        self.expect_report({"Approve": "approved", "Reject": "rejected", "Delete": "deleted"}[name])

    def expect_report(self, words: str) -> None:
        """Wait until the site says what was done."""
        expect(self.toasts.filter(has_text=words)).to_be_visible()

    def undo(self, words: str) -> None:
        """Press Undo in the report that says this."""
        self.toasts.filter(has_text=words).get_by_role("button", name="Undo").click()


class PersonPage(Desk):
    """What moderators see of somebody."""

    def block(self) -> None:
        """Block them, and reject what they said."""
        self.main.get_by_role("link", name="Block", exact=True).click()
        self.main.get_by_role("button", name="Block", exact=True).click()
        self.expect_report("can write no more comments")

    @property
    def unblock(self) -> Locator:
        """The button that is there for somebody who is blocked."""
        return self.main.get_by_role("button", name="Unblock")


class LogPage(SitePage):
    """What moderators did."""

    @property
    def entries(self) -> Locator:
        """One for each thing that was done at once."""
        return self.main.locator("#log > ul > li")
