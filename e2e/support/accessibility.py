"""Whether everybody can use a page: what axe-core says, and how it fits."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from e2e.pages.site import SitePage

# What is folded away in <details> begins its transitions and never ends them.
AT_REST = """() => Promise.allSettled(document.getAnimations().filter(
    moving => moving instanceof CSSTransition && moving.effect.target.checkVisibility()
).map(moving => moving.finished))"""


def check(page: Page) -> None:
    """Fail with axe's report if the page breaks any of its rules. Needs JavaScript in the page."""
    page.evaluate(AT_REST)  # a colour halfway to another may lack contrast
    results = Axe().run(page)
    assert not results.violations_count, f"{page.url}\n{results.generate_report()}"


def check_for_everyone(page: Page, javascript: bool) -> None:
    """Check the page as it stands: axe in the light and in the dark, and the room on a narrow phone."""
    for scheme in ("dark", "light") if javascript else ():
        page.emulate_media(color_scheme=scheme)
        check(page)
    page.emulate_media(color_scheme="null")
    window = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    beyond = SitePage(page).width_beyond_the_window()
    page.set_viewport_size(window)
    assert beyond <= 0, f"{page.url} is {beyond} px wider than a narrow phone"
