"""Settings, read once at the start, every problem reported at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from blog.config import accounts, mail, media, places, secret, watching
from blog.config.reader import Reader

ROOT = places.ROOT
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


class SettingsError(Exception):
    """The settings do not make a site; `problems` holds one plain line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """All that a site is told from outside. Build it with `Settings.load`."""

    data_dir: Path
    database_url: str
    media_url: media.MediaUrl
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    host: str
    port: int
    base_url: str
    title: str
    description: str
    language: str
    timezone: ZoneInfo
    proxy_hops: int
    log_format: str
    metrics_token: str  # empty: only programs on this machine read the numbers
    mail_url: mail.MailUrl
    registration: str
    new_role: str
    comment_days: int  # 0: comments stay open for good

    @property
    def production(self) -> bool:
        """An https address makes this a production site."""
        return self.base_url.startswith("https:")

    @property
    def trusted_hosts(self) -> frozenset[str]:
        """The names, without port, that requests may call this site by."""
        name = (urlsplit(self.base_url).hostname or "").lower()
        return frozenset({f"[{name}]" if ":" in name else name, *LOOPBACK_NAMES})

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> "Settings":
        """Read `BLOG_*` from `environ` over the JSON file that `BLOG_CONFIG` names.

        Creates the data directory and, on http, the secret key in it.
        Raises SettingsError with every problem found.
        """
        reader = Reader(environ)
        settings = cls._read(reader)
        if reader.problems:
            raise SettingsError(reader.problems)
        return settings

    @classmethod
    def _read(cls, reader: Reader) -> "Settings":
        host, port = reader.text("BLOG_HOST", "127.0.0.1"), reader.integer("BLOG_PORT", 5000, 1, 65535)
        base_url = places.base_url(reader, host, port)
        data_dir = places.data_dir(reader)
        return cls(
            data_dir=data_dir,
            database_url=places.database_url(reader, data_dir),
            media_url=media.media_url(reader, data_dir),
            secret_key=secret.key(reader, data_dir, base_url),
            secret_key_fallbacks=reader.strings("BLOG_SECRET_KEY_FALLBACKS"),
            host=host,
            port=port,
            base_url=base_url,
            title=reader.text("BLOG_TITLE", "Quire"),
            description=reader.text("BLOG_DESCRIPTION", ""),
            language=reader.text("BLOG_LANGUAGE", "en"),
            timezone=_timezone(reader),
            proxy_hops=reader.integer("BLOG_PROXY_HOPS", 0, 0, 10),
            log_format=reader.choice("BLOG_LOG_FORMAT", ("plain", "json")),
            metrics_token=watching.metrics_token(reader),
            mail_url=mail.mail_url(reader, base_url),
            registration=accounts.registration(reader, base_url),
            new_role=reader.choice("BLOG_NEW_ROLE", accounts.NEW_ROLES),
            comment_days=reader.integer("BLOG_COMMENT_DAYS", 0, 0, 36_500),
        )


def _timezone(reader: Reader) -> ZoneInfo:
    name = reader.text("BLOG_TIMEZONE", "UTC")
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # an odd name, a folder's name, an unknown name
        reader.problem(f"BLOG_TIMEZONE: no time zone is called {name!r}; Europe/Berlin would be one")
        return ZoneInfo("UTC")
