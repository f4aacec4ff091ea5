"""The posts' HTTP side."""
