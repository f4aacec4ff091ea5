"""What writing a long post costs: python -m ops.bench.typing [--words N]. Needs Linux and a Chromium.

A site behind gunicorn as ops/gunicorn.conf.py says, and its editor in a browser. A hundred keys are typed in
the middle of a text, an empty one and one of 20,000 words. Each is timed from the key to the end of the frame
that shows it, and the processor time of the page is read, which says more on a busy machine. Then the long
text is kept, previewed and saved, over and over. That time is the whole answer's, as a client on the same
machine sees it; the server's own is a little less.
"""

import argparse
import itertools
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import CDPSession, Page, sync_playwright

from blog.config import ROOT
from e2e.support import browser
from ops.bench import content, servers
from ops.bench.logins import PASSWORD, Visitor

KEYS = 100
TURNS = 11
# Layout and paint come after the frame's callbacks; a message is handled after them.
WATCH = """() => {
    window.times = [];
    document.addEventListener("keydown", () => {
        const pressed = performance.now(), {port1, port2} = new MessageChannel();
        port1.onmessage = () => times.push(performance.now() - pressed);
        requestAnimationFrame(() => port2.postMessage(0));
    }, true);
}"""
MIDDLE = """body => {
    const middle = body.value.indexOf(" ", body.value.length / 2);
    body.focus();
    body.setSelectionRange(middle, middle);
}"""
STYLES = {
    "as it is": "",
    "field-sizing: fixed": "#body { field-sizing: fixed !important; height: 70vh; }",
    "fixed, as high as the text": "#body { field-sizing: fixed !important; height: 60000px; }",
}


def text(words: int) -> str:
    """Return Markdown of about so many words."""
    sources = [each.source for each in content.texts(random.Random(4))]
    counts = itertools.accumulate(len(source.split()) for source in itertools.cycle(sources))
    enough = sum(1 for _ in itertools.takewhile(lambda count: count < words, counts)) + 1
    return "\n\n".join(itertools.islice(itertools.cycle(sources), enough))


def compare_keys(port: int, long: str) -> None:
    """Print how long a key takes to show."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**browser.launch_options(playwright.chromium.executable_path))
        page = chromium.new_context(bypass_csp=True, base_url=f"http://127.0.0.1:{port}").new_page()
        page.goto("/login")
        page.get_by_label("Email").fill("ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("link", name="New post").wait_for()
        for (words, body), (name, style) in itertools.product(
            (("empty", ""), ("long", long)), STYLES.items()
        ):
            times, spent, layout = _typed(page, body, style)
            shown = f"{statistics.median(times):6.1f} ms median, {max(times):6.1f} ms at worst"
            print(f"a key, {words:5}, {name:26} {shown}; {spent:5.1f} ms of CPU, {layout:4.1f} of it layout")
        chromium.close()


def _typed(page: Page, body: str, style: str) -> tuple[list[float], float, float]:
    """Return what each key took, and the processor time a key of the page and of its layout."""
    page.goto("/posts/new")
    if style:
        page.add_style_tag(content=style)
    area = page.get_by_label("Body", exact=True)
    area.fill(body)
    area.evaluate(MIDDLE)
    page.evaluate(WATCH)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _clocks(devtools)
    for letter in itertools.islice(itertools.cycle("calm waters "), KEYS):
        page.keyboard.press(letter if letter != " " else "Space")
    page.wait_for_function(f"times.length === {KEYS}")
    times: list[float] = page.evaluate("times")
    spent, layout = ((now - then) * 1000 / KEYS for then, now in zip(before, _clocks(devtools), strict=True))
    page.get_by_role("textbox", name="Title").fill("Away")
    page.locator("#save-status time").wait_for()  # kept, so that the browser does not ask when it leaves
    return times, spent, layout


def _clocks(devtools: CDPSession) -> tuple[float, float]:
    metrics = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
    return metrics["TaskDuration"], metrics["LayoutDuration"]


def time_answers(port: int, long: str) -> None:
    """Print what keeping, previewing and saving the long text takes."""
    author = Visitor(port)
    assert author.log_in("ada", PASSWORD) == 303
    token = author.form("/posts/new")
    form = {"csrf_token": token, "title": "A long one", "body": long, "version": "0"}
    form["draft"] = secrets.token_urlsafe(16)
    status, _ = author.ask("POST", "/posts/new", form)
    assert status == 303, status
    places = {"autosave": (200, "a-long-one/autosave"), "preview": (200, "preview?of=a-long-one")}
    for name, (expected, place) in {**places, "save": (303, "a-long-one/edit")}.items():
        times = []
        for turn in range(TURNS):
            form |= {"body": f"{turn} {long}", "version": str(turn + 1), "draft": f"turn-{turn:05}"}
            started = time.perf_counter()
            status, _ = author.ask("POST", f"/posts/{place}", form)
            times.append((time.perf_counter() - started) * 1000)
            assert status == expected, status
        worst = f"{max(times):6.1f} ms at worst (wanted: below 300)"
        print(f"{name:26} {statistics.median(times):6.1f} ms median, {worst}")


def main() -> None:
    """Make a site with one author, serve it, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--words", type=int, default=20_000)
    long = text(parser.parse_args().words)
    print(f"{len(long.split()):,} words, {len(long):,} characters\n")
    with tempfile.TemporaryDirectory() as folder:
        settings = {"BLOG_DATA_DIR": folder, "BLOG_PROXY_HOPS": "1", "BLOG_LOG_FORMAT": "plain"}
        flask = [sys.executable, "-m", "flask", "--app", "main"]
        environment = servers.environment(settings)
        subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, env=environment, check=True)
        account = [*flask, "user", "create", "ada", "ada@example.org", "--password-stdin"]
        subprocess.run(account, cwd=ROOT, env=environment, check=True, input=PASSWORD, text=True)
        with servers.gunicorn("main:app", settings) as server:
            compare_keys(server.port, long)
            print()
            time_answers(server.port, long)


if __name__ == "__main__":
    main()
