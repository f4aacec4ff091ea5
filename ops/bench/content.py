"""People, tags and texts for generated posts, made of a small vocabulary; the same in every run."""

from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

from blog.lib import markdown, slugs

TEXTS = 50
GIVEN = "Ada Blaise Charles Edsger Grace Hedy Joan Katherine".split()
FAMILY = "Archer Brook Carver Dyer Fletcher".split()
WORDS = (
    "a above across after all among an and another answer any around as at because been before begins"
    " below between both bridge but by cable calm can carries chart clear clock coast compass could"
    " current deck deep different distance down drift each early engine enough even every evening far few"
    " field first flag follows for forecast found from gauge gives great hand harbour has have heavy hold"
    " how hull if in into is island it its journal keeps keel know large last late lantern least letter"
    " light like line little log long made many map mast measure might mirror more morning most must name"
    " near needs never new next night no north not now number of old on one only open or other our out"
    " over paper pilot place plain port present press quiet reads ready rest right river rope round rudder"
    " sail same sea season second sends sheet shore short should signal simple since slow small so some"
    " south stands star station steady still storm such table that the their them then there these they"
    " this through tide time to together tools tower under until up use very voyage watch water way we"
    " weather well west what when where which while wide will wind with work works would writes year"
).split()
TAGS = [word for word in WORDS if len(word) > 5]
CODE = "```python\ndef tide(hours: float) -> float:\n    return 2.4 * sin(hours / 12.42 * tau)\n```"


@dataclass(frozen=True)
class Text:
    """A post's Markdown and what is stored of it."""

    source: str
    rendered: markdown.Rendered
    excerpt: str


def people() -> list[dict[str, Any]]:
    """Return the authors' rows."""
    names = [f"{given} {family}" for given, family in product(GIVEN, FAMILY)]
    return [{"id": n, "username": slugs.username(name), "name": name} for n, name in enumerate(names, 1)]


def tags() -> list[dict[str, Any]]:
    """Return the tags' rows."""
    return [{"id": n, "slug": name, "name": name} for n, name in enumerate(TAGS, 1)]


def texts(random: Random) -> list[Text]:
    """Return TEXTS different texts, from a note to a long read, each rendered as a saved post is."""
    return [_text(random, sections) for sections in (1 + n * n // 450 for n in range(TEXTS))]


def title(random: Random) -> str:
    """Return three to eight words."""
    return " ".join(random.choices(WORDS, k=random.randint(3, 8))).capitalize()


def _text(random: Random, sections: int) -> Text:
    source = "\n\n".join(_section(random) for _ in range(sections))
    rendered = markdown.render(source)
    return Text(source, rendered, markdown.excerpt(rendered.lead))


def _section(random: Random) -> str:
    items = "\n".join(f"- {_sentence(random)}" for _ in range(3))
    extra = random.choice((CODE, items, f"> {_sentence(random)}", ""))
    return "\n\n".join((f"## {title(random)}", _paragraph(random), extra, _paragraph(random)))


def _paragraph(random: Random) -> str:
    return " ".join(_sentence(random) for _ in range(random.randint(2, 6)))


def _sentence(random: Random) -> str:
    words = random.choices(WORDS, k=random.randint(6, 16))
    words[3] = random.choice((f"*{words[3]}*", f"`{words[3]}`", f"[{words[3]}](/about)", words[3]))
    return " ".join(words).capitalize() + "."
