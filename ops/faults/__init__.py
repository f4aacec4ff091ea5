"""Kills servers while they are written to, and looks at what is left. See __main__.py."""
