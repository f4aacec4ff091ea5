"""Style sheets, scripts, fonts and pictures under hashed names, and two names that are fixed."""

from flask import Blueprint, Response, abort, current_app, request

from blog.web.assets import Asset
from blog.web.gate import anyone

bp = Blueprint("assets", __name__)

FOR_GOOD = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"


@bp.get("/static/<name>")
@anyone
def show(name: str) -> Response:
    address, assets = f"/static/{name}", current_app.extensions["assets"]
    if asset := assets.at(address):
        return _send(asset, FOR_GOOD)
    # For a page of another release, during an upgrade; a proxy asks the machine that has its very own.
    if current_app.config["SETTINGS"].proxy_hops or not (asset := assets.today(address)):
        abort(404)
    return _send(asset, "no-store")


@bp.get("/favicon.ico")
@anyone
def favicon() -> Response:
    return _send(current_app.extensions["assets"]["favicon.ico"], FOR_A_DAY)


@bp.get("/robots.txt")
@anyone
def robots() -> Response:
    text = f"User-agent: *\nDisallow:\n\nSitemap: {current_app.config['SETTINGS'].base_url}/sitemap.xml\n"
    return Response(text, mimetype="text/plain", headers={"Cache-Control": FOR_A_DAY})


def _send(asset: Asset, lifetime: str) -> Response:
    response = Response(asset.body, content_type=asset.media_type)
    if asset.zipped is not None:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"]:
            response.set_data(asset.zipped)
            response.content_encoding = "gzip"
    response.headers["Cache-Control"] = lifetime
    return response
