"""A site of a test's own, with people on it, whose server can be killed and started again."""

from contextlib import ExitStack
from pathlib import Path
from subprocess import Popen

from e2e.support.accounts import Person
from tests.support.server import flask, free_port, process_serving


class OwnSite:
    """Stands in a temporary folder until `close`."""

    def __init__(self, folder: Path) -> None:
        self.settings = {"BLOG_DATA_DIR": str(folder)}
        self.port = free_port()
        self._running = ExitStack()
        self._process: Popen | None = None
        flask(self.settings, "db", "upgrade")

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def add(self, name: str, *options: str) -> Person:
        """Make an account by the command line; `--admin` may follow."""
        person = Person(name, f"{name}@example.org")
        create = ("user", "create", name, person.email, "--password-stdin", *options)
        flask(self.settings, *create, typed=person.password)
        return person

    def start(self) -> None:
        """Serve, on the same port as before."""
        _, self._process = self._running.enter_context(process_serving(self.settings, port=self.port))

    def kill(self) -> None:
        """End the server in the middle of whatever it does (SIGKILL)."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End whatever runs."""
        self._running.close()
