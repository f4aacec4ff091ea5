"""The page of one's tokens, and the JSON that they open."""
