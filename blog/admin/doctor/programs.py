"""The programs and libraries that the site stands on."""

import platform
from importlib.metadata import PackageNotFoundError, version
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from blog.admin.doctor.finding import Finding
from blog.config import Settings

SAFE_PILLOW = 13  # earlier ones overflow the heap while they read a JPEG
SERVERS = ("gunicorn", "waitress")


def look(_settings: Settings) -> Finding:
    """Look at Python, Pillow, the servers and the data of time zones."""
    found = {name: _version(name) for name in ("Pillow", *SERVERS)}
    listed = ", ".join(f"{name} {number}" for name, number in found.items() if number)
    finding = Finding(f"Python {platform.python_version()}, {listed}, time zones")
    finding.problems += pillow_problem(found["Pillow"])
    missing = [name for name in SERVERS if not found[name]]
    finding.problems += [f"{name} is not installed; see requirements.txt" for name in missing]
    finding.problems += _zones()
    return finding


def pillow_problem(number: str) -> list[str]:
    """Say what is wrong with this version of Pillow."""
    major = number.partition(".")[0]
    if major.isdigit() and int(major) >= SAFE_PILLOW:
        return []
    return [f"Pillow {number} has holes that a picture can use; {SAFE_PILLOW} or newer is needed"]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _zones() -> list[str]:
    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        return ["there is no data of time zones; install the package tzdata"]
    return []
