"""Quire: a blog for several authors, rendered on the server."""

import os
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from blog import cli, database, migrations, schema, urls
from blog.accounts import access, purges  # noqa: F401  # the second for its hourly job
from blog.accounts.forms import LoginForm
from blog.api import problems
from blog.comments import discussions, inbox, suspicion
from blog.config import ROOT, Settings, SettingsError
from blog.extensions import bcrypt, csrf, db, login_manager
from blog.lib import lazily
from blog.posts import moved, publications
from blog.site import worker
from blog.web import (
    blocks,
    errors,
    figures,
    filters,
    gate,
    leftovers,
    logs,
    reads,
    refusals,
    responses,
    security,
    sessions,
    themes,
)
from blog.web.assets import Assets
from blog.web.front import Front
from blog.web.macros import Macros

__all__ = ["create_app"]

flask_migrate = lazily.module("flask_migrate")


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application. Raises SettingsError where the settings or the database forbid it."""
    settings = settings or Settings.load(os.environ)
    app = Flask("blog", root_path=str(ROOT), template_folder="templates", static_folder=None)
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]  # none is a coroutine: it need not ask
    _configure(app, settings)
    _extend(app, settings)
    _serve_pages(app, settings)
    cli.init_app(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    if settings.production and app.debug:
        raise SettingsError(["debug mode shows secrets to readers: BLOG_BASE_URL is https, so it is refused"])
    app.config.update(
        SETTINGS=settings,
        DATA_DIR=settings.data_dir,
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SESSION_COOKIE_NAME="__Host-session" if settings.production else "session",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,  # a remembered session ends a month after its sign-in
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        WTF_CSRF_CHECK_DEFAULT=False,  # the gate asks, after it asked who it is
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        BCRYPT_LOG_ROUNDS=12,
        BCRYPT_HANDLE_LONG_PASSWORDS=True,
        MAX_CONTENT_LENGTH=5 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=100,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database_url),
    )
    logs.configure(settings)


def _extend(app: Flask, settings: Settings) -> None:
    app.session_interface = sessions.Sessions()
    db.init_app(app)
    reads.init_app(app)
    worker.init_app(app)
    app.extensions["migrate"] = LocalProxy(cache(partial(_migrations, app)))
    bcrypt.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    login_manager.session_protection = None  # its fingerprint changes with each browser update
    login_manager.user_loader(access.load_viewer)
    login_manager.request_loader(access.remember_former_viewer)
    with app.app_context():
        database.prepare(db.engine)
        schema.refuse_newer(db.engine)


def _migrations(app: Flask) -> Any:
    """Set Flask-Migrate up for whoever migrates: to a server, loading Alembic is a tenth of its start."""
    folder = str(Path(migrations.__file__).parent)
    flask_migrate.Migrate(app, db, directory=folder, render_as_batch=True)
    return app.extensions["migrate"]


def _serve_pages(app: Flask, settings: Settings) -> None:
    assets = app.extensions["assets"] = Assets()
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals |= {
        "site": settings,
        "assets": assets,
        "ui": Macros(app),
        "theme": themes.current,
        "figures_of_page": figures.of_page,
        "here": themes.here,
        "csrf_token": sessions.form_token,
        "mine": blocks.mine,
        "login_form": LoginForm,
        "discussion": discussions.talk,
        "new_comment": suspicion.empty_form,
        "unread_notifications": inbox.unread,
    }
    filters.init_app(app, settings.timezone)
    errors.init_app(app, moved.address_after, {"api": problems.render})
    app.before_request(database.begin_for_request)
    app.before_request(security.refuse_strange_requests)
    blocks.init_app(app)
    refusals.init_app(app)
    gate.init_app(app)
    urls.init_app(app)
    app.extensions["front"] = Front(app, settings, publications.catch_up)
    app.wsgi_app = app.extensions["front"]  # type: ignore[method-assign]
    leftovers.init_app(app)
    app.after_request(responses.vary)
    app.after_request(access.note_visit)
    if hops := settings.proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
