"""The site map: every blueprint and its prefix. The only importer of routes."""

from flask import Flask

from blog.accounts.routes import registrations, sessions
from blog.authors.routes import bp as authors
from blog.media.routes import bp as media
from blog.posts.routes import posts, tags
from blog.web.routes import about, assets, health, parked, themes


def init_app(app: Flask) -> None:
    """Register every blueprint."""
    for blueprint, prefix in (
        (posts.bp, None),
        (tags.bp, "/tags"),
        (authors, None),
        (media, "/media"),
        (about.bp, None),
        (themes.bp, None),
        (assets.bp, None),
        (health.bp, None),
        (parked.bp, None),
        (registrations.bp, None),
        (sessions.bp, None),
    ):
        app.register_blueprint(blueprint, url_prefix=prefix)
