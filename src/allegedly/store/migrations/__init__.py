"""Numbered alembic steps that bring a case from one schema to the next. A step, once released, is never edited.

`database.py` runs them inside one transaction, after a backup copy; the number of the last is `schema.VERSION`.
"""
