"""What signing in costs: python -m ops.bench.logins [--pairs N]. Needs Linux.

Two questions, on SQLite behind gunicorn as ops/gunicorn.conf.py says. Does an unknown name take as long
as a wrong password for a known one? And do eight logins at once hold up somebody who saves? Each login
comes from an address of its own (behind one trusted hop), since the throttles would stop them otherwise.
"""

import argparse
import itertools
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection
from urllib.parse import urlencode

from blog.config import ROOT
from ops.bench import servers

PASSWORD = "four odd words together"
ADDRESSES = (f"198.51.{high}.{low}" for high, low in itertools.product(range(256), range(1, 255)))
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """A browser as far as forms need one: cookies and tokens, from an address of its own each time."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = ""

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Return (status, text)."""
        headers = {"X-Forwarded-For": next(ADDRESSES), "Host": "127.0.0.1", "Cookie": self.cookie}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        if cookie := response.headers["Set-Cookie"]:
            self.cookie = cookie.partition(";")[0]
        return response.status, text

    def form(self, path: str) -> str:
        """Return the token of the form at `path`."""
        _, text = self.ask("GET", path)
        found = TOKEN.findall(text)
        return found[-1]

    def log_in(self, name: str, password: str) -> int:
        """Send the form; return the status. The form itself is fetched before, so time only this."""
        token = self.form("/login")
        return self.ask("POST", "/login", {"csrf_token": token, "email": name, "password": password})[0]


def compare_names(port: int, pairs: int) -> None:
    """Print how long a refusal takes for a known and an unknown name, interleaved."""
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    visitor = Visitor(port)
    token = visitor.form("/login")
    for turn in range(-8, pairs):  # the first warm every worker up
        for kind, name in (("known", "ada"), ("unknown", f"nobody{turn}")):
            form = {"csrf_token": token, "email": name, "password": "a wrong password"}
            started = time.perf_counter()
            status, _ = visitor.ask("POST", "/login", form)
            assert status == 422, status
            if turn >= 0:
                times[kind].append(time.perf_counter() - started)
    known, unknown = (statistics.median(times[kind]) * 1000 for kind in ("known", "unknown"))
    print(f"refused login, known name    {known:7.1f} ms (median of {pairs})")
    print(f"refused login, unknown name  {unknown:7.1f} ms")
    print(
        f"difference                   {abs(known - unknown) / known:7.1%} of a login (wanted: below 10 %)\n"
    )


def compare_saves(port: int, saves: int = 30) -> None:
    """Print how long saving a profile takes alone, and while eight people log in over and over."""
    author = Visitor(port)
    assert author.log_in("ada", PASSWORD) == 303
    token = author.form("/account")
    alone = _save(author, token, saves)
    stop = threading.Event()
    crowd = [threading.Thread(target=_log_in_until, args=(port, stop)) for _ in range(8)]
    for thread in crowd:
        thread.start()
    time.sleep(1)
    crowded = _save(author, token, saves)
    stop.set()
    for thread in crowd:
        thread.join()
    for words, times in (("alone", alone), ("among 8 logins", crowded)):
        quartiles = statistics.quantiles(times, n=20)
        print(f"save, {words:15} {statistics.median(times):7.1f} ms median, {quartiles[-1]:7.1f} ms at 95 %")


def _save(visitor: Visitor, token: str, count: int) -> list[float]:
    times = []
    for turn in range(count):
        form = {"csrf_token": token, "username": "ada", "email": "ada@example.org", "name": f"Ada {turn}"}
        started = time.perf_counter()
        status, _ = visitor.ask("POST", "/account", form)
        times.append((time.perf_counter() - started) * 1000)
        assert status == 303, status
    return times


def _log_in_until(port: int, stop: threading.Event) -> None:
    while not stop.is_set():
        assert Visitor(port).log_in("ada", PASSWORD) == 303


def main() -> None:
    """Make a site with one account, serve it, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"BLOG_DATA_DIR": folder, "BLOG_PROXY_HOPS": "1", "BLOG_LOG_FORMAT": "plain"}
        flask = [sys.executable, "-m", "flask", "--app", "main"]
        environment = servers.environment(settings)
        subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, env=environment, check=True)
        account = [*flask, "user", "create", "ada", "ada@example.org", "--password-stdin"]
        subprocess.run(account, cwd=ROOT, env=environment, check=True, input=PASSWORD, text=True)
        with servers.gunicorn("main:app", settings) as server:
            compare_names(server.port, options.pairs)
            compare_saves(server.port)


if __name__ == "__main__":
    main()
