"""The site asks itself through its public address, and compares what arrives with what should."""

import http.client
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, build_opener

from blog.accounts.models import OneTimeToken
from blog.admin import access
from blog.admin.doctor.finding import Finding
from blog.config import Settings
from blog.database import utcnow
from blog.extensions import db
from blog.lib import tokens
from blog.web import proxies

LIFETIME = timedelta(minutes=1)
PATIENCE = 5  # seconds
MOST = 2000  # bytes of an answer


class MirrorError(Exception):
    """The site could not be asked; the text says why."""


@dataclass(frozen=True)
class Reflection:
    """A request as it reached the site: `passed` proxies, and what the site took it for."""

    scheme: str
    host: str
    address: str
    passed: int


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_request: Any) -> None:
        return None


def invite() -> str:
    """Make the token that the site will answer to, within the caller's transaction."""
    token = tokens.new()
    row = OneTimeToken(digest=tokens.digest(token), purpose=access.MIRROR, expires_at=utcnow() + LIFETIME)
    db.session.add(row)
    return token


def ask(url: str, token: str) -> Reflection:
    """Ask the site at `url`. Raises MirrorError where no answer of this very site comes."""
    opener = build_opener(ProxyHandler({}), _Stay)
    try:
        with opener.open(f"{url.rstrip('/')}/admin/mirror/{token}", timeout=PATIENCE) as answer:
            return Reflection(**json.loads(answer.read(MOST)))
    except HTTPError as error:
        with error:
            raise MirrorError(_refusal(url, error)) from error
    except (URLError, OSError, http.client.HTTPException) as error:
        raise MirrorError(f"{url} does not answer ({getattr(error, 'reason', error)})") from error
    except (ValueError, TypeError) as error:
        raise MirrorError(f"{url} answers, but it is not this site") from error


def compare(seen: Reflection, settings: Settings) -> Finding:
    """Compare what arrived with what the settings say."""
    finding = Finding(
        f"the site sees {seen.scheme}://{seen.host}, asked from {seen.address} past {seen.passed} proxies"
    )
    if f"{seen.scheme}://{seen.host}" != settings.base_url:
        finding.problems.append(
            f"the site takes itself for {seen.scheme}://{seen.host}, but BLOG_BASE_URL is "
            f"{settings.base_url}: the proxy must pass on Host and X-Forwarded-Proto"
        )
    if settings.production and not seen.passed:
        finding.problems.append("no proxy says who asks: it must pass on X-Forwarded-For")
    elif complaint := proxies.complaint(seen.passed, settings.proxy_hops):
        finding.problems.append(complaint)
    return finding


def _refusal(url: str, error: HTTPError) -> str:
    if error.code == 404:
        return f"{url} answers, but it is not this site, or one with another database"
    if error.code == 400:
        return f"{url} answers 400: does the proxy pass on the Host that was asked for?"
    if 300 <= error.code < 400:
        target = urlsplit(error.headers.get("Location", ""))
        return f"{url} leads to {target.scheme}://{target.netloc}: ask that address"
    return f"{url} answers {error.code}"
