"""The site needs nobody else: it starts and works on a machine without a network."""

import os
import subprocess
import sys

import pytest

from tests.support.server import ROOT

# Every look-up of a name and every connection ends the process: an audit hook cannot be got around.
WALK = """
import os, sys

def refuse(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"):
        os.write(2, f"{event}{arguments}".encode())
        os._exit(3)

sys.addaudithook(refuse)

from blog import create_app
from tests.support.browsing import post
from tests.support.factories import PASSWORD, a_post

app = create_app()
app.config["RUN_JOBS"] = False
with app.app_context():
    a_post("First", body="![A picture](https://example.org/a.png) by ada@example.org")
client = app.test_client()
sent = {"username": "ada", "email": "ada@example.com", "password": PASSWORD, "confirm_password": PASSWORD}
assert post(client, "/register", sent, "/register").status_code == 303
for address in ("/", "/posts/first", "/feed.atom", "/search?q=first", "/account", "/readyz"):
    assert client.get(address).status_code == 200, address
print("well")
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_cfg_15_nothing_is_asked_of_the_network(environ):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
    command = [sys.executable, "-c", WALK]

    walk = subprocess.run(
        command, cwd=ROOT, env={**inherited, **environ}, capture_output=True, text=True, timeout=120
    )

    assert (walk.returncode, walk.stdout) == (0, "well\n"), walk.stderr
