"""What an archive may hold: generous for any blog, far too little for a bomb."""

MAX_FILES = 20_000
MAX_DEPTH = 20
MAX_TOTAL = 2_000_000_000
"""Bytes that all files together may declare."""
MAX_RATIO = 100
"""Text packs to a tenth, pictures hardly at all; deflate's most hostile input to a thousandth."""
MIN_SUSPICIOUS = 10_000_000
"""Bytes below which a good ratio is just a repetitive small archive."""
MAX_DIRECTORY = 4_000_000
"""Bytes of a zip's table of contents, about 200 for each file."""

MAX_TEXT = 1_000_000
"""Bytes of a Markdown file: the most characters a post may have, four bytes each, and its front matter."""
MAX_PICTURE = 50_000_000
