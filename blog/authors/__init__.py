"""/@name: a user and their posts."""
