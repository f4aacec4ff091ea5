"""The tables of posts, and how a post changes."""

from blog.posts.models.parts import Alias, Authorship, PictureUse, PostBody, Slug, Tag, Tagging
from blog.posts.models.posts import Post

__all__ = ["Alias", "Authorship", "PictureUse", "Post", "PostBody", "Slug", "Tag", "Tagging"]
