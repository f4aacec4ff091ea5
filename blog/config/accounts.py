"""Who may register, and as what."""

from urllib.parse import urlsplit

from blog.config.reader import Reader

REGISTRATION = ("open", "invite", "closed")
NEW_ROLES = ("author", "reader")


def registration(reader: Reader, base_url: str) -> str:
    """Return who may register: all on a laptop, the invited anywhere else, unless told otherwise."""
    parts = urlsplit(base_url)
    at_home = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    first = "open" if at_home else "invite"
    return reader.choice("BLOG_REGISTRATION", (first, *(kind for kind in REGISTRATION if kind != first)))
