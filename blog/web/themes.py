"""The colour scheme a reader chose: a cookie, and part of the page cache's key."""

from flask import request

COOKIE = "theme"
CHOICES = ("system", "light", "dark")
MAX_AGE = 365 * 24 * 3600  # seconds


def read(cookies: str) -> str:
    """Return the choice in a Cookie header; anything unknown is "system"."""
    if "theme=" in cookies:
        for cookie in cookies.split(";"):
            name, _, value = cookie.strip().partition("=")
            if name == COOKIE and value in CHOICES:
                return value
    return CHOICES[0]


def here() -> str:
    """The address of the page at hand, for the way back to it."""
    query = request.query_string.decode("ascii", "replace")
    return f"{request.path}?{query}" if query else request.path


def current() -> str:
    """The choice of whoever sent the request at hand."""
    return read(request.headers.get("Cookie", ""))
