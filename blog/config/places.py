"""Where the site stands: its address, its data directory, its database."""

import os
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from blog.config.reader import Reader

ROOT = Path(__file__).resolve().parents[2]
URL_FORMS = "sqlite:////path/blog.db or postgresql://user:password@host/name"


def base_url(reader: Reader, host: str, port: int) -> str:
    """Return the address readers use, without a slash at its end."""
    given = reader.text("BLOG_BASE_URL", "")
    if not given:
        if _is_wildcard(host):
            reader.problem(f"BLOG_HOST {host} is every address: set BLOG_BASE_URL to the one readers use")
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"
    if not _is_origin(given):
        reader.problem(f"BLOG_BASE_URL must look like https://blog.example.org, not {given!r}")
        return f"http://{host}:{port}"
    parts = urlsplit(given.lower())
    default = {"http": ":80", "https": ":443"}[parts.scheme]
    return f"{parts.scheme}://{parts.netloc.removesuffix(default)}"  # as browsers write it


def data_dir(reader: Reader) -> Path:
    """Return the absolute path of the data directory, made on first use."""
    path = Path(reader.text("BLOG_DATA_DIR", str(ROOT / "instance"))).absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError("no permission to write there")
    except OSError as error:
        reader.problem(f"BLOG_DATA_DIR: cannot use {path} ({error.strerror or error})")
    return path


def database_url(reader: Reader, data_dir: Path) -> str:
    """Return SQLAlchemy's URL; the path of an SQLite file is absolute in it."""
    given = reader.text("BLOG_DATABASE_URL", "")
    try:
        default = URL.create("sqlite", database=str(data_dir / "blog.db"))
        url = make_url(given.replace("postgres://", "postgresql://", 1)) if given else default
        url = url.set(drivername=url.get_backend_name())  # the driver is ours to choose
    except (ArgumentError, ValueError, NoSuchModuleError):
        url = None
    if url is None or url.get_backend_name() not in ("sqlite", "postgresql") or not url.database:
        reader.problem(f"BLOG_DATABASE_URL must look like {URL_FORMS}")  # what was given may hold a password
        return "sqlite://"
    if url.get_backend_name() == "sqlite":
        file = Path(url.database).absolute()
        if file.parent != data_dir:  # that folder has been judged already
            _check_folder(reader, file.parent)
        if file.exists() and not os.access(file, os.R_OK | os.W_OK):
            reader.problem(f"BLOG_DATABASE_URL: no permission to read and write {file}")
        url = url.set(database=str(file))
    return url.render_as_string(hide_password=False)


def _check_folder(reader: Reader, folder: Path) -> None:
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        reader.problem(f"BLOG_DATABASE_URL: {folder} is not a folder that can be written to")


def _is_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return False
    return bool(known) and not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)


def _is_wildcard(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
