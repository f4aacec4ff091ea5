"""Files that somebody may send as a picture of themselves, and that must all be refused."""

import struct
import zlib


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG, with its right checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes, kind: tuple[int, int] = (8, 2)) -> bytes:
    """A PNG whose header promises eight bits of RGB, or what `kind` says; what follows need not keep that."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, *kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def zeros(count: int) -> bytes:
    """That many zeros, packed."""
    return zlib.compress(bytes(count))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PIXEL = chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
# Whole and sound: a row is a byte and 13,000 bits. Decoded, each bit takes a byte of memory.
PIXEL_BOMB = png(13_000, 13_000, chunk(b"IDAT", zeros(13_000 * 1_626)), kind=(1, 0))

HOSTILE = {
    "UPL-01 svg": SVG,
    "UPL-01 svg after a declaration": b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a -->\n' + SVG,
    "UPL-02 html": b"<!doctype html><html><script>alert(1)</script></html>",
    "UPL-02 script as gif": b"GIF89a/*\0\0\0*/=1;alert(1)//",
    "UPL-02 html as jpeg": b"\xff\xd8\xff\xe0<html><script>alert(1)</script></html>",
    "UPL-02 pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "UPL-02 postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "UPL-03 nothing": b"",
    "UPL-03 one byte": b"\x89",
    "UPL-03 text": b"This is not a picture.",
    "UPL-05 bomb": PIXEL_BOMB,
    "UPL-05 bomb as webp": b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xfe\x3f\0\xfe\x3f\0VP8 \0\0\0\0",
    "UPL-05 gif that grows": b"GIF89a\1\0\1\0\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\2\0;",
    "no width": png(0, 1, PIXEL),
    "half a png": png(40, 40, PIXEL)[:-20],
    "UPL-08 text bomb": png(1, 1, chunk(b"zTXt", b"a\0\0" + zeros(80_000_000)), PIXEL),
    "UPL-08 profile bomb": png(1, 1, chunk(b"iCCP", b"a\0\0" + zeros(80_000_000)), PIXEL),
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "avif": b"\0\0\0\x18ftypavif\0\0\0\0mif1avif",
    "tiff": b"II*\0\x08\0\0\0",
    "bmp": b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0",
}
