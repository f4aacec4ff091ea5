"""An author's desk: the form of a post, read and sent as a browser without JavaScript does it."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog.extensions import db
from blog.posts.drafts import Draft
from blog.posts.models import Post
from blog.posts.revisions import Revision
from tests.support.browsing import PARTIAL
from tests.support.factories import an_account
from tests.support.html import fields, only, page

NEW = "/posts/new"
Form = dict[str, str]


def some_authors() -> None:
    """Ada and Grace, who write; Ed, who edits; Rita, who reads."""
    for username, role in (("ada", "author"), ("grace", "author"), ("ed", "editor"), ("rita", "reader")):
        an_account(username, role=role)


def form(client: FlaskClient, address: str = NEW, /, **typed: str) -> Form:
    """The form at `address`, with something typed into it."""
    return {**fields(page(client.get(address))), **typed}


def press(client: FlaskClient, address: str, form: Form, **options) -> TestResponse:
    """Send `form` to `address`, as a button of it does."""
    return client.post(address, data=form, **options)


def write(client: FlaskClient, title: str = "Tides", body: str = "The moon pulls.", **typed: str) -> str:
    """Write and save a new post, a draft; return its slug."""
    answer = press(client, NEW, form(client, title=title, body=body, **typed))
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("/")[2]


def change(client: FlaskClient, slug: str, /, **typed: str) -> TestResponse:
    """Open the form of a post, type, save."""
    return press(client, f"/posts/{slug}/edit", form(client, f"/posts/{slug}/edit", **typed))


def autosave(client: FlaskClient, slug: str, form: Form, **options) -> TestResponse:
    """Send what the script sends while somebody writes."""
    return client.post(f"/posts/{slug}/autosave", data=form, **options)


def typing(client: FlaskClient, address: str = NEW, /, **typed: str) -> Form:
    """The form at `address` with something typed, and kept."""
    sent = form(client, address, **typed)
    answer = autosave(client, address.split("/")[2], sent, headers=PARTIAL)
    assert answer.status_code == 200, answer.text
    return sent


def key_in(answer: TestResponse) -> str:
    """The key of the draft that an autosave answers."""
    return only(page(answer), "#save-status input[name=draft]").attributes["value"]


def posts() -> list[Post]:
    """All posts, the oldest first."""
    db.session.expire_all()
    return list(db.session.scalars(db.select(Post).order_by(Post.id)))


def the_post() -> Post:
    """The only post."""
    (post,) = posts()
    return post


def drafts() -> list[Draft]:
    """All texts that are not saved, the oldest first."""
    db.session.expire_all()
    return list(db.session.scalars(db.select(Draft).order_by(Draft.saved_at)))


def revisions() -> list[Revision]:
    """All revisions in the order in which they were made."""
    db.session.expire_all()
    return list(db.session.scalars(db.select(Revision).order_by(Revision.id)))
