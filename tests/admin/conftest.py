"""A site with Root, its only admin, and Ada, an author; where asked for, Ed and Emma edit, and Rita reads."""

import pytest

from blog.accounts.models import User
from blog.extensions import db
from tests.support.browsing import post, signed_in
from tests.support.factories import an_account


@pytest.fixture
def people(app) -> dict[str, int]:
    """{username: id}."""
    with app.app_context():
        return {name: an_account(name, role=role).id for name, role in (("root", "admin"), ("ada", "author"))}


@pytest.fixture
def admin(app, people):
    """Root, signed in."""
    return signed_in(app, "root")


@pytest.fixture
def editor(app, people):
    """Ed, signed in, who moderates."""
    return _joined(app, "ed", "editor")


@pytest.fixture
def colleague(app, people):
    """Emma, signed in, who moderates too."""
    return _joined(app, "emma", "editor")


@pytest.fixture
def reader(app, people):
    """Rita, signed in, who may not."""
    return _joined(app, "rita", "reader")


def _joined(app, name: str, role: str):
    with app.app_context():
        an_account(name, role=role)
    return signed_in(app, name)


@pytest.fixture
def stored(app):
    """Read an account anew: `stored(id, "role")`."""

    def read(id: int, name: str):
        with app.app_context():
            return db.session.scalar(db.select(getattr(User, name)).where(User.id == id))

    return read


@pytest.fixture
def change(app):
    """Change an account behind everybody's back: `change("ada", role="reader")`."""

    def write(username: str, **values) -> None:
        with app.app_context():
            db.session.execute(db.update(User).where(User.username == username).values(values))
            db.session.commit()

    return write


@pytest.fixture
def act(admin, people):
    """Post what an admin does to somebody, by username or id: `act("ada", "disable")`."""

    def send(who, action: str, data: dict | None = None, client=admin, **options):
        return post(client, f"/admin/users/{people.get(who, who)}/{action}", data, **options)

    return send
