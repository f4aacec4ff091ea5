"""The archive: all years, one year, one month."""

from playwright.sync_api import Locator, expect

from e2e.pages.post import PostPage
from e2e.pages.site import SitePage


class ArchivePage(SitePage):
    """Posts by the time they were published."""

    def open(self, address: str = "/archive") -> "ArchivePage":
        """Go to the archive, or to a period of it."""
        self.page.goto(address)
        return self

    @property
    def title(self) -> Locator:
        """The page's own heading."""
        return self.main.get_by_role("heading", level=1)

    @property
    def years(self) -> list[str]:
        """The years, or on a year's page its months."""
        return self.main.get_by_role("heading", level=2).all_inner_texts()

    @property
    def titles(self) -> list[str]:
        """The posts listed."""
        return (
            self.main.get_by_role("listitem")
            .filter(has=self.page.locator("time"))
            .get_by_role("link")
            .all_inner_texts()
        )

    def go_to(self, name: str, heading: str) -> None:
        """Follow a link of the page; `heading` is that of the page it leads to."""
        self.main.get_by_role("link", name=name).first.click()
        expect(self.title).to_have_text(heading)

    def read(self, title: str) -> PostPage:
        """Follow a title to its post."""
        self.main.get_by_role("link", name=title, exact=True).first.click()
        post = PostPage(self.page)
        expect(post.title).to_have_text(title)
        return post
