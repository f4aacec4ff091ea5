"""What an import has to know about the site."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from blog.accounts.models import User
from blog.extensions import db
from blog.media.models import Media
from blog.posts.models import Alias, Authorship, Post, Slug, Tag, Tagging
from blog.transfer.claims import fold
from blog.transfer.plans import Known, KnownPost


def known() -> Known:
    """Return what the plan has to respect."""
    columns = (Post.source_key, Post.slug, Post.source_hash, Post.version, Post.source_version)
    posts = db.session.execute(select(*columns).where(Post.source_key.is_not(None)))
    users = db.session.execute(select(User.username, User.source_name)).all()
    return Known(
        posts={
            key: KnownPost(slug, fingerprint, edited=version != source_version)
            for key, slug, fingerprint, version, source_version in posts
            if key
        },
        people={fold(user.source_name): user.username for user in users if user.source_name},
        slugs=set(db.session.scalars(select(Slug.slug))),
        aliases=set(db.session.scalars(select(Alias.path))),
        usernames={user.username for user in users},
        tags=set(db.session.scalars(select(Tag.slug))),
    )


def ids() -> dict[str, int]:
    """Return the ids of imported posts by source key."""
    rows = db.session.execute(select(Post.source_key, Post.id))
    return {key: id for key, id in rows if key}


def posts_for_writing(keys: Collection[str]) -> Sequence[Post]:
    """Return posts by their source keys, with all that belongs to them, locked until the transaction ends."""
    return db.session.scalars(
        select(Post)
        .where(Post.source_key.in_(keys))
        .options(
            joinedload(Post.body, innerjoin=True),
            selectinload(Post.aliases),
            selectinload(Post.authorships).joinedload(Authorship.user),
            selectinload(Post.taggings).joinedload(Tagging.tag),
        )
        .with_for_update(of=Post)
    ).all()


def users(usernames: Iterable[str]) -> dict[str, User]:
    """Return some users by their usernames."""
    found = db.session.scalars(select(User).where(User.username.in_(set(usernames))))
    return {user.username: user for user in found}


def tags(slugs: Iterable[str]) -> dict[str, Tag]:
    """Return some tags by their slugs."""
    return {tag.slug: tag for tag in db.session.scalars(select(Tag).where(Tag.slug.in_(set(slugs))))}


def media(keys: Iterable[str]) -> dict[str, Media]:
    """Return the pictures among `keys` that have a row, by their keys."""
    return {media.key: media for media in db.session.scalars(select(Media).where(Media.key.in_(set(keys))))}
