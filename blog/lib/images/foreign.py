"""Files that are no picture for us, told by their first bytes: what to say about each."""

from blog.lib.images import svg
from blog.lib.images.picture import ImageError

_PICTURE = "save it as PNG or JPEG."
_PHOTOGRAPH = "save it as JPEG."
_BRANDS = {
    "This is an AVIF picture": (b"avif", b"avis"),
    "This is a HEIC photograph": (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"),
}
_SIGNATURES = {
    b"%PDF-": f"This is a PDF; {_PICTURE}",
    b"II*\0": f"This is a TIFF; {_PHOTOGRAPH}",
    b"MM\0*": f"This is a TIFF; {_PHOTOGRAPH}",
    b"8BPS\0\1": f"This is a Photoshop file; {_PICTURE}",
    b"\xff\x0a": f"This is a JPEG XL picture; {_PHOTOGRAPH}",
    b"\0\0\0\x0cJXL ": f"This is a JPEG XL picture; {_PHOTOGRAPH}",
}


def refuse(data: bytes) -> None:
    """Raise ImageError with advice if `data` is empty or begins as a kind of file that is not taken."""
    if advice := _advice(data):
        raise ImageError(advice)


def _advice(data: bytes) -> str | None:
    if not data:
        return "This file is empty."
    if svg.looks_like(data) and b"<svg" in data[:4000].lower():
        return "This is an SVG; export it as PNG or JPEG."
    if data[:2] == b"BM" and data[6:10] == bytes(4):
        return f"This is a BMP; {_PICTURE}"
    if data[4:8] == b"ftyp":
        kinds = (kind for kind, brands in _BRANDS.items() if data[8:12] in brands)
        return next((f"{kind}; {_PHOTOGRAPH}" for kind in kinds), None)
    return next((advice for start, advice in _SIGNATURES.items() if data.startswith(start)), None)
