"""Random words that open something once: only their digest is stored."""

import secrets
from hashlib import sha256


def new() -> str:
    """Make a token of 32 random bytes: 43 characters, safe in addresses and cookies."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Make what is stored and looked up: SHA-256, 64 hex digits. Any text has one."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
