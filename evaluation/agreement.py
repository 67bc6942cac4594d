#!/usr/bin/env python3
"""How far two people agree on our own corpus: a random tenth of its first 227 documents, annotated again without sight of the first annotation.

    .venv/bin/python evaluation/agreement.py

The second annotation is training/agreement/second.ann (never trained on). Scored by ../shared/tools/score_claims.py, the first
annotation as gold.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path

from gate import SHARED, scorer

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "training"))
import notation


def main() -> int:
    if not (SHARED / "tools").is_dir():
        print(f"skipped: {SHARED / 'tools'} is not here")
        return 0
    second, _ = notation.parse((HERE.parent / "training" / "agreement" / "second.ann").read_text(encoding="utf-8"))
    names = {doc.name for doc in second}
    first = [
        doc
        for path in sorted((HERE.parent / "training" / "corpus").glob("*.ann"))
        for doc in notation.parse(path.read_text(encoding="utf-8"), str(path))[0]
        if doc.name in names
    ]
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, documents in (("first", first), ("second", second)):
            files.append(Path(folder) / f"{name}.jsonl")
            files[-1].write_text("".join(json.dumps(claim) + "\n" for doc in documents for claim in doc.claims), encoding="utf-8")
        printed = io.StringIO()
        before, sys.argv = sys.argv, ["score_claims.py", *map(str, files)]
        with contextlib.redirect_stdout(printed):
            scorer().main()
        sys.argv = before
    print(printed.getvalue(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
