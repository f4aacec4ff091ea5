"""What the eye is promised, measured: room, weight, stillness."""

import pytest
from playwright.sync_api import Page

from e2e.pages.feed import FeedPage
from e2e.pages.site import SitePage


def at(address: str):
    return lambda page: SitePage(page).open(address)


PLACES = {
    "home": lambda page: FeedPage(page).open(),
    "tags": at("/tags/"),
    "about": at("/about"),
    "author": lambda page: (feed := FeedPage(page).open()).follow_author(feed.titles[0]),
    "post": lambda page: (feed := FeedPage(page).open()).read(feed.titles[0]),
    "log in": at("/login"),
    "forgotten password": at("/forgot"),
}
OPEN_TO_ALL = {"register": at("/register")}  # on our own server; another may want an invitation
OWN = {
    "profile": at("/account"),
    "picture": at("/account/avatar"),
    "password": at("/account/password"),
    "second factor": at("/account/two-factor"),
    "sessions": at("/account/sessions"),
    "tokens": at("/account/tokens"),
    "export": at("/account/export"),
    "deletion": at("/account/delete"),
    "new post": at("/posts/new"),
    "drafts": at("/drafts"),
    "trash": at("/trash"),
    "pictures": at("/media"),
}
every_place = pytest.mark.parametrize(
    "place",
    [
        *(pytest.param(place, id=name) for name, place in PLACES.items()),
        *(pytest.param(place, id=name, marks=pytest.mark.shell) for name, place in OPEN_TO_ALL.items()),
        *(pytest.param(place, id=name, marks=pytest.mark.accounts) for name, place in OWN.items()),
    ],
)
SHIFTS = """() => new Promise(done => new PerformanceObserver(list =>
    done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))
).observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 500))"""


@pytest.fixture
def page(page, request) -> Page:
    """Signed in, where a place is somebody's own."""
    if request.node.get_closest_marker("accounts"):
        page.context.add_cookies(request.getfixturevalue("resident").cookies)
    return page


@pytest.mark.shell
@pytest.mark.parametrize("width", [375, 1280])
def test_the_first_title_stands_high_and_three_posts_fit_the_first_screen(page: Page, width):
    page.set_viewport_size({"width": width, "height": 900})
    feed = FeedPage(page).open()

    first, third = feed.cards.nth(0), feed.cards.nth(2).bounding_box()

    assert first.get_by_role("heading").bounding_box()["y"] <= 260
    assert third["y"] + third["height"] <= 900


@every_place
def test_every_page_is_accessible_in_both_colours_and_fits_a_narrow_phone(
    page: Page, place, assert_fit_for_everyone
):
    place(page)

    assert_fit_for_everyone(page)


@pytest.mark.js_only
@every_place
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
