"""A server with sample content, a browser, and each test in it twice: with JavaScript and without."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from e2e.support import accessibility, accounts, browser, content
from e2e.support.accounts import Person, Visitor
from e2e.support.guard import Guard
from e2e.support.own_site import OwnSite
from tests.support.server import flask, serving
from tests.support.sharing import pytest_xdist_make_scheduler  # noqa: F401
from tests.support.skips import pytest_runtest_makereport  # noqa: F401

WRITING = {  # tests that publish posts of their own
    "test_autosave.py",
    "test_comments.py",
    "test_conflict.py",
    "test_editing.py",
    "test_editor_keys.py",
    "test_editor_pictures.py",
    "test_history_and_trash.py",
    "test_moderation.py",
    "test_notifications.py",
    "test_preview.py",
}
PATIENCE = 10_000  # milliseconds that an action or a navigation may take


def pytest_configure(config):
    needs = "makes accounts, so needs E2E_ADMIN when it runs against --base-url"
    config.addinivalue_line("markers", f"accounts: {needs}")


def pytest_generate_tests(metafunc):
    if "javascript" in metafunc.fixturenames:
        with_script = [] if metafunc.definition.get_closest_marker("nojs_only") else [True]
        without = [] if metafunc.definition.get_closest_marker("js_only") else [False]
        ids = {True: "js", False: "nojs"}
        metafunc.parametrize("javascript", with_script + without, ids=ids.get)


def pytest_collection_modifyitems(config, items):
    items.sort(
        key=lambda item: item.path.name in WRITING
    )  # the others find the sample blog as it was imported
    if config.getoption("--base-url"):
        unfit = {"shell"} if accounts.admin() else {"shell", "accounts"}
        out = [item for item in items if any(mark.name in unfit for mark in item.iter_markers())]
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


@pytest.fixture(scope="session")
def base_url(request) -> str:
    """The copy under test: the one that --base-url names, else a server of our own."""
    return request.config.getoption("--base-url") or request.getfixturevalue("own_server")


@pytest.fixture(scope="session")
def own_settings(tmp_path_factory) -> dict[str, str]:
    """What a server of our own is started with: its data in a temporary folder, the sample content in it."""
    folder = tmp_path_factory.mktemp("content")
    content.write(folder)
    settings = {"BLOG_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    flask(settings, "db", "upgrade")
    flask(settings, "import", str(folder))
    return settings


@pytest.fixture(scope="session")
def own_server(own_settings) -> Iterator[str]:
    """A server on a free port, with the sample content."""
    with serving(own_settings) as url:
        yield url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, browser_name, playwright) -> dict:
    if browser_name != "chromium":
        return browser_type_launch_args
    return {**browser_type_launch_args, **browser.launch_options(playwright.chromium.executable_path)}


@pytest.fixture
def guard() -> Iterator[Guard]:
    """Fails the test, once its pages are closed, for what went wrong in them unseen."""
    guard = Guard()
    yield guard
    guard.check()


@pytest.fixture
def expected_statuses(guard) -> set[int]:
    """The error statuses that a test provokes on purpose: `expected_statuses.add(404)`."""
    return guard.expected_statuses


@pytest.fixture
def new_context(new_context, javascript, guard) -> Callable:
    """Open browser contexts that obey the js/nojs variant and are watched by the guard."""

    def open_context(**options):
        context = new_context(java_script_enabled=javascript, **options)
        context.set_default_timeout(PATIENCE)
        guard.watch(context)
        return context

    return open_context


@pytest.fixture
def assert_accessible(javascript) -> Callable[[Page], None]:
    """Check a page with axe. Without JavaScript axe cannot run; the js variant checks the same HTML."""
    return accessibility.check if javascript else lambda page: None


@pytest.fixture
def assert_fit_for_everyone(javascript) -> Callable[[Page], None]:
    """The same in light and dark, and on a narrow phone: for what a journey has brought about."""
    return lambda page: accessibility.check_for_everyone(page, javascript)


@pytest.fixture(scope="session")
def visit(playwright, base_url) -> Iterator[Callable[[], Visitor]]:
    """Visit the site without a browser."""
    opened = []

    def visit() -> Visitor:
        headers = {"Origin": base_url.rstrip("/")}
        opened.append(playwright.request.new_context(base_url=base_url, extra_http_headers=headers))
        return Visitor(opened[-1])

    yield visit
    for context in opened:
        context.dispose()


@pytest.fixture(scope="session")
def admin(visit, request) -> Visitor:
    """Somebody who runs the site: E2E_ADMIN, or made by the command line of our own server."""
    person, visitor = accounts.admin(), visit()
    if person is None:
        person = accounts.invent()
        create = ("user", "create", person.username, person.email, "--admin", "--password-stdin")
        flask(request.getfixturevalue("own_settings"), *create, typed=person.password)
    visitor.sign_in(person)
    return visitor


@pytest.fixture(scope="session")
def invitation(request) -> Callable[[], str]:
    """Get an address at which one account can be made: open to all, or an invitation by E2E_ADMIN."""
    return request.getfixturevalue("admin").invite if accounts.admin() else lambda: "/register"


@pytest.fixture
def newcomer(visit, request) -> Iterator[Person]:
    """Somebody who makes an account in the course of the test."""
    person = accounts.invent()
    yield person
    if request.config.getoption("--base-url"):
        visit().leave(person)


@pytest.fixture
def member(newcomer, visit, invitation, page) -> Person:
    """Somebody who has an account; the test's page is signed in."""
    visitor = visit()
    visitor.register(newcomer, invitation())
    page.context.add_cookies(visitor.cookies)
    return newcomer


@pytest.fixture(scope="session")
def join(visit, request) -> Iterator[Callable[[str], Visitor]]:
    """Make an account at an address, for the whole run: whoever uses it leaves what others do alone."""
    joined = []

    def join(address: str) -> Visitor:
        visitor = visit()
        visitor.register(accounts.invent(), address)
        joined.append(visitor.person)
        return visitor

    yield join
    if request.config.getoption("--base-url"):
        for person in joined:
            visit().leave(person)


@pytest.fixture(scope="session")
def author(join, invitation) -> Visitor:
    """Somebody who writes, in many tests: each writes a post of its own."""
    return join(invitation())


@pytest.fixture(scope="session")
def colleague(join, admin) -> Visitor:
    """Somebody who edits everybody's posts."""
    return join(admin.invite("editor"))


@pytest.fixture
def own_site(tmp_path) -> Iterator[OwnSite]:
    """A site of this test's own, not started yet."""
    site = OwnSite(tmp_path)
    yield site
    site.close()


@pytest.fixture(scope="session")
def resident(join, invitation) -> Visitor:
    """Somebody whose account is looked at and never changed."""
    return join(invitation())
