"""Being told: the page of one's notifications, and the link that stops a kind of mail."""

from playwright.sync_api import Locator, expect

from e2e.pages.forms import FormPage

ANSWERS, COMMENTS = "Mail me when somebody answers my comment", "Mail me when somebody comments on my post"


class NotificationsPage(FormPage):
    """What happened to one's comments and posts."""

    def open(self, address: str) -> "NotificationsPage":
        """Go there; `address` is the site's."""
        self.page.goto(f"{address}/notifications")
        return self

    def row(self, words: str) -> Locator:
        """The notification whose comment begins with these words."""
        return self.main.get_by_role("listitem").filter(has_text=words)

    def expect_new(self, words: str) -> None:
        """Wait until that notification says that it is new."""
        expect(self.row(words).get_by_text("New", exact=True)).to_be_visible()

    def expect_read(self, words: str) -> None:
        """Wait until that notification is there and does not say so."""
        expect(self.row(words)).to_be_visible()
        expect(self.row(words).get_by_text("New", exact=True)).to_have_count(0)

    def mark_read(self, words: str) -> None:
        """Press the button of that notification."""
        self.row(words).get_by_role("button", name="Mark as read").click()

    def follow(self, words: str) -> Locator:
        """Follow the link of that notification; return the comment that it leads to."""
        self.row(words).get_by_role("link").click()
        return self.page.locator("article:target").filter(has_text=words)

    @property
    def link(self) -> Locator:
        """The way here, in the header of every page."""
        return self._account.get_by_role("link", name="Notifications")

    def choose(self, label: str, wanted: bool) -> None:
        """Say whether mails of a kind are wanted, and save."""
        self.field(label).set_checked(wanted)
        self.press("Save")
        expect(self.toasts.last).to_have_text("Your choice is saved.")


class UnsubscribePage(FormPage):
    """Where the link of a mail leads."""

    def expect_words(self, words: str) -> None:
        """Wait until the page says so."""
        expect(self.main.get_by_role("heading", level=1)).to_have_text(words)
