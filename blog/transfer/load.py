"""Writes an import into the database, in short transactions that the caller commits.

First every post gets its row and its slug, so that links can name posts that are not written yet, and so
that an import that was killed goes on with the same ones. Until its text is there, a post is an empty draft.
A post without a date is published as of the moment its row was made.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from blog.accounts.models import User
from blog.database import utcnow
from blog.extensions import db
from blog.lib import markdown
from blog.lib.images import Picture
from blog.lib.markdown import Rendered
from blog.media.models import Media
from blog.posts import pictures
from blog.posts.models import Alias, Post, PostBody, Slug, Tag
from blog.site import models as site
from blog.transfer import queries
from blog.transfer.blogs import Entry
from blog.transfer.plans import Known, Plan


@dataclass(frozen=True)
class Finished:
    """A post ready to be written: its text with all links led to this site, and what that renders to."""

    entry: Entry
    text: str
    rendered: Rendered


def reserve(entries: Sequence[Entry], plan: Plan, known: Known) -> None:
    """Make the accounts, tags and posts that are new, each post as an empty draft with its slug."""
    for username, name in plan.people.items():
        db.session.add(User(username=username, name=name, source_name=name))
    db.session.add_all(Tag(slug=slug, name=name) for slug, name in plan.tags.items())
    for source in (entry.source for entry in entries if entry.source.key not in known.posts):
        post = Post(title=source.title, source_key=source.key, body=PostBody())
        post.take_slug(plan.posts[source.key].slug)
        db.session.add(post)
    db.session.flush()


def write(batch: Sequence[Finished], plan: Plan) -> list[str]:
    """Write posts that have their row; return the keys of those that somebody edited or removed meanwhile."""
    site.take_turn()  # as all who change posts do: of two who hold half of what both need, one would fail
    planned = {item.entry.source.key: plan.posts[item.entry.source.key] for item in batch}
    users = queries.users(name for each in planned.values() for name in each.authors)
    tags = queries.tags(slug for each in planned.values() for slug in each.tags)
    posts = {post.source_key: post for post in queries.posts_for_writing(planned) if not _is_edited(post)}
    for item in batch:
        if post := posts.get(key := item.entry.source.key):
            authors = [users[name] for name in planned[key].authors]
            post.set_credits(authors, [tags[slug] for slug in planned[key].tags])
            post.aliases += [Alias(path=path) for path in planned[key].aliases]
            _fill(post, item)
    return [key for key in planned if key not in posts]


def _is_edited(post: Post) -> bool:
    return post.source_version is not None and post.source_version != post.version


def _fill(post: Post, item: Finished) -> None:
    source, again = item.entry.source, post.source_version is not None
    post.title, post.language = source.title, source.language
    post.set_text(item.text, item.rendered, markdown.render(source.summary, prefix="summary-").text)
    post.created_at = source.date or post.created_at
    post.updated_at = source.updated or (utcnow() if again else post.created_at)
    post.version += again
    post.source_hash, post.source_version = item.entry.fingerprint, post.version
    post.publish(None if source.draft else post.created_at)
    pictures.note_uses(post.id, post.content)


def media(key: str, filename: str, picture: Picture) -> Media:
    """Return the row of a picture, not yet added."""
    return Media(
        key=key,
        extension=picture.extension,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
        filename=filename[:255],
    )


def abandon(keys: Collection[str]) -> None:
    """Remove the empty drafts, and their slugs, of posts that cannot be written after all."""
    empty = select(Post.id).where(Post.source_key.in_(keys), Post.source_hash.is_(None))
    db.session.execute(delete(Slug).where(Slug.post_id.in_(empty)))
    db.session.execute(delete(Post).where(Post.source_key.in_(keys), Post.source_hash.is_(None)))
