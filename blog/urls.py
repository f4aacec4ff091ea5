"""The site map: every blueprint and its prefix. The only importer of routes."""

from flask import Flask

from blog.accounts.routes import (
    avatars,
    devices,
    passwords,
    profiles,
    registrations,
    second_factor,
    sessions,
    setup,
)
from blog.admin.routes import (
    backups,
    figures,
    invites,
    log,
    mirror,
    overview,
    recoveries,
    restrictions,
    users,
)
from blog.admin.routes import comments as moderation
from blog.api.routes import tokens, v1
from blog.authors.routes import bp as authors
from blog.comments.routes import comments, edits, news, notifications, switches, unsubscriptions
from blog.media.routes import bp as media
from blog.posts.routes import (
    archive,
    drafts,
    editing,
    feeds,
    history,
    pictures,
    posts,
    publications,
    search,
    sitemap,
    tags,
    trash,
)
from blog.transfer.routes import bp as transfer
from blog.web.routes import about, assets, health, metrics, parked, themes


def init_app(app: Flask) -> None:
    """Register every blueprint."""
    for blueprint, prefix in (
        (posts.bp, None),
        (editing.bp, None),
        (publications.bp, None),
        (drafts.bp, None),
        (history.bp, None),
        (trash.bp, None),
        (pictures.bp, "/media"),
        (tags.bp, "/tags"),
        (search.bp, None),
        (feeds.bp, None),
        (archive.bp, None),
        (sitemap.bp, None),
        (authors, None),
        (comments.bp, None),
        (edits.bp, None),
        (news.bp, None),
        (switches.bp, None),
        (notifications.bp, None),
        (unsubscriptions.bp, None),
        (transfer, None),
        (media, "/media"),
        (about.bp, None),
        (themes.bp, None),
        (assets.bp, None),
        (health.bp, None),
        (metrics.bp, None),
        (parked.bp, None),
        (registrations.bp, None),
        (sessions.bp, None),
        (tokens.bp, "/account/tokens"),
        (v1.bp, "/api/v1"),
        (second_factor.bp, None),
        (profiles.bp, None),
        (passwords.bp, None),
        (devices.bp, None),
        (avatars.bp, None),
        (setup.bp, None),
        (overview.bp, "/admin"),
        (moderation.bp, "/admin/comments"),
        (mirror.bp, "/admin"),
        (figures.bp, "/admin"),
        (log.bp, "/admin/log"),
        (users.bp, "/admin/users"),
        (restrictions.bp, "/admin/users"),
        (recoveries.bp, "/admin/users"),
        (invites.bp, "/admin/invites"),
        (backups.bp, "/admin/backups"),
    ):
        app.register_blueprint(blueprint, url_prefix=prefix)
