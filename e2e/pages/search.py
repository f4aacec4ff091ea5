"""The search."""

from playwright.sync_api import Locator, expect

from e2e.pages.feed import FeedPage


class SearchPage(FeedPage):
    """A field, what it found, and how to narrow that down."""

    def open(self, address: str = "/search") -> "SearchPage":
        """Go to the search, perhaps to one that was made before."""
        self.page.goto(address)
        return self

    @property
    def field(self) -> Locator:
        """Where words are typed."""
        return self.main.get_by_role("searchbox")

    @property
    def marks(self) -> Locator:
        """The words that were found, in titles and passages."""
        return self.cards.locator("mark")

    def search(self, text: str) -> None:
        """Type words over those that stand there, and press the button."""
        self.field.fill(text)
        self.main.get_by_role("button", name="Search", exact=True).click()

    def type(self, text: str) -> None:
        """Type words over those that stand there, key by key, and press nothing."""
        self.field.fill("")
        self.field.press_sequentially(text)

    def expect_told(self, words: str) -> None:
        """Wait until a screen reader is told so."""
        expect(self.main.locator("[aria-live=polite]")).to_have_text(words)
