"""A server with sample content, a browser, and each test in it twice: with JavaScript and without."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from e2e.support import accessibility, browser, content
from e2e.support.guard import Guard
from tests.support.server import flask, serving
from tests.support.skips import pytest_runtest_makereport  # noqa: F401

PATIENCE = 10_000  # milliseconds that an action or a navigation may take


def pytest_generate_tests(metafunc):
    if "javascript" in metafunc.fixturenames:
        with_script = [] if metafunc.definition.get_closest_marker("nojs_only") else [True]
        without = [] if metafunc.definition.get_closest_marker("js_only") else [False]
        ids = {True: "js", False: "nojs"}
        metafunc.parametrize("javascript", with_script + without, ids=ids.get)


def pytest_collection_modifyitems(config, items):
    if config.getoption("--base-url"):
        shell = [item for item in items if item.get_closest_marker("shell")]
        config.hook.pytest_deselected(items=shell)
        items[:] = [item for item in items if item not in shell]


@pytest.fixture(scope="session")
def base_url(request) -> str:
    """The copy under test: the one that --base-url names, else a server of our own."""
    return request.config.getoption("--base-url") or request.getfixturevalue("own_server")


@pytest.fixture(scope="session")
def own_server(tmp_path_factory) -> Iterator[str]:
    """A server on a free port, its data in a temporary folder, the sample content in it."""
    folder = tmp_path_factory.mktemp("content")
    content.write(folder)
    settings = {"BLOG_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    flask(settings, "db", "upgrade")
    flask(settings, "import", str(folder))
    with serving(settings) as url:
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
