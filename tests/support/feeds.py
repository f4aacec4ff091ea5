"""Feeds as readers see them, and what both formats demand."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import feedparser
from selectolax.lexbor import LexborHTMLParser

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")  # RFC 3339
WHOLE = re.compile(r"(https?://|mailto:)\S+")


def read(response) -> feedparser.FeedParserDict:
    """What a feed reader makes of an Atom feed, its content as it was sent."""
    assert response.status_code == 200, response.status
    return feedparser.parse(response.data, sanitize_html=False, resolve_relative_uris=False)


def html_of(entry) -> LexborHTMLParser:
    """The content of an entry of either format."""
    return LexborHTMLParser(entry.content[0].value if "content" in entry else entry["content_html"])


def addresses_in(tree: LexborHTMLParser) -> list[str]:
    """Every address that a text names: of links, of pictures, of each of their widths."""
    found = [node.attributes["href"] for node in tree.css("a[href]")]
    found += [node.attributes["src"] for node in tree.css("img[src]")]
    sets = [node.attributes["srcset"] for node in tree.css("img[srcset]")]
    return found + [candidate.split()[0] for each in sets for candidate in each.split(", ")]


def atom_problems(response) -> list[str]:
    """What RFC 4287 finds wrong with a feed."""
    root = ElementTree.fromstring(response.data)
    entries = root.findall(f"{ATOM}entry")
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    wrong = [] if root.tag == f"{ATOM}feed" else [f"the root is {root.tag}"]
    wrong += [f"an id stands twice: {id}" for id in ids if ids.count(id) > 1]
    for element in (root, *entries):
        wrong += _problems_of(element)
    return wrong if root.find(f"{ATOM}author") is not None else [*wrong, "nobody is the author"]


def _problems_of(element: ElementTree.Element) -> Iterator[str]:
    for name in ("id", "title", "updated"):
        found = element.findall(ATOM + name)
        if len(found) != 1 or not found[0].text:
            yield f"{element.tag} has {len(found)} {name}"
    for name in ("updated", "published"):
        for moment in element.findall(ATOM + name):
            if not MOMENT.fullmatch(moment.text):
                yield f"{moment.text} is no moment"
    links = [(link.get("rel"), link.get("type"), link.get("href")) for link in element.findall(f"{ATOM}link")]
    yield from (f"{address} is not whole" for *_, address in links if not WHOLE.fullmatch(address))
    yield from (f"{link} stands twice" for link in set(links) if links.count(link) > 1)
    if not any(relation == "alternate" for relation, *_ in links):
        yield f"{element.tag} leads nowhere"


def json_problems(document: dict) -> list[str]:
    """What JSON Feed 1.1 finds wrong with a feed."""
    wrong = [
        name for name in ("version", "title", "feed_url", "home_page_url", "items") if name not in document
    ]
    for item in document["items"]:
        wrong += [f"{item.get('id')}: {name}" for name in ("id", "url", "title") if not item.get(name)]
        if "content_html" not in item and "content_text" not in item:
            wrong.append(f"{item['id']} says nothing")
        moments = (item["date_published"], item["date_modified"])
        wrong += [moment for moment in moments if not MOMENT.fullmatch(moment)]
    ids = [item["id"] for item in document["items"]]
    return wrong if len(ids) == len(set(ids)) else [*wrong, "an id stands twice"]
