"""Settings that are allowed, and yet not wise."""

from urllib.parse import urlsplit

from blog.admin.doctor.finding import Finding
from blog.config import LOOPBACK_NAMES, Settings

SHORTEST_KEY = 32  # bytes


def look(settings: Settings) -> Finding:
    """Judge the settings as a whole; single wrong ones have stopped the start."""
    kind = "a production site" if settings.production else "no production site"
    finding = Finding(f"{settings.base_url} is {kind}; registration is {settings.registration}")
    if not settings.production and not _is_at_home(settings):
        finding.problems.append(
            f"{settings.base_url} is not https: passwords and cookies can be read on the way. "
            "Set BLOG_BASE_URL to an https address"
        )
    if settings.production and not settings.proxy_hops:
        finding.problems.append(
            "BLOG_PROXY_HOPS is 0, but https comes through a proxy: "
            "all visitors seem to come from one address"
        )
    if any(len(key.encode()) < SHORTEST_KEY for key in settings.secret_key_fallbacks):
        finding.problems.append(
            f"BLOG_SECRET_KEY_FALLBACKS holds a key of less than {SHORTEST_KEY} bytes, which can be guessed"
        )
    if not _is_at_home(settings) and (settings.registration, settings.new_role) == ("open", "author"):
        finding.notes.append("anybody may register, and then publish: BLOG_REGISTRATION, BLOG_NEW_ROLE")
    return finding


def _is_at_home(settings: Settings) -> bool:
    host = urlsplit(settings.base_url).hostname or ""
    return (f"[{host}]" if ":" in host else host) in LOOPBACK_NAMES
