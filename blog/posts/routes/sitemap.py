"""Every public address, for search engines: one file, or beyond 50,000 addresses an index of several.

They are streamed and pass the page cache by: a large one would push every page out of it.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response, abort, current_app

from blog.database import utcnow
from blog.extensions import db
from blog.posts import sitemaps
from blog.web import pace
from blog.web.gate import anyone

bp = Blueprint("sitemap", __name__)

PACE = 60, 60  # requests, in so many seconds: a large part takes half a second to make
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<{} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


@bp.get("/sitemap.xml")
@anyone
def index() -> Response:
    pace.keep("sitemap", *PACE)
    now = utcnow()
    if numbers := sitemaps.parts(now):
        return _xml("sitemapindex", "sitemap", ((f"/sitemap-{number}.xml", None) for number in numbers))
    return _xml("urlset", "url", sitemaps.everything(db.engine, now))


@bp.get("/sitemap-<int:number>.xml")
@anyone
def part(number: int) -> Response:
    pace.keep("sitemap", *PACE)
    now = utcnow()
    if number not in sitemaps.parts(now):
        abort(404)
    return _xml("urlset", "url", sitemaps.part(db.engine, number, now))


def _xml(root: str, name: str, addresses: Iterable[sitemaps.Address]) -> Response:
    lines = _lines(current_app.config["SETTINGS"].base_url, root, name, addresses)
    response = Response(_blocks(lines), content_type="application/xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _lines(base: str, root: str, name: str, addresses: Iterable[sitemaps.Address]) -> Iterator[str]:
    yield HEAD.format(root)
    base = escape(base)
    for path, changed in addresses:
        moment = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
        yield f"<{name}><loc>{base}{quote(path, safe='/@:')}</loc>{moment}</{name}>\n"
    yield f"</{root}>\n"


def _blocks(lines: Iterator[str]) -> Iterator[str]:
    """Many lines at a time: each block is sent by itself."""
    while block := "".join(islice(lines, 500)):
        yield block
