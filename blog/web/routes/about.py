"""What this site is about, in the admin's own words."""

from flask import Blueprint, Response

from blog.site import models as site
from blog.web.cache import public
from blog.web.gate import anyone
from blog.web.responses import page

bp = Blueprint("about", __name__)


@bp.get("/about")
@anyone
@public()
def show() -> Response:
    _, html = site.about_text()
    return page("about/show.html", block="about", html=html)
