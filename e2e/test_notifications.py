"""Being told of comments: counted in the header, marked as read, and mailed until one says stop."""

import re
from collections.abc import Iterator
from secrets import token_hex

import pytest
from playwright.sync_api import expect

from e2e.pages.notifications import ANSWERS, COMMENTS, NotificationsPage, UnsubscribePage
from e2e.support.accounts import Person, Visitor
from e2e.support.own_site import OwnSite
from tests.support.mailbox import filed, wait_until

pytestmark = [pytest.mark.accounts, pytest.mark.shell]

LINK = re.compile(r"https?://\S+/unsubscribe/\S+")


class Talk:
    """A site that files its mail, an author on it, and an editor whose comments nobody has to approve."""

    def __init__(self, site: OwnSite, author: Visitor, editor: Visitor, folder) -> None:
        self.url, self.author, self.editor, self.folder = site.url, author, editor, folder

    def say(self, *texts: str) -> None:
        """The editor comments on a new post of the author."""
        address = self.author.write(f"The lock {token_hex(4)}", "It is shut.")
        for text in texts:
            self.editor.comment(address, text)

    def link_in_mail(self, words: str) -> str:
        """The link that stops the mails, in the one that quotes these words."""

        def found() -> list[str]:
            texts = [message.get_content() for message in filed(self.folder)]
            return [LINK.search(text)[0] for text in texts if words in text]

        wait_until(found)
        return found()[0]


@pytest.fixture(scope="module")
def talk(tmp_path_factory, playwright) -> Iterator[Talk]:
    site, folder = OwnSite(tmp_path_factory.mktemp("site")), tmp_path_factory.mktemp("mail")
    site.settings |= {"BLOG_MAIL_URL": f"file:{folder}", "BLOG_BASE_URL": site.url}
    people = [site.add("ada"), site.add("mary", "--admin")]
    site.start()
    contexts = [_context(playwright, site.url) for _ in people]
    yield Talk(site, *map(_signed_in, contexts, people), folder)
    for context in contexts:
        context.dispose()
    site.close()


def _context(playwright, url: str):
    return playwright.request.new_context(base_url=url, extra_http_headers={"Origin": url})


def _signed_in(context, person: Person) -> Visitor:
    visitor = Visitor(context)
    visitor.sign_in(person)
    context.get("/about")  # which shows the welcome, once
    return visitor


@pytest.fixture
def notifications(talk, new_context) -> NotificationsPage:
    context = new_context()
    context.add_cookies(talk.author.cookies)
    return NotificationsPage(context.new_page())


@pytest.fixture
def words() -> list[str]:
    return [f"{word} {token_hex(4)}" for word in ("Oil", "Rust")]


def test_what_is_new_is_counted_and_marked_as_read_one_by_one(
    talk, notifications, words, assert_fit_for_everyone
):
    talk.say(*words)
    notifications.open(talk.url)
    number = int(re.search(r"\((\d+) new notifications", notifications.link.text_content())[1])
    assert_fit_for_everyone(notifications.page)

    notifications.mark_read(words[0])

    notifications.expect_read(words[0])
    notifications.expect_new(words[1])
    left = "1 new notification" if number == 2 else f"{number - 1} new notifications"
    expect(notifications.link).to_contain_text(f"({left})")


def test_all_of_it_is_marked_at_once_and_the_link_leads_to_the_comment(talk, notifications, words):
    talk.say(words[0])
    notifications.open(talk.url)
    notifications.expect_new(words[0])

    notifications.press("Mark all as read")

    notifications.expect_read(words[0])
    expect(notifications.link).to_have_accessible_name("Notifications")
    expect(notifications.follow(words[0])).to_be_in_viewport()


def test_what_comes_by_mail_is_chosen_on_the_page(talk, notifications):
    notifications.open(talk.url).choose(ANSWERS, wanted=False)

    notifications.open(talk.url)
    expect(notifications.field(ANSWERS)).not_to_be_checked()
    expect(notifications.field(COMMENTS)).to_be_checked()

    notifications.choose(ANSWERS, wanted=True)
    expect(notifications.open(talk.url).field(ANSWERS)).to_be_checked()


def test_the_link_of_a_mail_stops_its_kind_and_takes_it_up_again(
    talk, notifications, words, new_context, assert_fit_for_everyone
):
    talk.say(words[0])
    stop = UnsubscribePage(new_context().new_page())

    stop.open(talk.link_in_mail(words[0]))
    stop.expect_words("Stop these mails?")
    assert_fit_for_everyone(stop.page)
    stop.press("Stop these mails")

    stop.expect_words("No more of these mails")
    assert_fit_for_everyone(stop.page)
    expect(notifications.open(talk.url).field(COMMENTS)).not_to_be_checked()

    stop.press("Send them again")
    stop.expect_words("You get them again")
    expect(notifications.open(talk.url).field(COMMENTS)).to_be_checked()
