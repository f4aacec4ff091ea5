"""Pictures in posts."""
