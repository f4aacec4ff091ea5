"""What authors' own lists ask of the database: the same, however much there is."""

import pytest
from sqlalchemy import event

from blog.accounts.models import User
from blog.extensions import db
from tests.support.browsing import post, signed_in
from tests.support.factories import a_post, an_account


def asked(app, client, address) -> list[str]:
    queries = []

    def note(*arguments):
        queries.append(arguments[2])

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        response = client.get(address)
        event.remove(db.engine, "before_cursor_execute", note)
    assert response.status_code == 200
    return [query for query in queries if query.startswith("SELECT")]


@pytest.fixture
def client(app):
    with app.app_context():
        an_account("ada", name="Ada Lovelace")
    return signed_in(app)


def write(app, count: int) -> None:
    with app.app_context():
        ada = db.session.scalar(db.select(User).where(User.username == "ada"))
        for number in range(count):
            a_post(f"Draft {number}", draft=True).set_credits([ada], [])
            thrown = a_post(f"Thrown {number}")
            thrown.set_credits([ada], [])
            thrown.trash(ada.id)
        db.session.commit()


@pytest.mark.parametrize("address", ["/drafts", "/trash", "/posts/draft-0/history", "/posts/draft-0/edit"])
def test_a_list_of_many_asks_no_more_than_a_list_of_one(app, client, address):
    write(app, 1)
    few = asked(app, client, address)
    for number in range(5):
        fields = {"title": "Draft 0", "body": f"Text {number}", "version": str(number + 1)}
        post(client, "/posts/draft-0/edit", fields)

    with app.app_context():
        thrown = db.session.scalars(db.select(db.metadata.tables["posts"].c.id)).all()
    more = asked(app, client, address)

    assert len(thrown) == 2
    assert len(more) == len(few) <= 9, more
