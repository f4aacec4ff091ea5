"""What the eye is promised, measured: room, weight, stillness."""

import pytest
from playwright.sync_api import Page

from e2e.pages.feed import FeedPage
from e2e.pages.site import SitePage

PLACES = {
    "home": lambda page: FeedPage(page).open(),
    "tags": lambda page: SitePage(page).open("/tags/"),
    "about": lambda page: SitePage(page).open("/about"),
    "author": lambda page: (feed := FeedPage(page).open()).follow_author(feed.titles[0]),
    "post": lambda page: (feed := FeedPage(page).open()).read(feed.titles[0]),
}
SHIFTS = """() => new Promise(done => new PerformanceObserver(list =>
    done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))
).observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 500))"""


@pytest.mark.shell
@pytest.mark.parametrize("width", [375, 1280])
def test_the_first_title_stands_high_and_three_posts_fit_the_first_screen(page: Page, width):
    page.set_viewport_size({"width": width, "height": 900})
    feed = FeedPage(page).open()

    first, third = feed.cards.nth(0), feed.cards.nth(2).bounding_box()

    assert first.get_by_role("heading").bounding_box()["y"] <= 260
    assert third["y"] + third["height"] <= 900


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_no_page_is_wider_than_a_narrow_phone(page: Page, place):
    page.set_viewport_size({"width": 320, "height": 640})

    assert place(page).width_beyond_the_window() <= 0


@pytest.mark.js_only
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_every_page_is_accessible_in_both_colours(page: Page, place, scheme, assert_accessible):
    page.emulate_media(color_scheme=scheme)

    place(page)

    assert_accessible(page)


@pytest.mark.js_only
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_nothing_shifts_while_a_page_loads(page: Page, place):
    place(page)
    page.reload()

    assert page.evaluate(SHIFTS) < 0.01


@pytest.mark.js_only
def test_the_home_page_weighs_little(new_context, base_url):
    page = new_context().new_page()
    sizes = {}
    page.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()}))

    page.goto(base_url, wait_until="networkidle")

    weight = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes.values())
    assert len(sizes) <= 6
    assert weight <= 35_000, sizes


@pytest.mark.js_only
def test_a_post_loads_no_script(page: Page):
    kinds = []
    page.on("request", lambda request: kinds.append(request.resource_type))

    PLACES["post"](page)
    before = len(kinds)
    page.reload(wait_until="networkidle")

    assert "script" not in kinds[before:]
