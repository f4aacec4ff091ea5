"""Searching posts: the index, how it keeps in step, and how it is asked."""

from blog.posts.search.finding import MOST_RESULTS, Found, find, find_names
from blog.posts.search.index import note_author
from blog.posts.search.showing import Shown, shown

__all__ = ["MOST_RESULTS", "Found", "Shown", "find", "find_names", "note_author", "shown"]
