"""Looking after the backups: none yet, one on demand, one that is damaged."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.pages.backups import BackupsPage
from e2e.pages.site import SitePage
from e2e.support.accounts import Visitor
from e2e.support.own_site import OwnSite

pytestmark = [pytest.mark.accounts, pytest.mark.shell]


@pytest.fixture
def site(own_site, playwright, page: Page) -> Iterator[OwnSite]:
    """A site whose admin looks at the page."""
    own_site.start()
    origin = {"Origin": own_site.url}
    context = playwright.request.new_context(base_url=own_site.url, extra_http_headers=origin)
    visitor = Visitor(context)
    visitor.sign_in(own_site.add("otto", "--admin"))
    page.context.add_cookies(visitor.cookies)
    yield own_site
    context.dispose()


def test_a_backup_is_made_on_demand_and_restores(site, page, javascript, assert_fit_for_everyone):
    overview = SitePage(page).open(f"{site.url}/admin")
    assert_fit_for_everyone(page)
    overview.main.get_by_role("link", name="backup", exact=True).click()
    backups = BackupsPage(page)
    expect(backups.main).to_contain_text("None yet")
    assert_fit_for_everyone(page)

    backups.back_up()
    backups.wait_until_made(javascript)

    expect(backups.rows).to_have_count(1)
    expect(backups.rows.first).to_contain_text("By hand")
    expect(backups.rows.first).to_contain_text("Restores")
    assert_fit_for_everyone(page)
    page.goto(f"{site.url}/admin")
    expect(overview.main).to_contain_text("The last backup that restores is of")


def test_a_damaged_one_and_a_folder_that_cannot_be_written_say_so(
    site, page, javascript, assert_fit_for_everyone
):
    folder = Path(site.settings["BLOG_DATA_DIR"], "backups")
    folder.write_text("in the way")
    backups = BackupsPage(page).open(f"{site.url}/admin/backups")

    backups.back_up()
    backups.wait_until_made(javascript)

    expect(backups.main.get_by_role("alert")).to_contain_text("The latest attempt failed.")
    assert_fit_for_everyone(page)
