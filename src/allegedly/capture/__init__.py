"""Anything readable becomes a `Document`."""
