"""Files that are no portrait: refused with advice, and at no cost."""

import random
import subprocess
import sys
import warnings

import pytest

from blog.config import ROOT
from blog.lib.images import ImageError, portrait
from tests.lib.drawings import noise, saved
from tests.support.hostile_pictures import HOSTILE, SVG

PEAK = """
import sys
from pathlib import Path
from blog.lib.images import ImageError
from blog.lib.images import portrait

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

before = peak()
for name in sys.argv[1:]:
    try:
        portrait(Path(name).read_bytes())
    except ImageError:
        print("refused")
print((peak() - before) // 1000)
"""


def refusal(data):
    """What the sender is told."""
    with pytest.raises(ImageError) as caught:
        portrait(data)
    return str(caught.value)


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_upl_01_02_03_05_08_hostile_files_are_refused_in_a_sentence(data):
    assert refusal(data).endswith(".")


def test_upl_05_hostile_files_cost_no_memory(tmp_path):
    for number, data in enumerate(HOSTILE.values()):
        (tmp_path / str(number)).write_bytes(data)

    command = [sys.executable, "-c", PEAK, *map(str, tmp_path.iterdir())]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()

    assert lines[:-1] == ["refused"] * len(HOSTILE)
    assert int(lines[-1]) < 100


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("UPL-01 svg", "This is an SVG; export it as PNG or JPEG."),
        ("UPL-01 svg after a declaration", "This is an SVG; export it as PNG or JPEG."),
        ("UPL-02 pdf", "This is a PDF; save it as PNG or JPEG."),
        ("UPL-02 html", "This is not a picture we can read. Use PNG, JPEG, WebP or GIF."),
        ("UPL-03 nothing", "This file is empty."),
        ("UPL-03 text", "This is not a picture we can read. Use PNG, JPEG, WebP or GIF."),
        ("UPL-05 bomb", "This picture has too many pixels: at most 24 million, such as 6000 by 4000."),
        ("heic", "This is a HEIC photograph; save it as JPEG."),
        ("avif", "This is an AVIF picture; save it as JPEG."),
        ("tiff", "This is a TIFF; save it as JPEG."),
        ("bmp", "This is a BMP; save it as PNG or JPEG."),
    ],
)
def test_the_refusal_says_what_to_do_instead(name, advice):
    assert refusal(HOSTILE[name]) == advice


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "PDF", "ICO", "PPM", "TGA"])
def test_a_real_file_of_another_kind_is_refused(kind):
    assert refusal(saved(noise((64, 64)), kind)).startswith("This is ")


def test_a_text_that_begins_like_a_bitmap_is_a_text():
    assert "Use PNG" in refusal(b"BMW builds cars.")


def test_a_picture_that_speaks_of_svg_is_a_picture():
    assert portrait(saved(noise((9, 9)), "JPEG", comment=SVG)).large


def test_damaged_files_give_a_portrait_or_a_refusal_and_nothing_else():
    chance = random.Random(11)
    frames = [noise((16, 16)), noise((16, 16))]
    seeds = [saved(frames[0], kind) for kind in ("PNG", "JPEG", "GIF", "WEBP")]
    seeds.append(saved(frames[0], "GIF", save_all=True, append_images=frames, duration=40))
    outcomes = []

    for seed in seeds * 40:
        data = bytearray(seed)
        for _ in range(chance.choice((1, 2, 8))):
            data[chance.randrange(min(len(data), 600))] = chance.randrange(256)
        with warnings.catch_warnings(action="ignore"):
            try:
                outcomes.append(len(portrait(bytes(data)).large) > 0)
            except ImageError:
                outcomes.append(None)

    assert set(outcomes) == {True, None}
