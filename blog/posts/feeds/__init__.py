"""Feeds: the newest posts of the site, a tag or an author, whole, as Atom and as JSON Feed."""
