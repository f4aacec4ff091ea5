"""JSON Web Tokens (RFC 7519): HS256 and nothing else, for this site and nobody else."""

import hmac
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from blog.lib import lazily

if TYPE_CHECKING:
    import jwt
else:
    jwt = lazily.module("jwt")

ALGORITHM = "HS256"
CLAIMS = ["iss", "aud", "sub", "jti", "iat", "exp"]
LEEWAY = 60  # seconds: machines differ, and the token's row knows exactly
LABEL = b"quire: api tokens"  # so that this key signs nothing else


def sign(secret: str, site: str, token_id: str, user_id: int, made: datetime, expires: datetime) -> str:
    """Make the token of a user; `site` is the address that issues it and that it is for."""
    claims = {"iss": site, "aud": site, "sub": str(user_id), "jti": token_id, "iat": made, "exp": expires}
    return jwt.encode(claims, _key(secret), ALGORITHM)


def read(text: str, secrets: Iterable[str], site: str) -> tuple[str, int] | None:
    """Return (token id, user id) where `site` signed `text` with one of `secrets` and it has not run out."""
    for secret in secrets:
        try:
            claims = jwt.decode(
                text,
                _key(secret),
                [ALGORITHM],
                {"require": CLAIMS},
                audience=site,
                issuer=site,
                leeway=LEEWAY,
            )
        except jwt.InvalidTokenError:
            continue
        return claims["jti"], int(claims["sub"])
    return None


def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), LABEL, sha256)
