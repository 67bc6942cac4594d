#!/usr/bin/env python3
"""Score the reader on our own annotation and fail under the recorded floors.

    .venv/bin/python evaluation/gate.py [--record]

`../shared/data/claims/dev` is real news, `dev-hard` the registers that matter most; nobody trains on either. `--record` writes what
was measured into evaluation/floors.json, less the margin; lowering a floor needs a sentence in that file.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import io
import json
import re
import sys
from pathlib import Path

from allegedly.base.document import Document
from allegedly.capture.capturers import capture_paths
from allegedly.claims.trained import TrainedReader

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
FLOORS = HERE / "floors.json"
MARGIN = 0.01  # below what was measured: int8 kernels round differently on other processors
# From ../shared/design/reader.md: two careful annotators of the same texts, scored by the same tool.
AGREEMENT = {"trigger": 0.864, "argument": 0.788, "claim": 0.729, "chain": 0.978, "polarity": 0.997, "certainty": 0.991, "realis": 0.925}
NAMES = ("trigger", "argument", "claim", "chain", "innermost", "polarity", "certainty", "realis")


def scorer():  # type: ignore[no-untyped-def]
    """The shared scorer as a module."""
    spec = importlib.util.spec_from_file_location("score_claims", SHARED / "tools" / "score_claims.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predict(reader: TrainedReader, folder: Path, out: Path) -> None:
    """Claim records of every text of `folder`, captured and read as `allegedly read` does."""
    with out.open("w", encoding="utf-8") as file:
        for document in capture_paths(sorted(folder.glob("*.txt"))):
            assert isinstance(document, Document), document
            file.writelines(json.dumps(claim.to_dict(), ensure_ascii=False) + "\n" for claim in reader.read(document))


def read_split(reader: TrainedReader, split: str) -> tuple[Path, Path]:
    """The folder of the gold claims of a split, and the file with those that the reader finds."""
    gold = SHARED / "data" / "claims" / split
    out = HERE.parent / "runs" / f"predicted-{split}.jsonl"
    out.parent.mkdir(exist_ok=True)
    predict(reader, gold, out)
    return gold, out


def measure(gold: Path, predicted: Path) -> dict[str, float]:
    """The figures of the shared scorer; claims of documents that the gold lacks do not count."""
    printed = io.StringIO()
    before, sys.argv = sys.argv, ["score_claims.py", str(gold), str(predicted)]
    with contextlib.redirect_stdout(printed):
        scorer().main()
    sys.argv = before
    figures: dict[str, float] = {}
    for line in printed.getvalue().splitlines():
        if match := re.match(r"(trigger|argument|claim)\s.*F1 ([\d.]+)", line):
            figures[match[1]] = float(match[2])
        elif match := re.match(r"chain\s+exact ([\d.]+)\s+innermost \(sourced claims\) ([\d.]+)", line):
            figures["chain"], figures["innermost"] = float(match[1]), float(match[2])
        elif line.startswith("status"):
            figures |= {name: float(value) for name, value in re.findall(r"(\w+) ([\d.]+)", line)}
    return figures


def digest(split: str) -> str:
    """Of the gold files, so that floors are never compared with other gold."""
    files = sorted((SHARED / "data" / "claims" / split).iterdir())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    if not (SHARED / "data" / "claims").is_dir():
        print(f"gate skipped: {SHARED / 'data' / 'claims'} is not here")
        return 0
    reader = TrainedReader()
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    print(f"reader {reader.version}; two annotators agree at: " + "  ".join(f"{k} {v:.3f}" for k, v in AGREEMENT.items()))
    print("split     " + "".join(f"{name:>11}" for name in NAMES))
    failed = []
    for split in ("dev", "dev-hard"):
        figures = measure(*read_split(reader, split))
        print(f"{split:<10}" + "".join(f"{figures[name]:>11.3f}" for name in NAMES))
        floor = floors.get(split, {})
        if options.record:
            floors[split] = {name: round(figures[name] - MARGIN, 3) for name in NAMES} | {"digest": digest(split)}
        elif floor.get("digest") not in (None, digest(split)):
            failed.append(f"{split}: the gold files changed since the floors were recorded; run: evaluation/gate.py --record")
        else:
            failed += [
                f"{split}: {name} {figures[name]:.3f} is under its floor {floor[name]:.3f}"
                for name in NAMES
                if figures[name] < floor.get(name, 0)
            ]
    if options.record:
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    print(*failed, sep="\n", end="\n" if failed else "")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
