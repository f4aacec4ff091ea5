"""The house rules that a program can check."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

from blog.config import ROOT
from blog.web.assets import STYLES

TOP_LEVEL = {
    "main.py", "blog", "templates", "static", "tests", "e2e", "requirements.txt", "ops",
    "README.md", "LICENSE", "pyproject.toml",
}  # fmt: skip
BANNED = {"utils", "helpers", "common", "services", "misc", "helper", "util"}
VENDOR = ROOT / "static" / "vendor"


def tracked() -> list[str]:
    """Every file of the project, as git sees it."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")[
        :-1
    ]


def python_files() -> list[Path]:
    return [ROOT / name for name in tracked() if name.endswith(".py") and (ROOT / name).exists()]


def test_the_top_level_holds_nothing_new():
    found = {name.split("/")[0] for name in tracked()}

    assert {name for name in found if not name.startswith(".")} <= TOP_LEVEL


def test_no_file_has_a_name_that_says_nothing():
    assert [path for path in python_files() if path.stem in BANNED] == []


def test_nothing_is_imported_inside_a_function():
    late = re.compile(r"^[ \t]+(from \S+ import|import \S+)", re.MULTILINE)
    allowed = re.compile(  # at the top level: an optional package, or the types of a lazy one
        r"^(try|if TYPE_CHECKING):.*?\n(?=\S)", re.MULTILINE | re.DOTALL
    )

    found = [path.name for path in python_files() if late.search(allowed.sub("", path.read_text()))]

    assert found == []


def test_every_style_sheet_is_joined_and_every_joined_one_exists():
    assert {path.stem for path in (ROOT / "static" / "css").glob("*.css")} == set(STYLES)


def test_every_style_sheet_stands_in_a_layer():
    for path in (ROOT / "static" / "css").glob("*.css"):
        assert path.stem == "layers" or path.read_text().startswith("@layer "), path.name


def test_vendored_files_are_what_they_were():
    sums = dict(reversed(line.split()) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    files = {path.name: path for pattern in ("*.js", "*.svg", "*.woff2") for path in VENDOR.glob(pattern)}

    assert set(sums) == set(files)
    for name, path in files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sums[name], name


def test_the_readme_names_every_setting():
    sources = "".join(path.read_text() for path in (ROOT / "blog" / "config").glob("*.py"))
    settings = set(re.findall(r"\"(BLOG_[A-Z_]+)\"", sources))

    assert settings - set(re.findall(r"`(BLOG_[A-Z_]+)`", (ROOT / "README.md").read_text())) == set()


def rgb(colour: str) -> list[float]:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [("ink", "paper"), ("quiet", "paper"), ("accent", "paper"), ("ink", "surface"), ("quiet", "surface"),
     ("accent-ink", "accent"), ("ink", "mark")],
)  # fmt: skip
def test_text_stands_out_from_its_ground(text, ground, scheme):
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text()
    pairs = {
        name: (light, dark)
        for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", tokens)
    }

    assert contrast(pairs[text][scheme], pairs[ground][scheme]) >= 4.5
