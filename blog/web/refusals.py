"""What is said to who is not signed in, and to a form whose token is stale. Nothing typed is lost."""

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from blog.extensions import csrf, db
from blog.site import parking
from blog.web import themes, throttle
from blog.web.responses import leave, partials, vary, wants_fragment
from blog.web.security import SAFE_METHODS, local_target

COOKIE = "parked"
MOST = 1024 * 1024  # characters of one parked form
LEFT_OUT = ("password", "code", "csrf_token", "finished")  # secrets, and files
HIDDEN = frozenset(
    "next version draft parent invite continued base slot stamp since sent theme website".split()
)  # fields that nobody types into


def init_app(app: Flask) -> None:
    """Answer forms whose token is stale."""
    app.register_error_handler(CSRFError, stale_token)
    app.jinja_env.tests["hidden_field"] = is_hidden


def sign_in_first() -> Response:
    """Ask to sign in: a page for a visit, a dialog above a form under htmx, a place to wait for any other."""
    if request.method in SAFE_METHODS:
        return leave(url_for("sessions.new", next=themes.here()))
    if wants_fragment():
        return vary(partials("sessions/_dialog.html", status=401))
    pairs = typed()
    return _park(pairs) if pairs else redirect(url_for("sessions.new", next=_page_above()), 303)


def _page_above() -> str | None:
    """The page that the form at hand stood on, as far as its address tells."""
    path = request.path
    while path.strip("/"):
        if local_target(path):
            return path
        path = path.rpartition("/")[0]
    return None


def typed() -> parking.Pairs:
    """What was typed into the posted form, without secrets: [name, value] pairs in their order."""
    return [
        [name, value]
        for name, value in request.form.items(multi=True)
        if value and not any(part in name for part in LEFT_OUT)
    ]


def typed_at_least() -> parking.Pairs:
    """As `typed`, where a form was sent that holds more than hidden fields, and can be read at all."""
    if request.method in SAFE_METHODS:
        return []
    try:
        pairs = typed()
    except (HTTPException, OSError):  # too large a form, or a file for which there was no room
        return []
    return pairs if any(not is_hidden(name) for name, _ in pairs) else []


def is_hidden(name: str) -> bool:
    """Whether nobody types into the fields of that name."""
    return name in HIDDEN or name.startswith("choose-")


def _park(pairs: parking.Pairs) -> Response:
    if sum(len(value) for _, value in pairs) > MOST:
        abort(
            413, "You are no longer signed in, and this is too long to keep. Go back, copy it, then sign in."
        )
    throttle.limit("park", 30, throttle.HOUR, throttle.address())
    sender = throttle.key("parked", throttle.address())
    here = themes.here()
    path = here if len(here) <= parking.LONGEST_PATH else request.path[: parking.LONGEST_PATH]
    token = parking.park(sender, g.get("former_user_id"), path, pairs)
    db.session.commit()
    response = redirect(url_for("sessions.new", next=url_for("parked.show")), 303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(parking.LIFETIME.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def refuse_forged_form() -> None:
    """Raise CSRFError where the form at hand was not handed out to this very browser."""
    csrf.protect()
    if request.is_secure and not _names_its_origin():
        raise CSRFError("This form does not say which site it came from.")


def _names_its_origin() -> bool:
    """Over https a browser says where a form stood; `security` has judged what else it says."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc:
        return (referrer.scheme, referrer.netloc) == ("https", request.host)
    return "Origin" in request.headers or "Sec-Fetch-Site" in request.headers


def stale_token(_error: CSRFError) -> Response:
    """Hand out fresh tokens and keep what was typed: nothing was done yet."""
    if wants_fragment():
        text = (
            "It had been open for long, or you signed in elsewhere. Nothing is lost: press the button again."
        )
        title = "The form was out of date"
        return vary(
            partials("shared/_tokens.html", "shared/_notice.html", status=400, title=title, text=text)
        )
    html = render_template("forms/again.html", action=themes.here(), pairs=typed(), reason="stale")
    return vary(make_response(html, 400))
