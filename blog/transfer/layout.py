"""What the place of a file says: whether it is a post, under which name, in which section."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from blog.transfer.errors import FileError

MARKDOWN = frozenset((".md", ".markdown", ".mdown", ".mkd", ".mkdn"))
HTML = frozenset((".html", ".htm"))
PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"))

# Folders that only say "posts are in here". Numbers are years and months.
_ROOMS = re.compile(r"_posts|_drafts|posts?|content|\d+")
_PROJECT = re.compile(r"(readme|license|licence|contributing|changelog|security|code_of_conduct)\b", re.I)
_INDEX = re.compile(r"index(\.[a-z]{2}(-[a-z]{2})?)?", re.I)


class Layout:
    """Which files of an archive may be posts: of Zola's and Hugo's those in content/."""

    def __init__(self, names: Iterable[str]) -> None:
        self.candidates = [name for name in names if suffix(name) in MARKDOWN | HTML]
        in_content = any(name.startswith("content/") and suffix(name) in MARKDOWN for name in self.candidates)
        self._root = "content/" if in_content else ""
        self._is_jekyll = any("_posts" in folders(name) for name in self.candidates)

    def check(self, name: str) -> None:
        """Raise FileError for a candidate whose place says that it is no post."""
        if not name.startswith(self._root):
            raise FileError("outside content/")
        if PurePosixPath(name).stem.partition(".")[0] == "_index":
            raise FileError("a section page")

    def check_undated(self, name: str) -> None:
        """Raise FileError where a file without a date is a page: with Jekyll, outside its own folders."""
        if self._is_jekyll and not {"_posts", "_drafts"} & set(folders(name)):
            raise FileError("a page, not a post: it has no date and is not in _posts")


def suffix(name: str) -> str:
    """Return the ending in lower case, with its dot."""
    return PurePosixPath(name).suffix.lower()


def folders(name: str) -> list[str]:
    """Return the folders that a file is in, from the top."""
    return name.split("/")[:-1]


def is_about_the_project(name: str) -> bool:
    """Whether a name such as README.md marks a paper about the files themselves."""
    return "/" not in name and bool(_PROJECT.match(name))


def is_bundle(name: str) -> bool:
    """Whether the post has a folder of its own: `sails/index.md`."""
    return bool(_INDEX.fullmatch(PurePosixPath(name).stem)) and "/" in name


def own_name(name: str) -> str:
    """Return the name the writer gave: of the file, or of the folder where that is the post's own; or ""."""
    path = PurePosixPath(name)
    if is_bundle(name):
        return path.parent.name
    return "" if _INDEX.fullmatch(path.stem) else path.stem


def is_draft(name: str) -> bool:
    """Whether it lies in Jekyll's folder of drafts."""
    return "_drafts" in folders(name)


def served_folder(name: str) -> str:
    """Return the folder that Hugo and Zola would show a post under, "" for the top."""
    found = folders(name.removeprefix("content/"))
    return "/".join(found[:-1] if is_bundle(name) else found)


def section(name: str) -> str:
    """Return the topmost folder that says something about the post, as a path from the top, or ""."""
    found = folders(name)[:-1] if is_bundle(name) else folders(name)
    for depth, folder in enumerate(found, 1):
        if not _ROOMS.fullmatch(folder):
            return "/".join(found[:depth])
    return ""
