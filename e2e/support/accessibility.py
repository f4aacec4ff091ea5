"""What axe-core says about a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def check(page: Page) -> None:
    """Fail with axe's report if the page breaks any of its rules. Needs JavaScript in the page."""
    results = Axe().run(page)
    assert not results.violations_count, f"{page.url}\n{results.generate_report()}"
