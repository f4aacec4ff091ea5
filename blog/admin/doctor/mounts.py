"""SQLite's locks and shared memory do not work over a network."""

import re
from pathlib import Path

from sqlalchemy.engine import make_url

from blog.admin.doctor.finding import Finding
from blog.config import Settings

TABLE = Path("/proc/self/mountinfo")
OVER_A_NETWORK = re.compile(
    r"(fuse\.)?(nfs\d?|cifs|smb\w*|9p|afs|ceph\w*|glusterfs|lustre|ocfs2|gfs2|beegfs|davfs\w*|sshfs|s3fs|gcsfuse"
    r"|goofys|juicefs|rclone)"
)
OCTAL = re.compile(r"\\([0-7]{3})")


def look(settings: Settings) -> Finding:
    """Look at what the database file lies on; systems without Linux' table of mounts are taken to be fine."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not TABLE.exists():
        return Finding("no SQLite file over a network")
    folder = Path(url.database or "").resolve().parent
    kind = file_system(folder, TABLE.read_text("utf-8", "replace"))
    finding = Finding(f"{folder} lies on {kind or 'an unknown file system'}")
    if OVER_A_NETWORK.fullmatch(kind):
        finding.problems.append(
            f"{folder} lies on {kind}: SQLite loses data over a network. "
            "Move it to a disk of this machine, or use PostgreSQL"
        )
    return finding


def file_system(folder: Path, table: str) -> str:
    """Return the kind of file system that `folder` lies on by a `table` as in /proc/self/mountinfo, or ""."""
    mounts = {}
    for line in table.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) > 4 and right:
            mounts[Path(_plain(fields[4]))] = right.split(" ")[0]
    for place in (folder, *folder.parents):
        if place in mounts:
            return mounts[place]
    return ""


def _plain(path: str) -> str:
    """Spaces and the like are written as \\040 there."""
    return OCTAL.sub(lambda code: chr(int(code[1], 8)), path)
