"""A post, as it is read."""

from playwright.sync_api import Locator

from e2e.pages.site import SitePage


class PostPage(SitePage):
    """One post with its text and the ways on."""

    @property
    def title(self) -> Locator:
        """The post's own heading."""
        return self.page.get_by_role("article").get_by_role("heading", level=1)

    @property
    def text(self) -> Locator:
        """The post's text."""
        return self.page.locator("article .prose")

    @property
    def headings(self) -> list[str]:
        """The headings in the text."""
        return self.text.locator("h2, h3").all_inner_texts()

    def follow_footnote(self) -> Locator:
        """Follow the first footnote mark; return the note."""
        self.text.locator("sup a").first.click()
        return self.page.locator("li:target, section :target")

    def follow_tag(self, name: str) -> None:
        """Follow one of the tags below the text."""
        self.page.get_by_role("list", name="Tags").get_by_role("link", name=name, exact=True).click()

    def follow_author(self) -> None:
        """Follow the first author's name."""
        self.page.get_by_role("article").locator(".byline").get_by_role("link").first.click()

    def go_to_older(self) -> None:
        """Follow the link to the post before this one in time."""
        self.page.get_by_role("navigation", name="Other posts").locator("a[rel=prev]").click()

    @property
    def tools(self) -> Locator:
        """What its authors can do with it."""
        return self.page.get_by_role("navigation", name="This post")

    def edit(self) -> None:
        """Follow the link that turns it into its form."""
        self.tools.get_by_role("link", name="Edit", exact=True).click()

    def delete(self, javascript: bool) -> None:
        """Move it to the trash: the question is a dialog, or without JavaScript a page."""
        self.tools.get_by_role("link", name="Delete").click()
        if javascript:
            self.page.get_by_role("dialog").get_by_role("button", name="Go on").click()
        else:
            self.main.get_by_role("button", name="Delete").click()
