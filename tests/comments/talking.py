"""Readers who talk: the forms of comments, read and sent as a browser without JavaScript does it."""

from threading import Event, get_ident

from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from blog.comments.models import Comment
from blog.extensions import db
from blog.posts.models import Post
from tests.support.html import fields, only, page

POST = "/posts/on-the-analytical-engine"
COMMENTS = f"{POST}/comments"


def form_at(client: FlaskClient, address: str = POST, /, **typed: str) -> dict[str, str]:
    """The comment form at `address`, with something typed into it."""
    return {**fields(page(client.get(address)), ".comment-form"), **typed}


def known_to(client: FlaskClient) -> str:
    """How new the comments are on the page that this reader has open."""
    return only(page(client.get(POST)), "#comment-news input[name=since]").attributes["value"]


def say(
    client: FlaskClient, body: str = "A fine engine.", parent: int | None = None, since: str = "", **options
) -> TestResponse:
    """Comment below the post, or answer the comment of the id `parent`; htmx sends `since` along."""
    form = form_at(client, f"{COMMENTS}/new?parent={parent}" if parent else POST, body=body)
    return client.post(COMMENTS, data={**form, "since": since}, **options)


def change(client: FlaskClient, comment_id: int, body: str, **options) -> TestResponse:
    """Give a comment other words."""
    address = f"/comments/{comment_id}/edit"
    return client.post(address, data=form_at(client, address, body=body), **options)


def shown(client: FlaskClient, address: str = POST) -> list[str]:
    """The words of the comments on a page, in their order; of a trace, what stands in its place."""
    found = page(client.get(address)).css(".comment :is(.prose, .trace)")
    return [" ".join(node.text().split()) for node in found]


def comments() -> list[Comment]:
    """All comments below Ada's post, the oldest first."""
    db.session.expire_all()
    below = db.select(Comment).join(Post).where(Post.slug == POST.removeprefix("/posts/"))
    return list(db.session.scalars(below.order_by(Comment.id)))


def the_post() -> Post:
    """Ada's post."""
    return db.session.scalars(db.select(Post).where(Post.slug == POST.removeprefix("/posts/"))).one()


def the_comment() -> Comment:
    """The only comment."""
    (comment,) = comments()
    return comment


def error_in(response: TestResponse) -> str:
    """What is said below the words."""
    return only(page(response), ".comment-form .field-error").text().strip()


def asked_for_the_turn(engine) -> Event:
    """Set once a thread other than this one is about to wait for the site row."""
    here, asked = get_ident(), Event()

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection, cursor, statement, *_):
        if get_ident() != here and (statement == "BEGIN IMMEDIATE" or "FOR UPDATE" in statement):
            asked.set()

    return asked
