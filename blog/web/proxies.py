"""Who really speaks to this process: a client on this machine, or proxies on behalf of somebody else."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from blog.config import LOOPBACK_NAMES

FORWARDING = ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
_ORIGINAL = "werkzeug.proxy_fix.orig"  # what stood there before Werkzeug believed the headers


def is_local(environ: Mapping[str, Any]) -> bool:
    """Whether a program on this machine asks by itself: through a proxy, the whole world is a local peer.

    The name it calls counts too: some servers drop the headers of a proxy that they were not told of.
    """
    peer = environ.get(_ORIGINAL, environ).get("REMOTE_ADDR") or ""
    if any(name in FORWARDING or name.startswith("HTTP_X_FORWARDED_") for name in environ):
        return False
    return _is_loopback(peer) and _name(environ.get("HTTP_HOST", "")) in LOOPBACK_NAMES


def count(environ: Mapping[str, Any]) -> int:
    """How many proxies passed a request on, by what they say themselves."""
    return sum(1 for address in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if address.strip())


def complaint(passed: int, hops: int) -> str | None:
    """Say what is wrong where `passed` proxies passed a request on and BLOG_PROXY_HOPS is `hops`."""
    if passed == hops:
        return None
    came = "no proxy" if passed == 0 else "one proxy" if passed == 1 else f"{passed} proxies"
    if passed < hops:
        return (
            f"this request came through {came}, but BLOG_PROXY_HOPS is {hops}: "
            f"visitors can pretend to come from anywhere. Set it to {passed}"
        )
    return (
        f"this request came through {came}, but BLOG_PROXY_HOPS is {hops}: "
        f"all visitors seem to come from one address, and are slowed down together. Set it to {passed}"
    )


def _is_loopback(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:  # a Unix socket's peer has none
        return False
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_loopback


def _name(host: str) -> str:
    return host.lower() if host.endswith("]") else host.lower().rpartition(":")[0] or host.lower()
