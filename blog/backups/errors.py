"""What can go wrong, with a message of one line for whoever reads it."""


class BackupError(Exception):
    """Nothing was made, or nothing was restored."""


class NoRoom(BackupError):
    """The disk is too full."""
