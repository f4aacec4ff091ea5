"""Room on the disks."""

from blog.admin.doctor.finding import Finding
from blog.config import Settings
from blog.site import disk

MEGABYTE = 1024 * 1024


def look(settings: Settings) -> Finding:
    """Look at the free space wherever the site writes."""
    free = {name: disk.free(folder) for name, folder in disk.places(settings).items()}
    shown = ", ".join(f"{size // MEGABYTE:,} MB for {name}" for name, size in free.items())
    finding = Finding(f"free: {shown}")
    finding.problems += [
        f"only {size // MEGABYTE} MB are free for {name}; the site needs {disk.LEAST // MEGABYTE} MB"
        for name, size in free.items()
        if size < disk.LEAST
    ]
    return finding
