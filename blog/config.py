"""Settings, read once at the start, every problem reported at once."""

import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
CONFIG_FILE = "/etc/blog/config.json"
WEAK_KEYS = frozenset({"dev", "secret", "changeme", "change-me", "password", "secret-key"})
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
        reader = _Reader(environ)
        settings = reader.settings()
        if reader.problems:
            raise SettingsError(reader.problems)
        return settings


class _Reader:
    """Reads one value after another and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.problems: list[str] = []
        self.values = {**self._file(environ), **environ}

    def settings(self) -> Settings:
        host, port = self.text("BLOG_HOST", "127.0.0.1"), self.integer("BLOG_PORT", 5000, 1, 65535)
        base_url = self.base_url(host, port)
        data_dir = self.data_dir()
        return Settings(
            data_dir=data_dir,
            database_url=self.database_url(data_dir),
            secret_key=self.secret_key(data_dir, base_url),
            secret_key_fallbacks=self.strings("BLOG_SECRET_KEY_FALLBACKS"),
            host=host,
            port=port,
            base_url=base_url,
            title=self.text("BLOG_TITLE", "Quire"),
            description=self.text("BLOG_DESCRIPTION", ""),
            language=self.text("BLOG_LANGUAGE", "en"),
            timezone=self.timezone(),
            proxy_hops=self.integer("BLOG_PROXY_HOPS", 0, 0, 10),
            log_format=self.choice("BLOG_LOG_FORMAT", ("plain", "json")),
        )

    def problem(self, text: str) -> None:
        self.problems.append(text)

    def _file(self, environ: Mapping[str, str]) -> dict[str, str]:
        path = Path(environ.get("BLOG_CONFIG") or CONFIG_FILE)
        if not path.exists() and not environ.get("BLOG_CONFIG"):
            return {}
        try:
            if path.stat().st_mode & stat.S_IROTH:
                self.problem(f"{path} can be read by everyone: run chmod 640 {path}")
            values = json.loads(path.read_text("utf-8"))
            return {name: _as_text(value) for name, value in values.items()}
        except (OSError, ValueError, AttributeError) as error:
            self.problem(f"BLOG_CONFIG: {path} is not a readable JSON object ({error})")
            return {}

    def text(self, name: str, default: str) -> str:
        value = self.values.get(name, "").strip()
        if any(ord(character) < 32 for character in value):
            self.problem(f"{name} holds a control character")
        return value or default

    def integer(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name, str(default))
        if value.isascii() and value.isdigit() and low <= int(value) <= high:
            return int(value)
        self.problem(f"{name} must be a whole number from {low} to {high}, not {value!r}")
        return default

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, choices[0])
        if value not in choices:
            self.problem(f"{name} must be one of {', '.join(choices)}, not {value!r}")
        return value

    def strings(self, name: str) -> tuple[str, ...]:
        try:
            values = json.loads(self.text(name, "[]"))
            if isinstance(values, list) and all(isinstance(value, str) for value in values):
                return tuple(values)
        except ValueError:
            pass
        self.problem(f'{name} must be a JSON list of texts, such as ["the old key"]')
        return ()

    def timezone(self) -> ZoneInfo:
        name = self.text("BLOG_TIMEZONE", "UTC")
        try:
            return ZoneInfo(name)
        except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError on odd systems only
            pass
        except KeyError:
            pass
        self.problem(f"BLOG_TIMEZONE: no time zone is called {name!r}; Europe/Berlin would be one")
        return ZoneInfo("UTC")

    def base_url(self, host: str, port: int) -> str:
        given = self.text("BLOG_BASE_URL", "")
        if not given:
            if _is_wildcard(host):
                self.problem(
                    f"BLOG_HOST {host} listens on every address: set BLOG_BASE_URL to the one readers use"
                )
            return f"http://{f'[{host}]' if ':' in host else host}:{port}"
        try:
            parts = urlsplit(given)
            good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            good = False
        if not good or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
            self.problem(f"BLOG_BASE_URL must look like https://blog.example.org, not {given!r}")
        return given.rstrip("/")

    def data_dir(self) -> Path:
        path = Path(self.text("BLOG_DATA_DIR", str(ROOT / "instance"))).absolute()
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError("no permission to write there")
        except OSError as error:
            self.problem(f"BLOG_DATA_DIR: cannot use {path} ({error.strerror or error})")
        return path

    def database_url(self, data_dir: Path) -> str:
        given = self.text("BLOG_DATABASE_URL", f"sqlite:///{data_dir / 'blog.db'}")
        try:
            url = make_url(given.replace("postgres://", "postgresql://", 1))
        except (ArgumentError, ValueError):
            url = None
        if url is None or url.get_backend_name() not in ("sqlite", "postgresql") or not url.database:
            # The value may hold a password, so it is not repeated.
            self.problem(
                "BLOG_DATABASE_URL must look like sqlite:////path/blog.db or postgresql://user:password@host/name"
            )
            return "sqlite://"
        if url.get_backend_name() == "sqlite":
            self._check_folder(Path(url.database or ""))
        return url.render_as_string(hide_password=False)

    def _check_folder(self, database: Path) -> None:
        if not database.parent.is_dir() or not os.access(database.parent, os.W_OK):
            self.problem(f"BLOG_DATABASE_URL: {database.parent} is not a folder that can be written to")
        elif database.exists() and not os.access(database, os.R_OK | os.W_OK):
            self.problem(f"BLOG_DATABASE_URL: no permission to read and write {database}")

    def secret_key(self, data_dir: Path, base_url: str) -> str:
        key = self.text("BLOG_SECRET_KEY", "")
        if key:
            if len(key.encode()) < 32 or key.lower() in WEAK_KEYS or len(set(key)) < 8:
                self.problem("BLOG_SECRET_KEY must be at least 32 random bytes; " + MAKE_KEY)
            return key
        if base_url.startswith("https:"):
            self.problem("BLOG_SECRET_KEY is not set, and an https site never makes one itself; " + MAKE_KEY)
            return ""
        if self.problems:
            return ""
        try:
            return generated_key(data_dir / "secret_key")
        except OSError as error:
            self.problem(f"BLOG_SECRET_KEY: cannot keep one in {data_dir} ({error.strerror or error})")
            return ""


MAKE_KEY = "make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"


def generated_key(path: Path) -> str:
    """Return the key kept at `path` (mode 0600), made on first use.

    Several workers may start at once: a hard link appears whole or not at all.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text("ascii").strip()


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _is_wildcard(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
