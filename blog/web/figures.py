"""The line below each page that tells an admin what the page cost, for who switched it on."""

from flask import session

from blog.web.metrics import effort

KEY = "figures"  # in the session, so it ends with it


def are_on() -> bool:
    """Whether whoever sent the request at hand switched the line on."""
    return KEY in session


def switch(on: bool) -> None:
    """Show the line from now on, or no more."""
    if on:
        session[KEY] = 1
    else:
        session.pop(KEY, None)


def of_page() -> dict[str, float] | None:
    """Return `queries`, `database` and `total` (ms) of the page so far; None where the line is off."""
    spent = effort.current() if are_on() else None
    if spent is None:
        return None
    total, database = spent.milliseconds()
    return {"queries": spent.queries, "database": database, "total": total}
