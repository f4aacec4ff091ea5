"""How often something was done, counted in the database: all processes share it, and it survives them."""

import time

from sqlalchemy import BigInteger, String, case, delete, or_, update
from sqlalchemy.orm import Mapped, mapped_column

from blog.database import insert
from blog.extensions import db


class Throttle(db.Model):  # type: ignore[name-defined]
    """One count within a window that ends at `ends_at`, in Unix seconds."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[int] = mapped_column(BigInteger, index=True)


def count(key: str, period: int) -> tuple[int, int]:
    """Count one more under `key`; return (the count in this window, seconds until the window ends).

    One atomic upsert, committed at once on a connection of its own: no work that follows holds its lock.
    For the same reason it comes before the request's own writing; on SQLite each would wait for the other.
    """
    if db.session().in_transaction():
        raise RuntimeError("count before the session begins to write")
    now = int(time.time())
    over = or_(Throttle.ends_at <= now, Throttle.ends_at > now + period)  # the latter: the clock was ahead
    statement = (
        insert(db.engine, Throttle)
        .values(key=key, count=1, ends_at=now + period)
        .on_conflict_do_update(
            index_elements=[Throttle.key],
            set_={
                "count": case((over, 1), else_=Throttle.count + 1),
                "ends_at": case((over, now + period), else_=Throttle.ends_at),
            },
        )
        .returning(Throttle.count, Throttle.ends_at)
    )
    with db.engine.begin() as connection:
        row = connection.execute(statement).one()
    counted, ends_at = row
    return counted, max(1, ends_at - now)


def take_back(keys: list[str]) -> None:
    """Count one less under each of `keys`: what was done turned out to be harmless."""
    statement = update(Throttle).where(Throttle.key.in_(keys), Throttle.count > 0)
    with db.engine.begin() as connection:
        connection.execute(statement.values(count=Throttle.count - 1))


def purge() -> None:
    """Forget the windows that are over, within the caller's transaction."""
    db.session.execute(delete(Throttle).where(Throttle.ends_at <= int(time.time())))
