"""Whether an admin sees below each page what it cost."""

from flask import Blueprint, flash, redirect, request
from werkzeug.wrappers import Response

from blog.web import figures
from blog.web.gate import needs

bp = Blueprint("figures", __name__)


@bp.post("/figures")
@needs("admin")
def update() -> Response:
    on = request.form.get("show") == "1"
    figures.switch(on)
    flash("Every page now says what it cost, at its very end." if on else "Pages say no more what they cost.")
    return redirect("/admin", 303)
