"""Tests of what the programs of evaluation/ parse, map and count; what they measure is no test's business."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "evaluation"))
