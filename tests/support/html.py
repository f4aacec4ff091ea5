"""What a test wants to know about a page, read from its elements."""

from selectolax.lexbor import LexborHTMLParser, LexborNode


def page(response) -> LexborHTMLParser:
    """Parse an HTML answer; anything else fails the test."""
    assert response.mimetype == "text/html", f"{response.status}, {response.mimetype}"
    return LexborHTMLParser(response.text)


def only(tree, selector: str) -> LexborNode:
    """The one element that matches; none or several fail the test."""
    found = tree.css(selector)
    assert len(found) == 1, f"{len(found)} elements match {selector!r}"
    return found[0]


def texts(tree, selector: str) -> list[str]:
    """The text of each match, its white space collapsed."""
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def attributes(tree, selector: str, name: str) -> list[str | None]:
    """One attribute of each match; None where it is missing or has no value."""
    return [node.attributes.get(name) for node in tree.css(selector)]


def fields(tree, form: str = "#editor") -> dict[str, str]:
    """What a form holds, by name: all that a browser would send of it, but for files."""
    found = {}
    for node in only(tree, form).css("input[name], textarea[name]"):
        kind, name = node.attributes.get("type"), node.attributes["name"]
        if kind != "file" and (kind != "radio" or "checked" in node.attributes):
            found[name] = node.text() if node.tag == "textarea" else node.attributes.get("value") or ""
    return found
