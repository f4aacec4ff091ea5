"""Pure functions: text and bytes in, text and bytes out. No Flask, no database."""
