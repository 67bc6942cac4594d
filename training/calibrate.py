"""Choose the threshold for triggers, and make scores mean something.

    .venv-train/bin/python training/calibrate.py [--model src/allegedly/claims/model]

Writes `thresholds` and `calibration` into labels.json: the middle of the thresholds whose trigger F1, on the tenth of our corpus that was
never trained on and `claims/dev` together, is within 0.004 of the best; and Platt's a, b (Platt 1999) with which sigmoid(a * logit(p) + b)
is the share of claims of that score that are right in both (evaluation/curve.py says how far that holds on dev-hard, which is not looked at
here). Prints the reliability of ten equal-sized bins.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from texts import Text  # isort: skip  first: puts src on the path

from allegedly.base.document import Document
from allegedly.claims.trained import TrainedReader
from prepare import claims
from train import DATA, ROOT, is_validation

PLATEAU = 0.004
LOWEST = 0.1  # candidates below are hardly ever right and only cost time


Candidates = tuple[np.ndarray, np.ndarray, int]  # as `candidates` gives them


def candidates(reader: TrainedReader, texts: list[Text]) -> Candidates:
    """Uncalibrated score of every candidate, whether it is right (type and place), and the number of gold claims."""
    scores, right, gold = [], [], 0
    for text in texts:
        wanted = list(text.triggers or [])
        gold += len(wanted)
        document = Document(name=text.name, text=text.text, place="-", media_type="text/plain", digest="")
        for claim in sorted(reader.read(document), key=lambda c: -c.score):
            hit = next((w for w in wanted if w[0] == claim.type and w[1][0] < claim.trigger.end and claim.trigger.start < w[1][1]), None)
            if hit:
                wanted.remove(hit)
            scores.append(claim.score)
            right.append(hit is not None)
    return np.array(scores).clip(1e-6, 1 - 1e-6), np.array(right), gold


def f1(threshold: float, *sets: Candidates) -> float:
    """Trigger F1 of what scores as much or more."""
    right = sum(int(r[s >= threshold].sum()) for s, r, _ in sets)
    return 2 * right / sum(int((s >= threshold).sum()) + gold for s, _, gold in sets)


def best_threshold(*sets: Candidates) -> float:
    """The middle of the thresholds whose trigger F1 is within 0.004 of the best."""
    steps = np.arange(LOWEST, 0.9, 0.02)
    best = max(f1(t, *sets) for t in steps)
    # Between neighbours of the plateau chance decides, and either end is where it begins to fall.
    return float(np.median([t for t in steps if f1(t, *sets) >= best - PLATEAU]))


def platt(scores: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """a, b of sigmoid(a x + b) by Newton's method on the log-likelihood, with Platt's smoothed targets and his halved steps."""
    x = np.log(scores / (1 - scores))
    positive, negative = right.sum(), (~right).sum()
    target = np.where(right, (positive + 1) / (positive + 2), 1 / (negative + 2))
    features = np.stack([x, np.ones_like(x)], 1)

    def loss(w: np.ndarray) -> float:
        z = features @ w
        return float((np.logaddexp(0, z) - target * z).sum())

    w = np.array([1.0, 0.0])
    for _ in range(50):
        p = 0.5 * (1 + np.tanh(0.5 * (features @ w)))
        hessian = (features * (p * (1 - p))[:, None]).T @ features + 1e-6 * np.eye(2)
        step = np.linalg.solve(hessian, features.T @ (target - p))
        # A full step from far away overshoots: the curve is flat where the model is sure of itself.
        while loss(w + step) > loss(w) and np.abs(step).max() > 1e-9:
            step = step / 2
        w = w + step
    return float(w[0]), float(w[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=ROOT / "src" / "allegedly" / "claims" / "model")
    options = parser.parse_args()
    reader = TrainedReader(options.model)
    reader.threshold, reader.calibration = LOWEST, (1.0, 0.0)
    ours = candidates(reader, [text for text in claims.load_corpus(ROOT / "training" / "corpus") if is_validation(text)])
    dev = candidates(reader, claims.load(DATA / "claims" / "dev"))

    threshold = best_threshold(ours, dev)
    print(f"threshold {threshold:.2f}: trigger F1 {f1(threshold, ours):.3f} on our corpus, {f1(threshold, dev):.3f} on dev")
    scores, right = (np.concatenate([x[k] for x in (ours, dev)]) for k in (0, 1))
    a, b = platt(scores[scores >= threshold], right[scores >= threshold])
    calibrated = 1 / (1 + np.exp(-(a * np.log(scores / (1 - scores)) + b)))
    kept = scores >= threshold
    print(f"a {a:.3f}, b {b:.3f}")
    error = 0.0
    for part in np.array_split(np.argsort(calibrated[kept]), 10):
        said, held = calibrated[kept][part].mean(), right[kept][part].mean()
        error += abs(said - held) * len(part) / kept.sum()
        print(f"  score {said:.2f}  right {held:.2f}  ({len(part)})")
    print(f"ECE {error:.3f}")
    path = options.model / "labels.json"
    card = json.loads(path.read_text())
    card["thresholds"], card["calibration"] = {"trigger": round(float(threshold), 2)}, [round(a, 4), round(b, 4)]
    path.write_text(json.dumps(card, indent=1) + "\n")


if __name__ == "__main__":
    main()
