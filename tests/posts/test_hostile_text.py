"""XMD-*: what hostile authors write, saved, previewed, listed and compared through the real routes."""

import csv
import re

import pytest

from tests.lib.oracle import dangers
from tests.lib.payloads import CASES
from tests.lib.shared import shared
from tests.posts.desk import NEW, change, form, press
from tests.support.browsing import PARTIAL
from tests.support.html import fields, only, page

OWN_ID = re.compile(r"p[0-9a-f]+-[\w-]+|post-\d+")
SAFE_TAG = re.compile(r"[,\s]+")


def dangers_in(tree, selector: str) -> list[str]:
    """What must not stand in that one element, which may have ids that the renderer makes."""
    node = only(tree, selector)
    for avatar in node.css(".avatar"):  # the page's own
        avatar.decompose()
    ids = [each.attributes["id"] or "" for each in node.css("[id]")]
    return dangers(node.html, [id for id in ids if OWN_ID.fullmatch(id)])


def test_all_cases_of_the_list_are_here():
    with shared("cases/security.csv").open(newline="") as file:
        listed = {row["id"] for row in csv.DictReader(file) if row["id"].startswith("XMD-")}

    assert listed == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_xmd_nothing_acts_in_a_post_its_preview_its_card_or_its_history(staff, ada, case):
    text = CASES[case]
    typed = {"title": text, "body": text, "excerpt": text, "tags": SAFE_TAG.sub(" ", text)[:80]}
    opened = form(ada, **typed)

    whole = page(press(ada, "/posts/preview", opened))
    part = page(press(ada, "/posts/preview", opened, headers=PARTIAL))
    made = press(ada, "/posts/new/publish", opened)
    address = made.headers["Location"]
    change(ada, address.rpartition("/")[2], body=f"{text}\n\nMore.")

    assert dangers_in(whole, "#preview article") == []
    assert dangers_in(part, "#preview article") == []
    assert fields(whole)["body"] == text
    visitor = staff.test_client()
    for headers in ({}, PARTIAL):
        assert dangers_in(page(visitor.get(address, headers=headers)), "article") == []
        assert dangers_in(page(visitor.get("/", headers=headers)), "article") == []
    assert dangers_in(page(visitor.get("/tags/")), "main ul, main ol") == []
    assert dangers_in(page(ada.get(f"{address}/history/2")), ".proof-text") == []
    assert visitor.get(address).text.count("<script") == 1  # the post as data, which no browser executes
    assert form(ada, f"{address}/edit")["body"] == f"{text}\n\nMore."


@pytest.mark.parametrize("case", ["XMD-10", "XMD-13", "XMD-23", "XMD-26", "XMD-28", "XMD-31"])
def test_xmd_nothing_acts_in_a_conflict_a_draft_or_the_trash(ada, editor, case):
    text, slug = CASES[case], "tides"
    press(ada, NEW, form(ada, title=text, body="One.", slug=slug))
    mine = form(ada, f"/posts/{slug}/edit", body=text)
    change(editor, slug, body=f"Other {text}", title=f"Other {text}")

    refused = page(press(ada, f"/posts/{slug}/edit", mine))
    listed = page(ada.get("/drafts"))

    assert [dangers(node.html) for node in refused.css(".choice blockquote")] != []
    assert [found for node in refused.css(".choice blockquote") if (found := dangers(node.html))] == []
    assert fields(refused)["body"] == text
    assert len(listed.css(".rows strong")) == 2
    assert [found for node in listed.css(".rows strong") if (found := dangers(node.html))] == []
