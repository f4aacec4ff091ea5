"""Small notes that are written once the answer has gone out: nobody waits for them."""

from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from blog.database import begin_read_only
from blog.extensions import db


def note(response: Response, work: Callable[[], None]) -> None:
    """Do `work` in a transaction of its own after `response`; where that fails, it is noted another time."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    response.call_on_close(lambda: _do(app, work))


def _do(app: Flask, work: Callable[[], None]) -> None:
    with app.app_context():
        begin_read_only(False, patient=False)
        try:
            work()
            db.session.commit()
        except SQLAlchemyError:
            db.session.rollback()
