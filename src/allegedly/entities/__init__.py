"""Mentions become actors, dates and places; nothing is merged for good."""
