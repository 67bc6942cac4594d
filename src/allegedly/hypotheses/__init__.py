"""Competing explanations of the same evidence: who is said to act under whose name, and how far the reports can tell rival readings apart.

Everything here is somebody's word: each row carries the claims behind it, and what denies it stands beside it.
"""
