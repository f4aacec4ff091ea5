"""Alembic's migrations. Files are called `<number>_<title>.py`; the number is the revision."""
