"""Who else on this machine can read what the site keeps."""

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from blog.admin.doctor.finding import Finding
from blog.config import Settings
from blog.config.reader import CONFIG_FILE

OTHERS, WRITERS, ANYBODY = 0o007, 0o022, 0o077


def look(settings: Settings) -> Finding:
    """Look at the data directory, the secret key, the database and the file of settings."""
    finding = Finding(f"only their owner reaches what lies in {settings.data_dir}")
    finding.problems += _open(settings.data_dir, OTHERS, "can be entered by others", "700")
    finding.problems += _open(settings.data_dir / "secret_key", ANYBODY, "can be read by others", "600")
    config = Path(os.environ.get("BLOG_CONFIG") or CONFIG_FILE)
    finding.problems += _open(config, WRITERS, "can be changed by others", "640")
    for file in _database_files(settings):
        if file.parent.stat().st_mode & 0o001:  # else others do not get that far
            finding.problems += _open(file, OTHERS, "can be read by others", "600")
        finding.problems += _strange_owner(file, settings.data_dir)
    finding.problems += _strange_owner(settings.data_dir / "secret_key", settings.data_dir)
    return finding


def _database_files(settings: Settings) -> Iterator[Path]:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        files = (Path(f"{url.database}{suffix}") for suffix in ("", "-wal", "-shm"))
        yield from (file for file in files if file.exists())


def _open(path: Path, bits: int, what: str, mode: str) -> list[str]:
    try:
        open_to = path.stat().st_mode & bits
    except (FileNotFoundError, PermissionError):  # none there, or none that this user may know of
        return []
    return [f"{path} {what}; run: chmod {mode} {path}"] if open_to else []


def _strange_owner(path: Path, folder: Path) -> list[str]:
    if not path.exists() or path.stat().st_uid == folder.stat().st_uid:
        return []
    return [
        f"{path} belongs to another user than {folder}, as after a command run by root; "
        f"run: chown --reference={folder} {path}"
    ]
