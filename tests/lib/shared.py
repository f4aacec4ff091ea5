"""Real input that lies beside the checkout, where it does."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("BLOG_SHARED") or Path(__file__).resolve().parents[3] / "shared")


def shared(name: str) -> Path:
    """The path of a file or folder in ../shared; the test is skipped where it is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"needs ../shared/{name}")
    return path
