"""What every page has: header, colours, footer."""

from playwright.sync_api import Locator, Page, expect


class SitePage:
    """Any page of the site."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> "SitePage":
        """Go to an address of the site."""
        self.page.goto(address)
        return self

    @property
    def heading(self) -> str:
        """The first heading of the page's own content."""
        return self.page.get_by_role("main").get_by_role("heading").first.inner_text()

    @property
    def theme(self) -> str:
        """Which button of the colour switch is pressed."""
        return self.page.locator("form[action='/theme']").get_by_role("button", pressed=True).inner_text()

    def choose_theme(self, name: str) -> None:
        """Press a button of the colour switch, and wait for the page to come back."""
        with self.page.expect_navigation():
            self.page.locator("form[action='/theme']").get_by_role("button", name=name, exact=True).click()

    @property
    def paper(self) -> str:
        """The background colour, as the browser computed it."""
        return self.page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")

    @property
    def toasts(self) -> Locator:
        """The messages shown at the foot of the window."""
        return self.page.get_by_role("status").locator(".toast")

    @property
    def own(self) -> Locator:
        """The header's link to one's own account: there for who is signed in."""
        return self._account.locator("a[href='/account']")

    @property
    def way_in(self) -> Locator:
        """The header's link to logging in: there for who is not signed in."""
        return self._account.get_by_role("link", name="Log in")

    def log_out(self) -> None:
        """Press the header's button, and wait until it is done."""
        self._account.get_by_role("button", name="Log out").click()
        expect(self.way_in).to_be_visible()

    def width_beyond_the_window(self) -> int:
        """How many pixels the page is wider than its window."""
        return self.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")

    @property
    def main(self) -> Locator:
        """The page's own content."""
        return self.page.get_by_role("main")

    @property
    def _account(self) -> Locator:
        return self.page.get_by_role("navigation", name="Account", exact=True)
