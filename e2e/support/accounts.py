"""Accounts of the tests' own, made and removed over plain HTTP where a journey is not about that."""

import os
import re
from dataclasses import dataclass
from secrets import token_hex

from playwright.sync_api import APIRequestContext, APIResponse

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
INVITATION = re.compile(r"/register\?invite=[\w-]+")


@dataclass(frozen=True)
class Person:
    """Somebody who has an account, or is about to."""

    username: str
    email: str
    password: str = "seven quiet lanterns"


def invent() -> Person:
    """Somebody whom no site knows yet."""
    name = f"e2e-{token_hex(5)}"
    return Person(name, f"{name}@example.org")


def admin() -> Person | None:
    """The account that E2E_ADMIN ("name:password") names, to invite others with."""
    name, _, password = os.environ.get("E2E_ADMIN", "").partition(":")
    return Person(name, name, password) if password else None


class Visitor:
    """Uses the site without a browser. Raises AssertionError where the site does not do what is asked."""

    def __init__(self, request: APIRequestContext) -> None:
        self.request = request
        self.person: Person | None = None

    @property
    def cookies(self) -> list:
        """What a browser must hold to be signed in as this visitor."""
        return self.request.storage_state()["cookies"]

    def register(self, person: Person, address: str) -> None:
        """Make an account, which signs in, and read the welcome."""
        both = {"password": person.password, "confirm_password": person.password}
        fields = {"username": person.username, "email": person.email, **both}
        invitation = {"invite": address.partition("invite=")[2]} if "invite=" in address else {}
        self._post(address, "/register", 303, fields | invitation)
        self.request.get("/")
        self.person = person

    def sign_in(self, person: Person) -> None:
        """Begin a session of an account that exists."""
        self._post("/login", "/login", 303, {"email": person.email, "password": person.password})
        self.person = person

    def invite(self, role: str = "author") -> str:
        """Make an invitation and return its address; needs an admin."""
        answer = self._post("/admin/invites", "/admin/invites", 201, {"role": role, "days": "7"})
        return INVITATION.search(answer.text())[0]

    def write(self, title: str, body: str, button: str = "/publish") -> str:
        """Publish a post, or save it as a draft (`button` is ""), and return its address."""
        fields = {"title": title, "body": body, "version": "0", "draft": token_hex(8)}
        return self._post("/posts/new", f"/posts/new{button}", 303, fields).headers["location"]

    def comment(self, address: str, text: str) -> None:
        """Say something below the post at that address."""
        self._post("/about", f"{address}/comments", 303, {"body": text})

    def leave(self, person: Person) -> None:
        """Delete the account for good, and what it wrote."""
        self.sign_in(person)
        fields = {"current_password": person.password, "posts": "delete"}
        self._post("/account/delete", "/account/delete", 303, fields)

    def _post(self, page: str, address: str, status: int, fields: dict[str, str]) -> APIResponse:
        token = TOKEN.search(self.request.get(page).text())[1]
        answer = self.request.post(address, form={**fields, "csrf_token": token}, max_redirects=0)
        assert answer.status == status, f"{address} answers {answer.status}:\n{answer.text()}"
        return answer
