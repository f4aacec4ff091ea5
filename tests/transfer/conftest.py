"""Blogs to import, written into a temporary folder."""

import zipfile
from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path):
    """Write files given by name into a folder: text, or bytes as they are."""

    def write(files: dict[str, str | bytes], name: str = "blog") -> Path:
        root = tmp_path / name
        root.mkdir(exist_ok=True)
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return write


@pytest.fixture
def zipped(tmp_path):
    """Write files given by name into a zip, in the order given."""

    def write(files: dict[str, str | bytes], name: str = "blog.zip") -> Path:
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files.items():
                archive.writestr(path, content)
        return tmp_path / name

    return write


@pytest.fixture
def bring(app):
    """Run the import on the test's site and return what it printed; it must succeed."""

    def run(path: Path, *options: str) -> str:
        result = app.test_cli_runner().invoke(args=["import", str(path), *options])
        assert result.exit_code == 0, result.output
        return result.output

    return run
