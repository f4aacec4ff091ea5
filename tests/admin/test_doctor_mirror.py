"""`doctor --url`: the site is asked through its public address, and says how the request arrived."""

from datetime import timedelta

import pytest
import time_machine

from blog.database import utcnow
from tests.support.factories import a_token
from tests.support.nginx import running
from tests.support.server import free_port, process_serving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BLOCK = """
server {{
    listen 127.0.0.1:{port};
    location / {{
        proxy_pass http://127.0.0.1:{upstream};
        proxy_set_header Host {host};
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
    }}
}}
"""


@pytest.fixture
def ask(make_app):
    """Run `doctor --url` for the site at a port, by its settings."""

    def run(port: int, url: str = "", **changes) -> tuple[int, list[str]]:
        site = make_app(BLOG_BASE_URL=f"http://127.0.0.1:{port}", **changes)
        result = site.test_cli_runner().invoke(args=["doctor", "--url", url or f"http://127.0.0.1:{port}"])
        return result.exit_code, result.output.splitlines()

    return run


def test_cfg_09_a_wrong_number_of_proxies_is_found_out_through_a_real_one(ask, environ, tmp_path):
    port, mangling, upstream = free_port(), free_port(), free_port()
    hosts = {port: "$http_host", mangling: "backend"}
    blocks = [BLOCK.format(port=at, upstream=upstream, host=host) for at, host in hosts.items()]
    trusting = {**environ, "BLOG_PROXY_HOPS": "1"}

    with process_serving(trusting, port=upstream), running(tmp_path, "".join(blocks), port):
        code, lines = ask(port, BLOG_PROXY_HOPS="1")
        assert (code, f"http://127.0.0.1:{port}, asked from 127.0.0.1" in lines[-2]) == (0, True)

        for hops, words in {"0": "all visitors seem", "2": "visitors can pretend"}.items():
            code, [line] = ask(port, BLOG_PROXY_HOPS=hops)
            assert (code, line.startswith("proxy: this request came through one proxy")) == (1, True)
            assert f"BLOG_PROXY_HOPS is {hops}: {words}" in line

        code, [line] = ask(mangling, BLOG_PROXY_HOPS="1")
        assert (code, "answers 400: does the proxy pass on the Host" in line) == (1, True)


def test_addresses_where_this_site_is_not_are_told(ask, environ):
    nobody = free_port()

    code, [line] = ask(nobody)
    assert (code, line.startswith(f"proxy: http://127.0.0.1:{nobody} does not answer (")) == (1, True)
    for wrong in ("blog.example.org", "ftp://blog.example.org", "http://", "http://[", "https://a/?q"):
        assert ask(nobody, wrong) == (1, ["Error: --url must look like https://blog.example.org"])


def test_the_mirror_shows_nothing_but_to_a_fresh_token(app, client):
    with app.app_context():
        token, other = a_token("mirror", None, lifetime=timedelta(minutes=1)), a_token("reset", None)

    seen = client.get(f"/admin/mirror/{token}", headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.2"})

    assert seen.json == {"scheme": "http", "host": "localhost", "address": "127.0.0.1", "passed": 2}
    wrong = {other: 404, "x": 404, "%00": 400}
    assert {name: client.get(f"/admin/mirror/{name}").status_code for name in wrong} == wrong
    with time_machine.travel(utcnow() + timedelta(minutes=2)):
        assert client.get(f"/admin/mirror/{token}").status_code == 404
