"""The backups, as admins see them."""

import time

from playwright.sync_api import Locator, expect

from e2e.pages.site import SitePage

PATIENCE = 60  # seconds that making and checking one may take


class BackupsPage(SitePage):
    """What there is, and the button for one more."""

    def open(self, address: str) -> "BackupsPage":
        """Go there."""
        self.page.goto(address)
        return self

    @property
    def rows(self) -> Locator:
        """One for each backup."""
        return self.main.locator(".backup-rows").get_by_role("listitem")

    @property
    def button(self) -> Locator:
        """What makes one."""
        return self.main.get_by_role("button", name="Back up now")

    def back_up(self) -> None:
        """Ask for one, and wait until the site says that it is being made."""
        self.button.click()
        expect(self.toasts.filter(has_text="A backup is being made.")).to_be_visible()

    def wait_until_made(self, javascript: bool) -> None:
        """Wait until none is being made; without JavaScript by looking again."""
        end = time.monotonic() + PATIENCE
        while not javascript and not self.button.is_visible() and time.monotonic() < end:
            self.main.get_by_role("link", name="Look again").click()
        expect(self.button).to_be_visible(timeout=PATIENCE * 1000)
