"""Every feature's tables in one import, for migrations and nothing else."""

from blog.accounts.models import User
from blog.media.models import Media
from blog.posts.models import Alias, Authorship, Post, PostBody, Slug, Tag, Tagging
from blog.site.models import Site

__all__ = ["Alias", "Authorship", "Media", "Post", "PostBody", "Site", "Slug", "Tag", "Tagging", "User"]
