"""What lay in the trash long enough goes for good."""

from datetime import timedelta

from sqlalchemy import delete, or_, select

from blog.database import utcnow
from blog.extensions import db
from blog.posts.models import Post, Slug
from blog.site import jobs

KEPT = timedelta(days=30)


@jobs.handler("posts.trash", every=timedelta(hours=6))
def empty(_payload: jobs.Payload) -> None:
    """Delete what lay there for KEPT. Addresses that readers knew go on answering that it is gone."""
    old = Post.deleted_at < utcnow() - KEPT
    unseen = or_(Post.was_published_at.is_(None), Post.was_published_at > Post.deleted_at)
    unknown = select(Post.id).where(old, unseen)
    for doomed in (delete(Slug).where(Slug.post_id.in_(unknown)), delete(Post).where(old)):
        db.session.execute(doomed, execution_options={"synchronize_session": False})
