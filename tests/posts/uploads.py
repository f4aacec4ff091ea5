"""What the tests of pictures share: files to send, and how to send them."""

from io import BytesIO

from PIL import Image

from blog.database import begin_read_only
from blog.extensions import db
from blog.media.models import Media
from blog.posts import pictures
from tests.support.browsing import token

BOUNDARY = "boundary"


def drawing(colour="teal", size=(640, 480), kind="PNG", **options) -> bytes:
    """A picture as a file."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, kind, **options)
    return file.getvalue()


def form(data: bytes | None, filename="harbour.png", **fields) -> dict:
    """A form with a picture in it, as a browser sends it."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in fields.items()
    ]
    if data is not None:
        head = f'Content-Disposition: form-data; name="file"; filename="{filename}"'
        parts.append(f"{head}\r\nContent-Type: image/png\r\n\r\n".encode() + data)
    body = b"".join(b"--boundary\r\n" + part + b"\r\n" for part in parts) + b"--boundary--\r\n"
    return {"data": body, "content_type": f"multipart/form-data; boundary={BOUNDARY}"}


def send(client, data: bytes | None = None, filename="harbour.png", headers=None, **fields):
    """Send a picture to the site."""
    sent = form(drawing() if data is None else data, filename, csrf_token=token(client, "/about"), **fields)
    return client.post("/media", headers=headers, **sent)


def keep(app, colour="teal", owner_id: int | None = 1, **options) -> Media:
    """A picture that somebody brought, without a visitor."""
    with app.app_context():
        begin_read_only(False)
        media = pictures.store(drawing(colour, **options), f"{colour}.png", owner_id)
        db.session.commit()
        return media


def rows(app) -> list[Media]:
    """All pictures that are kept, the first brought first."""
    with app.app_context():
        return list(db.session.scalars(db.select(Media).order_by(Media.id)))


def files(app) -> set[str]:
    """The names of all files of pictures."""
    return {path.name for path in (app.config["DATA_DIR"] / "media").rglob("*") if path.is_file()}


def write(app, work) -> None:
    """Do `work` as a program would, committed."""
    with app.app_context():
        begin_read_only(False)
        work()
        db.session.commit()
