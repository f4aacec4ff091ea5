"""What every answer says to browsers, and what no request may hold."""

from urllib.parse import urlsplit

from flask import abort, current_app, request
from werkzeug.exceptions import HTTPException

from blog.config import Settings

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
# For files that came from outside: whatever they hold, it runs nothing and loads nothing.
MEDIA_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_QUERY = 4096  # bytes
MAX_TARGET = 2000  # characters
MAX_ENCODED = 3 * 1024 * 1024  # bytes; the 1 MiB that Werkzeug allows multipart forms, percent-encoded
MAX_PAIRS = 1000  # in a form; Werkzeug bounds the parts of multipart forms only


def headers(settings: Settings) -> list[tuple[str, str]]:
    """Return the headers that stand on every answer unless it brings its own."""
    always = [
        ("Content-Security-Policy", CSP),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ]
    hsts = ("Strict-Transport-Security", "max-age=31536000")
    return [*always, hsts] if settings.production else always


def refuse_strange_requests() -> None:
    """Refuse NUL, endless queries and, for unsafe methods, requests from elsewhere."""
    if len(request.query_string) > MAX_QUERY:
        abort(400, "That address is too long.")
    if not request.query_string.isascii():
        abort(400, "That address holds bytes that no address can hold.")
    values = (value for _, values in request.args.lists() for value in values)
    if "\0" in request.path or any("\0" in value for value in values):
        abort(400, "That address holds a character that no address can hold.")
    if request.method not in SAFE_METHODS:
        if _is_foreign():
            abort(403, "That request came from another site, so nothing was done.")
        _take_what_fits()
        _refuse_strange_form()


def _take_what_fits() -> None:
    """Let views marked `takes` have more than others, before the first look into the form reads it all."""
    megabytes = getattr(current_app.view_functions.get(request.endpoint or ""), "takes", None)
    if megabytes:
        request.max_content_length = megabytes * 1024 * 1024


def _refuse_strange_form() -> None:
    if request.mimetype == "application/x-www-form-urlencoded":
        sent = request.get_data()
        if len(sent) > MAX_ENCODED or sent.count(b"&") > MAX_PAIRS:
            abort(413)
    if any("\0" in name or "\0" in value for name, value in request.form.items(multi=True)):
        abort(400, "That form holds a character that no text can hold.")


def _is_foreign() -> bool:
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return True
    origin = request.headers.get("Origin")
    return origin not in (None, f"{request.scheme}://{request.host}", current_app.config["SETTINGS"].base_url)


def local_target(target: str | None) -> str | None:
    """Return `target` where it is the path of a page of this site, else None.

    Popular checks let `////evil`, `https:evil` or `/..//evil` through; this one allows only
    what a browser reads as a path here, and only if a route answers it.
    """
    if not target or len(target) > MAX_TARGET or not target.startswith("/"):
        return None
    if "\\" in target or any(ord(character) <= 32 or ord(character) == 127 for character in target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    segments = parts.path.split("/")
    if parts.scheme or parts.netloc or "//" in parts.path or "." in segments or ".." in segments:
        return None
    return target if _answers_get(parts.path) else None


def _answers_get(path: str) -> bool:
    """Whether a page stands there; signing in leads to signing in nowhere."""
    try:
        endpoint, _ = current_app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return False
    return not endpoint.startswith("sessions.")
