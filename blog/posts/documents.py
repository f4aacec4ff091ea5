"""A post as a Markdown file with front matter, and as JSON."""

from typing import Any

import yaml

from blog.posts.content import Content
from blog.posts.models import Post


def as_markdown(post: Post) -> str:
    """Return the file that an import would read back."""
    front: dict[str, Any] = {
        "title": post.title,
        "slug": post.slug,
        **({"date": _moment(post)} if post.published_at else {"draft": True}),
        **({"lang": post.language} if post.language else {}),
        "authors": [user.name for user in post.authors],
        "tags": [tag.name for tag in post.tags],
        "description": post.excerpt,
    }
    matter = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{matter}---\n\n{post.body.markdown}"


def draft_as_markdown(content: Content) -> str:
    """Return what somebody is still writing, as the file that an import would read back as a draft."""
    front = {"title": content.title or "Untitled", "draft": True, "tags": list(content.tags)}
    matter = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{matter}---\n\n{content.body}"


def as_json(post: Post, address: str) -> dict[str, Any]:
    """Return the post as plain values; `address` is its absolute URL, times are ISO 8601 in UTC."""
    return {
        "id": post.id,
        "url": address,
        "slug": post.slug,
        "title": post.title,
        "excerpt": post.excerpt,
        "published_at": _moment(post),
        "updated_at": post.updated_at.isoformat(),
        "version": post.version,
        "words": post.words,
        "cover": post.cover,
        "language": post.language,
        "authors": [{"username": user.username, "name": user.name} for user in post.authors],
        "tags": [{"slug": tag.slug, "name": tag.name} for tag in post.tags],
        "markdown": post.body.markdown,
        "html": post.body.html,
    }


def _moment(post: Post) -> str | None:
    return post.published_at.isoformat() if post.published_at else None
