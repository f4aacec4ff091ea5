"""What the self-check thinks of versions, mounts and clocks that this machine does not have."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from blog.admin.doctor.clock import apart
from blog.admin.doctor.database import has_wal_reset_bug
from blog.admin.doctor.mounts import OVER_A_NETWORK, file_system
from blog.admin.doctor.programs import pillow_problem

TABLE = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:30 / /srv rw,relatime shared:2 master:7 - nfs4 host:/export rw,vers=4.2
31 30 0:31 / /srv/fast rw - xfs /dev/sdb1 rw
32 22 0:32 / /mnt/my\040disk rw,nosuid - fuse.sshfs me@host:/ rw
33 22 0:33 / /home rw - overlay overlay rw
nonsense
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/blog", "ext4"),
        ("/srv/blog/data", "nfs4"),
        ("/srv/fast/data", "xfs"),
        ("/srvice", "ext4"),
        ("/mnt/my disk/blog", "fuse.sshfs"),
        ("/home/ada", "overlay"),
    ],
)
def test_cfg_12_the_file_system_is_that_of_the_nearest_mount(folder, kind):
    assert file_system(Path(folder), TABLE) == kind


def test_cfg_12_network_file_systems_are_told_apart():
    far = (
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "9p",
        "afs",
        "ceph",
        "fuse.sshfs",
        "fuse.rclone",
        "glusterfs",
    )
    near = ("ext4", "xfs", "btrfs", "zfs", "overlay", "tmpfs", "fuseblk", "f2fs", "fuse.fuse-overlayfs", "")

    assert [kind for kind in far if not OVER_A_NETWORK.fullmatch(kind)] == []
    assert [kind for kind in near if OVER_A_NETWORK.fullmatch(kind)] == []


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ("3.6.23", False),
        ("3.7.0", True),
        ("3.44.5", True),
        ("3.44.6", False),
        ("3.45.0", True),
        ("3.49.2", True),
        ("3.50.6", True),
        ("3.50.7", False),
        ("3.51.0", True),
        ("3.51.2", True),
        ("3.51.3", False),
        ("3.53.4", False),
        ("4.0.0", False),
    ],
)
def test_cfg_10_an_sqlite_that_spoils_databases_is_known(version, affected):
    assert has_wal_reset_bug(tuple(map(int, version.split(".")))) is affected


def test_cfg_11_an_old_pillow_is_told():
    assert [number for number in ("13.0.0", "13.1", "14.0.0.dev0") if pillow_problem(number)] == []
    assert [number for number in ("12.9.1", "9.5", "") if not pillow_problem(number)] == []


@pytest.mark.parametrize(("seconds", "words"), [(31, "31 seconds ahead of"), (-90, "90 seconds behind")])
def test_clocks_that_are_apart_are_told(seconds, words):
    there = datetime(2026, 1, 2, tzinfo=UTC)

    [line] = apart(there + timedelta(seconds=seconds), there)

    assert words in line
    assert apart(there + timedelta(seconds=29), there) == []
