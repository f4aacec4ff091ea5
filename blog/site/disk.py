"""Room for what the site keeps on this machine's disks."""

import os
from pathlib import Path

from sqlalchemy.engine import make_url

from blog.config import Settings

LEAST = 50 * 1024 * 1024  # bytes


def places(settings: Settings) -> dict[str, Path]:
    """Return {what lies there: an existing folder of this machine}."""
    url, media = make_url(settings.database_url), settings.media_url
    folders = {"the data directory": settings.data_dir, "the backups": settings.data_dir / "backups"}
    if url.get_backend_name() == "sqlite":
        folders["the database"] = Path(url.database or "").parent
    if media.scheme == "file":
        folders["the pictures"] = media.folder
    return {name: folder for name, folder in folders.items() if folder.is_dir()}


def free(folder: Path) -> int:
    """Return how many bytes can still be written there."""
    stats = os.statvfs(folder)
    return stats.f_bavail * stats.f_frsize
