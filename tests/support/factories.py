"""Users, tags and posts for tests, written the way the product writes them."""

from datetime import datetime, timedelta

from blog.accounts import passwords
from blog.accounts.models import OneTimeToken, User
from blog.comments.models import VISIBLE, Comment
from blog.database import utcnow
from blog.extensions import db
from blog.lib import markdown, slugs, tokens
from blog.posts.models import Post, Slug, Tag

YESTERDAY = timedelta(days=1)


def a_user(name: str = "Ada Lovelace") -> User:
    """The user of that name, made on first mention."""
    username = slugs.username(name)
    user = db.session.scalar(db.select(User).where(User.username == username))
    return user or _added(User(username=username, name=name))


PASSWORD = "four odd words together"


def an_account(username: str = "ada", role: str = "author", **details) -> User:
    """Somebody who can sign in with PASSWORD, committed."""
    user = User(username=username, name=details.pop("name", username.title()), role=role)
    user.set_email(details.pop("email", f"{username}@example.org"))
    user.password_hash = passwords.hash(PASSWORD)
    for name, value in details.items():
        setattr(user, name, value)
    db.session.add(user)
    db.session.commit()
    return user


def a_token(purpose: str, user_id: int | None, text: str = "", lifetime=timedelta(hours=1), **details) -> str:
    """A one-time token, committed."""
    text = text or tokens.new()
    row = OneTimeToken(digest=tokens.digest(text), purpose=purpose, user_id=user_id, details=details)
    row.expires_at = utcnow() + lifetime
    db.session.add(row)
    db.session.commit()
    return text


def a_tag(name: str) -> Tag:
    """The tag of that name, made on first mention."""
    slug = slugs.slugify(name)
    tag = db.session.scalar(db.select(Tag).where(Tag.slug == slug))
    return tag or _added(Tag(slug=slug, name=name))


def a_post(
    title: str = "On the analytical engine",
    body: str = "It weaves algebraic patterns.",
    published_at: datetime | None = None,
    authors: tuple[str, ...] = ("Ada Lovelace",),
    tags: tuple[str, ...] = (),
    draft: bool = False,
) -> Post:
    """A post, published yesterday unless told otherwise, and committed."""
    slug = slugs.slugify(title)
    post = _added(Post(slug=slug, title=title, slugs=[Slug(slug=slug)]))
    post.set_text(body, markdown.render(body, prefix=f"p{post.id}-"))
    post.set_credits([a_user(name) for name in authors], [a_tag(name) for name in tags])
    post.publish(None if draft else published_at or utcnow() - YESTERDAY)
    db.session.commit()
    return post


def posts(count: int, **details) -> list[Post]:
    """Several posts, one a minute, the last one the newest."""
    start = utcnow() - YESTERDAY
    return [a_post(f"Post {n}", published_at=start + timedelta(minutes=n), **details) for n in range(count)]


def a_comment(
    post: Post,
    author: User | str = "Charles Babbage",
    body: str = "A fine engine.",
    parent: Comment | None = None,
    state: str = VISIBLE,
    **details,
) -> Comment:
    """A comment, or a reply to `parent`, committed."""
    user = a_user(author) if isinstance(author, str) else author
    html = markdown.remark(body)
    comment = Comment(post_id=post.id, author_id=user.id, parent=parent, body=body, html=html, **details)
    comment.take_place()
    comment.become(state, None)
    db.session.commit()
    return comment


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row
