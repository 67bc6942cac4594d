"""A case in one SQLite file."""
