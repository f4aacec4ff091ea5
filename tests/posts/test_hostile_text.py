"""XMD-*: what hostile authors write, saved, previewed, listed and compared through the real routes."""

import csv
import re

import pytest

from tests.lib.oracle import dangers
from tests.lib.shared import shared
from tests.posts.desk import NEW, change, form, press
from tests.support.browsing import PARTIAL
from tests.support.html import fields, only, page

CASES = {
    "XMD-01": "[x](javascript:alert(1))",
    "XMD-02": "[x](JaVa&#x0A;sCript&colon;alert(1))",
    "XMD-04": "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "XMD-05": "[x](vbscript:1) [y](file:///etc/passwd)",
    "XMD-06": "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "XMD-08": '[x](http://a "\\" onclick=\\"alert(1)")',
    "XMD-10": "<img src=x onerror=alert(1)>",
    "XMD-11": "<svg onload=alert(1)>",
    "XMD-13": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "XMD-15": "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x>",
    "XMD-16": "<base href=//evil><meta http-equiv=refresh><link rel=stylesheet href=//e><style>*{}</style>",
    "XMD-18": "<div hx-get=/x hx-trigger=load>x</div>",
    "XMD-19": "<div hx-post=/post/1/delete hx-trigger=load>x</div>",
    "XMD-20": "<div data-hx-get=/x data-hx-trigger=load>x</div>",
    "XMD-22": '<div hx-get=/x hx-vals="js:{a:alert(1)}">x</div>',
    "XMD-23": "<div id=flash hx-swap-oob=true>owned</div>",
    "XMD-26": "<form action=//evil><input name=password></form>",
    "XMD-27": '~~~ x"onmouseover="alert(1)\ncode\n~~~',
    "XMD-28": '# "><img src=x onerror=alert(1)>\n\n[^"><b id=x>]\n\n[^"><b id=x>]: y',
    "XMD-29": "```html\n<script>alert(1)</script>\n```",
    "XMD-30": "<!-- --!><img src=x onerror=alert(1)> --><![CDATA[><script>alert(1)</script>]]><?x ><b id=x>",
    "XMD-31": "&lt;script&gt;alert(1)&lt;/script&gt;",
}
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
    assert visitor.get(address).text.count("<script") == 0
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
