"""Front matter in YAML, TOML or JSON, or none, and what is wrong with it in one line."""

import pytest

from blog.transfer import frontmatter
from blog.transfer.errors import FileError


def test_yaml_between_dashes_is_divided_from_the_body():
    assert frontmatter.split("---\ntitle: Sails\ntags: [a, b]\n---\nBody\n") == (
        {"title": "Sails", "tags": ["a", "b"]},
        "Body\n",
    )


def test_toml_between_pluses_is_divided_from_the_body():
    settings, body = frontmatter.split('+++\ntitle = "Sails"\ndraft = true\n+++\nBody')

    assert (settings, body) == ({"title": "Sails", "draft": True}, "Body")


def test_a_json_object_on_top_is_divided_from_the_body():
    assert frontmatter.split('{"title": "Sails"}\nBody') == ({"title": "Sails"}, "\nBody")


@pytest.mark.parametrize(
    "text", ["", "Body", "Body\n---\ntitle: no\n---\n", "{not json} body", "-----\nBody"]
)
def test_a_text_without_front_matter_is_all_body(text):
    assert frontmatter.split(text) == ({}, text)


def test_empty_front_matter_is_no_settings():
    assert frontmatter.split("---\n---\nBody") == ({}, "Body")
    assert frontmatter.split("---\n# only a comment\n...\nBody") == ({}, "Body")


def test_yaml_values_stay_as_they_were_typed():
    settings, _ = frontmatter.split("---\na: 1.10\nb: yes\nc: 2021-08-23\nd: 12:30\ne: null\nf:\n---\n")

    assert settings == {"a": "1.10", "b": "yes", "c": "2021-08-23", "d": "12:30", "e": None, "f": None}


@pytest.mark.parametrize(
    ("matter", "reason"),
    [
        ("---\ntitle: Sails\n", "never closed"),
        ("+++\ntitle = 'Sails'\n---\n", "never closed"),
        ("---\ntitle: [unclosed\n---\n", "in line 2"),
        ("---\ntitle: a\n\tb: c\n---\n", "in line 3"),
        ("---\ntitle: a: b\n---\n", "in line 2"),
        ("---\n- a\n- b\n---\n", "not a list of names and values"),
        ("---\njust words\n---\n", "not a list of names and values"),
        ("+++\ntitle = Sails\n+++\n", "line 2"),
        ("+++\na = 1\na = 2\n+++\n", "overwrite a value"),
        ("---\na: !!python/object/apply:os.system [ls]\n---\n", "in line 2"),
        ("---\na: !!timestamp nonsense\n---\n", "in line 2"),
        ("---\na: &a [x]\nb: *a\n---\n", "alias"),
        ("---\na: " + "[" * 30_000 + "\n---\n", "nests too deeply"),
        ("+++\na = " + "[" * 30_000 + "\n+++\n", "nests too deeply"),
        ("---\na: " + "x" * 70_000 + "\n---\n", "longer than 64,000"),
    ],
)
def test_bad_front_matter_is_refused_with_one_line_that_says_where(matter, reason):
    with pytest.raises(FileError, match=reason) as caught:
        frontmatter.split(matter)

    assert "\n" not in str(caught.value)
