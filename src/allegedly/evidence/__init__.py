"""Claims are weighed: who copied whom, what remains, and how probable it is under stated assumptions.

Pure functions of a `Provenance` (graph.py); section numbers in the docstrings are those of docs/how-it-weighs.md.
"""
