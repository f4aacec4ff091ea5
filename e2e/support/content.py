"""The sample blog: a folder of Markdown, written anew for each run, and what tests may know about it."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path

from PIL import Image
from slugify import slugify

AUTHORS = ("Ada Marsh", "Jonas Weil")
DRAFT_TITLE = "Notes towards a winter menu"
LONG_TITLE = "How the harbour clock was mended"
LONG_ADDRESS = "/posts/how-the-harbour-clock-was-mended"
SUBJECTS = {
    "Sourdough": "baking",
    "The allotment": "garden",
    "A paper map": "walking",
    "The night train": "travel",
    "Film photography": "photography",
    "A fountain pen": "writing",
    "The tide table": "harbour",
    "An old bicycle": "cycling",
    "The village choir": "music",
    "A wooden boat": "harbour",
    "The public library": "reading",
}
ANGLES = (
    "{} for beginners",
    "{} in winter",
    "{}, one year on",
    "{} and the neighbours",
    "{} on a small budget",
    "{}: what went wrong",
    "{} before breakfast",
    "In praise of {}",
)
SENTENCES = (
    "It began with a mistake that turned out to be worth keeping.",
    "The first attempt took an afternoon and most of a Sunday besides.",
    "Nobody had written any of this down, so I asked the people who remembered.",
    "There is a cheaper way, and for once it is also the better one.",
    "I kept a notebook, and most of what follows is copied from it.",
    "By the third week the habit had settled and I stopped counting.",
    "What surprised me was how quiet everything became.",
    "If I did it again I would change one thing and leave the rest alone.",
)
FIRST_DAY = date(2024, 1, 5)
COUNT = 83
ENDLESS = "See https://example.org/" + "a-word-that-does-not-break/" * 6  # on a card of the first page

LONG_TAGS = ["harbour", "making"]
LONG_BODY = """\
The clock above the harbour office had stood at twenty past four since the storm. This is how
three of us, none of them clockmakers, got it going again.[^thanks]

![The clock face, before it was cleaned](clock.png)

## What we found

| Part       | State         | Days of work |
|:-----------|:-------------:|-------------:|
| Pendulum   | bent          |            2 |
| Escapement | worn          |            6 |
| Dial       | dirty, intact |            1 |

- [x] Draw every part before it is taken out
- [ ] Write to the maker's grandson

## Counting the beats

A phone heard the ticks and a few lines of Python did the rest:

```python
def drift(ticks: list[float]) -> float:
    \"\"\"Seconds a day that the clock runs ahead.\"\"\"
    beat = (ticks[-1] - ticks[0]) / (len(ticks) - 1)
    return 86_400 * (1 - beat)
```

It ran `4.1` seconds ahead, ~~which was fine~~ which was not fine.

## What we would do again

> A clock is mended slowly or not at all.

{padding}

[^thanks]: With thanks to the harbour master, who looked away at the right moment.
"""


def write(folder: Path) -> None:
    """Fill `folder` with COUNT published posts, the long one the newest, and a draft."""
    Image.linear_gradient("L").resize((1600, 900)).save(folder / "clock.png")
    for number, (title, tag) in enumerate(_titles()):
        endless = f"{ENDLESS}\n\n" if number == COUNT - 3 else ""
        _write_post(folder, number, title, [tag], endless + _paragraphs(number, 3))
    long_body = LONG_BODY.format(padding=_paragraphs(0, 12))
    _write_post(folder, COUNT - 1, LONG_TITLE, LONG_TAGS, long_body)
    _write_post(folder, COUNT, DRAFT_TITLE, ["baking"], _paragraphs(5, 2), draft="true")


def tagged(tag: str) -> int:
    """How many published posts carry `tag`."""
    return [*(tag for _, tag in _titles()), *LONG_TAGS].count(tag)


def _titles() -> Iterator[tuple[str, str]]:
    pairs = list(product(ANGLES, SUBJECTS.items()))
    for angle, (subject, tag) in pairs[: COUNT - 1]:
        inside = subject if angle.startswith("{}") else subject[0].lower() + subject[1:]
        yield angle.format(inside), tag


def _paragraphs(start: int, count: int) -> str:
    sentences = [SENTENCES[(start + 3 * step + step // 8) % len(SENTENCES)] for step in range(4 * count)]
    return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))


def _write_post(folder: Path, number: int, title: str, tags: list[str], body: str, draft="false") -> None:
    day = FIRST_DAY + timedelta(weeks=number)
    front = f'title: "{title}"\ndate: {day}\nauthors: ["{AUTHORS[number % 2]}"]\ntags: {tags}\ndraft: {draft}'
    (folder / f"{day}-{slugify(title)}.md").write_text(f"---\n{front}\n---\n\n{body}\n", "utf-8")
