"""A list of posts: the site's, a tag's or an author's."""

from playwright.sync_api import Locator, expect

from e2e.pages.post import PostPage
from e2e.pages.site import SitePage


class FeedPage(SitePage):
    """Cards, newest first, and the way on below them."""

    def open(self, address: str = "/") -> "FeedPage":
        """Go to a list."""
        self.page.goto(address)
        return self

    @property
    def cards(self) -> Locator:
        """The posts shown so far."""
        return self.page.locator("#feed").get_by_role("article")

    @property
    def titles(self) -> list[str]:
        """The titles shown so far."""
        return self.cards.get_by_role("heading").all_inner_texts()

    @property
    def more(self) -> Locator:
        """The link to what follows."""
        return self.page.get_by_role("link", name="Load more")

    def break_the_next_request(self) -> None:
        """Make the link to what follows ask for a cursor that was never given out; stop scrolling."""
        self.page.locator(".sentinel").evaluate("sentinel => sentinel.remove()")
        self.more.evaluate("link => link.setAttribute('hx-get', '?before=nonsense')")

    def expect_posts(self, count: int) -> None:
        """Wait until this many posts are shown."""
        expect(self.cards).to_have_count(count)

    def scroll_to_the_end(self) -> None:
        """Scroll down to the footer as it is now."""
        self.page.get_by_role("contentinfo").scroll_into_view_if_needed()

    def scroll_through(self, *counts: int) -> None:
        """Scroll to the end again and again, waiting each time until so many posts are shown."""
        for count in counts:
            self.scroll_to_the_end()
            self.expect_posts(count)

    def read(self, title: str) -> PostPage:
        """Follow a title to its post; of several that are called so, to the newest."""
        self.cards.get_by_role("link", name=title, exact=True).first.click()
        post = PostPage(self.page)
        expect(post.title).to_have_text(title)
        return post

    def author_of(self, title: str) -> str:
        """The name on a card."""
        return self._card(title).locator(".byline").get_by_role("link").first.inner_text()

    def follow_author(self, title: str) -> "FeedPage":
        """Follow the author's name on a card."""
        name = self.author_of(title)
        self._card(title).get_by_role("link", name=name, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)
        return self

    def _card(self, title: str) -> Locator:
        return self.cards.filter(has=self.page.get_by_role("heading", name=title, exact=True)).first
