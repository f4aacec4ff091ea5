"""Who may do what, as steps: each role may all that the ones before it may."""

ROLES = ("reader", "author", "editor", "admin")


def reaches(role: str, needed: str) -> bool:
    """Whether `role` may do what `needed` may; an unknown role may nothing."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(needed)
