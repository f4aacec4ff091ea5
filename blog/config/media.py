"""Where pictures are kept: in a folder, or in a bucket of an object storage that speaks S3."""

import os
import re
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from blog.config.reader import Reader

NAME = "BLOG_MEDIA_URL"
FORMS = "file:/folder or s3://bucket/prefix"
INSTALL = ".venv/bin/pip install 'obstore>=0.12,<0.13'"

BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
PREFIX = re.compile(r"([\w.-]+/)*[\w.-]+", re.ASCII)
# What the storage is told, by the names that every program for S3 reads; the later of two wins.
OPTIONS = {
    "AWS_ACCESS_KEY_ID": "access_key_id",
    "AWS_SECRET_ACCESS_KEY": "secret_access_key",
    "AWS_SESSION_TOKEN": "session_token",
    "AWS_DEFAULT_REGION": "region",
    "AWS_REGION": "region",
    "AWS_ENDPOINT_URL": "endpoint",
    "AWS_ENDPOINT_URL_S3": "endpoint",
}


@dataclass(frozen=True)
class MediaUrl:
    """A `folder`, or a `bucket` with what stands before each name in it, "" for nothing."""

    scheme: str
    folder: Path = Path()
    bucket: str = ""
    prefix: str = ""
    options: dict[str, str] = field(default_factory=dict, repr=False)  # credentials, region, endpoint

    def __str__(self) -> str:
        if self.scheme == "file":
            return f"file:{self.folder}"
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


class _Problem(ValueError):
    """Words for the end of the line that begins with the setting's name."""


def media_url(reader: Reader, data_dir: Path) -> MediaUrl:
    """Read BLOG_MEDIA_URL, and for a bucket the AWS_* settings; what is wrong is told without a secret."""
    home = MediaUrl("file", folder=data_dir / "media")
    given = reader.text(NAME, "")
    try:
        return _parse(reader, given) if given else home
    except ValueError as error:
        reader.problem(f"{NAME} {error}" if isinstance(error, _Problem) else f"{NAME} must look like {FORMS}")
        return home


def _parse(reader: Reader, given: str) -> MediaUrl:
    parts = urlsplit(given)
    if parts.query or parts.fragment:
        raise ValueError
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return MediaUrl("file", folder=_folder(Path(unquote(parts.path))))
    if parts.scheme == "s3":
        return _bucket(reader, parts)
    raise ValueError


def _bucket(reader: Reader, parts: SplitResult) -> MediaUrl:
    prefix = parts.path.strip("/")
    if "@" in parts.netloc:
        raise _Problem("holds a user or password: these are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    if not BUCKET.fullmatch(parts.netloc):
        raise ValueError
    if prefix and (not PREFIX.fullmatch(prefix) or {".", ".."} & set(prefix.split("/"))):
        raise _Problem("may name folders of letters, digits, '.', '_' and '-' behind the bucket")
    if find_spec("obstore") is None:
        raise _Problem(f"is a bucket, which needs one more package: {INSTALL}")
    return MediaUrl("s3", bucket=parts.netloc, prefix=prefix, options=_options(reader))


def _options(reader: Reader) -> dict[str, str]:
    given = {option: value for name, option in OPTIONS.items() if (value := reader.text(name, ""))}
    if ("access_key_id" in given) != ("secret_access_key" in given):
        raise _Problem("needs both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither")
    if not _is_origin(given.get("endpoint", "https://s3")):
        raise _Problem("needs an AWS_ENDPOINT_URL such as https://s3.example.org, or none")
    return given


def _is_origin(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return False
    return bool(known) and not (parts.username or parts.query or parts.fragment)


def _folder(path: Path) -> Path:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError("no permission to write there")
    except OSError as error:
        raise _Problem(f"names a folder that cannot be used: {path} ({error.strerror or error})") from error
    return path
