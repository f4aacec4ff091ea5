"""Finds the Chromium that the browser tests drive, and brings one where there is none."""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

SYSTEM_NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ARGUMENTS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
ADVICE = "install Chromium, or name one with BLOG_E2E_BROWSER=/path/to/chromium"


def find(playwrights_own: str) -> str | None:
    """Return the path of the first browser that runs, or None.

    The order is BLOG_E2E_BROWSER (SystemExit 2 if it does not run), Playwright's own build, the system's.
    """
    named = os.environ.get("BLOG_E2E_BROWSER")
    if named and not _runs(named):
        stop(f"BLOG_E2E_BROWSER: {named} does not run")
    candidates = [named] if named else [playwrights_own, *SYSTEM_NAMES]
    return next((shutil.which(name) for name in candidates if _runs(name)), None)


def launch_options(playwrights_own: str) -> dict:
    """Return what Playwright's `launch` needs for that browser, back/forward cache included."""
    executable = find(playwrights_own) or stop(f"no browser was found: {ADVICE}")
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    return {
        "executable_path": executable,
        "args": [*ARGUMENTS, *sandbox],
        "ignore_default_args": ["--disable-back-forward-cache"],
    }


def ensure() -> None:
    """Install a browser if none runs: Playwright's build, else (as root) the distribution's."""
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if find(own):
        return
    for install in (_from_playwright, _from_apt):
        install()
        if find(own):
            return
    stop(f"no browser was found and none could be installed: {ADVICE}")


def stop(problem: str) -> None:
    """End the run with one line and exit code 2."""
    print(f"quire: {problem}", file=sys.stderr)
    raise SystemExit(2)


def _runs(name: str) -> bool:
    """A browser whose libraries are missing is there, but does not run."""
    path = shutil.which(name)
    return path is not None and subprocess.run([path, "--version"], capture_output=True).returncode == 0


def _from_playwright() -> None:
    print("No Chromium found: trying Playwright's", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True)


def _from_apt() -> None:
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return
    print("Trying the distribution's: apt-get install chromium", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    for command in (("apt-get", "update", "-qq"), install):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    ensure()
