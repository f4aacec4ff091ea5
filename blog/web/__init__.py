"""HTTP without blogging."""
