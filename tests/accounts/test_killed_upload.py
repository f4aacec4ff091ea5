"""A server that is killed while a picture comes in."""

from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser

from blog.accounts.models import Avatar
from blog.extensions import db
from tests.accounts.test_avatars import drawing
from tests.support.browsing import multipart, signed_in, token
from tests.support.factories import PASSWORD, an_account
from tests.support.server import process_serving


class Visitor:
    """Ada, signed in over a socket that can be left in the middle of a request."""

    def __init__(self, url: str) -> None:
        self.connection = HTTPConnection(urlsplit(url).netloc, timeout=20)
        self.cookie = ""
        form = {"csrf_token": self.token("/login"), "email": "ada", "password": PASSWORD}
        self.ask("POST", "/login", urlencode(form).encode(), "application/x-www-form-urlencoded")

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> str:
        headers = {"Cookie": self.cookie, "Content-Type": kind}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        if cookie := response.headers["Set-Cookie"]:
            self.cookie = cookie.partition(";")[0]
        return response.read().decode()

    def token(self, path: str) -> str:
        tree = LexborHTMLParser(self.ask("GET", path))
        return tree.css_first("main input[name=csrf_token]").attributes["value"]

    def begin_upload(self) -> None:
        """Send all of a form but its end."""
        form = multipart({"csrf_token": self.token("/account/avatar"), "picture": drawing("red")})
        self.connection.putrequest("POST", "/account/avatar")
        self.connection.putheader("Cookie", self.cookie)
        self.connection.putheader("Content-Type", form["content_type"])
        self.connection.putheader("Content-Length", str(len(form["data"])))
        self.connection.endheaders(form["data"][:-40])


def test_upl_22_a_kill_in_the_middle_leaves_the_old_picture(app, environ):
    with app.app_context():
        an_account("ada")
    client = signed_in(app)
    form = {"csrf_token": token(client, "/account/avatar"), "picture": drawing("teal")}
    client.post("/account/avatar", **multipart(form))

    def pictures() -> list[tuple[str, bytes]]:
        with app.app_context():
            return db.session.execute(db.select(Avatar.key, Avatar.large)).all()

    before = pictures()
    with process_serving(environ) as (url, process):
        visitor = Visitor(url)
        visitor.begin_upload()
        process.kill()
        process.wait()
        visitor.connection.close()

    assert pictures() == before
    assert client.get(f"/avatars/{before[0].key}.webp").data == before[0].large
