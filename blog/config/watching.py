"""Who may read the numbers of the site."""

from blog.config.reader import Reader

SHORTEST = 16  # characters


def metrics_token(reader: Reader) -> str:
    """Return the token for /metrics, empty where none was set; one that can be guessed is refused."""
    token = reader.text("BLOG_METRICS_TOKEN", "")
    if token and (len(token) < SHORTEST or not token.isascii() or " " in token):
        reader.problem(
            f"BLOG_METRICS_TOKEN must be at least {SHORTEST} ASCII characters without a space; "
            "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(24))'"
        )
    return token
