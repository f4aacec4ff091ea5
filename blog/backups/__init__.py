"""A whole site as one file: made while it is written to, checked, restored on either database."""
