"""How often Python looks for garbage: rarely, where millions of objects live that are none."""

from __future__ import annotations

import gc

# New objects until Python looks for circles of references among them, and how many such looks until it looks among older ones as well
# (Python itself: 700, 10, 10). What is worked out from a case holds no circles, and half of the time of reading it went into looking for them.
THRESHOLDS = (50_000, 20, 50)


def collect_rarely() -> None:
    """Let this process look for garbage rarely; for a program that is ours from end to end."""
    gc.set_threshold(*THRESHOLDS)
