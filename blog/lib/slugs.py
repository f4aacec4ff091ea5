"""Names that are safe in addresses: for posts, for headings, for accounts."""

import re
from hashlib import sha256

from slugify import slugify as _slugify

RESERVED_POSTS = frozenset({"new", "preview", "autosave"})
RESERVED_USERS = frozenset(
    "about abuse account accounts admin administrator anonymous api author authors avatar avatars comment"
    " comments deleted drafts editor everyone feed guest healthz help home hostmaster invite invites login"
    " logout mail mailer-daemon me media moderator new no-reply nobody none noreply null owner parked"
    " password post postmaster posts privacy quire readyz register root search security session sessions"
    " settings setup site sitemap staff static status support system tag tags theme token tokens trash"
    " undefined user users webmaster www".split()
)


_APOSTROPHES = re.compile("['\u2019]")  # "what's new" is whats-new


def slugify(text: str, limit: int = 80) -> str:
    """Make the address part of a post: lower-case ASCII words joined by hyphens, cut at a word.

    Never empty: a text without any letter or digit gives "post-" and four hex digits of its hash. A word that
    is an address of its own under /posts/ gets the suffix "-post".
    """
    slug = _ascii(_APOSTROPHES.sub("", text), limit) or f"post-{_digest(text)}"
    return f"{slug}-post" if slug in RESERVED_POSTS else slug


def anchor(text: str) -> str:
    """Make the id of a heading from its text, at most 60 characters; "section" if there is nothing to use."""
    return _ascii(text, 60) or "section"


def username(name: str) -> str:
    """Make an account's name from a person's: "Niko Matsakis" gives "niko-matsakis".

    Lower-case letters, digits and hyphens, 2 to 32 long. A name that is too short gives "user-" and four hex
    digits of its hash; a reserved one gets the suffix "-author". Two people may share a result.
    """
    slug = _ascii(_APOSTROPHES.sub("", name), 32)
    if len(slug) < 2:
        return f"user-{_digest(name)}"
    return f"{slug}-author" if slug in RESERVED_USERS else slug


def _ascii(text: str, limit: int) -> str:
    # A whole word too long for the limit is cut inside; only then does the cut leave a hyphen at the end.
    return _slugify(text[:1000], max_length=limit, word_boundary=True, save_order=True).strip("-")


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:4]
