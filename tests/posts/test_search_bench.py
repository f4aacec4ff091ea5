"""The benchmark of the search makes posts that can be searched; what that costs is not asserted here."""

from blog.database import utcnow
from blog.lib.search import parse
from blog.posts import search
from ops.bench import search as bench

WRITTEN = (
    "---\ntitle: {} tides\nauthor: {}\ntags: [Sea]\ndate: 2020-01-0{}\n---\n\n"
    "The zanzibar moon.\n\n- One\n- Two\n"
)


def test_posts_made_of_a_real_blog_are_found(app, tmp_path):
    for number, (word, author) in enumerate((("High", "Ada"), ("Low", "Grace")), 1):
        (tmp_path / f"{word}.md").write_text(WRITTEN.format(word, author, number))

    with app.app_context():
        material = bench.Material(tmp_path)
        bench.fill(material, 20)
        found = {typed: search.find(parse(typed), utcnow()).ids for typed in ("tides ", "zanzibar ", "sea ")}

    assert (material.authors, material.tags) == (["Ada", "Grace"], ["Sea"])
    assert len(material.blocks) == 4
    assert set(found["tides "]) | set(found["zanzibar "]) <= set(range(1, 21))
    assert sorted(found["sea "]) == list(range(1, 21))
