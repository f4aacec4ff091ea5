"""The key that signs cookies and tokens: judged where it was given, made where it may be."""

import os
import secrets
from pathlib import Path

from blog.config.reader import Reader

WEAK_KEYS = frozenset({"dev", "secret", "changeme", "change-me", "password", "secret-key"})
MAKE_KEY = "make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"


def key(reader: Reader, data_dir: Path, base_url: str) -> str:
    """Return the key that was given; on http, else the one kept in `data_dir`."""
    given = reader.text("BLOG_SECRET_KEY", "")
    if given and not _is_strong(given):
        reader.problem(f"BLOG_SECRET_KEY must be at least 32 random bytes; {MAKE_KEY}")
    elif not given and base_url.startswith("https:"):
        reader.problem(f"BLOG_SECRET_KEY is not set, and an https site never makes one itself; {MAKE_KEY}")
    elif not given and not reader.problems:
        return _kept(reader, data_dir / "secret_key")
    return given


def generated_key(path: Path) -> str:
    """Return the key kept at `path` (mode 0600), made on first use.

    Several workers may start at once: a hard link appears whole or not at all.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text("ascii").strip()


def _kept(reader: Reader, path: Path) -> str:
    try:
        key = generated_key(path)
    except (OSError, ValueError) as error:
        reader.problem(f"BLOG_SECRET_KEY: cannot keep one at {path} ({error})")
        return ""
    if not _is_strong(key):
        reader.problem(f"{path} holds no key of 32 random bytes: remove it, and the next start makes one")
    return key


def _is_strong(key: str) -> bool:
    return len(key.encode()) >= 32 and key.lower() not in WEAK_KEYS and len(set(key)) >= 8
