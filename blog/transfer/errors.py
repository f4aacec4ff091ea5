"""What can go wrong, each with a message of one line for the person at the terminal."""


class ArchiveError(Exception):
    """The archive as a whole cannot or must not be read."""


class FileError(Exception):
    """One file is no post; the rest goes on."""
