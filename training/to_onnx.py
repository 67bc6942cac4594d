"""Export a finished phase to the package and check that both give the same answers.

    .venv-train/bin/python training/to_onnx.py [--run runs/full] [--out src/allegedly/claims/model]

Writes encoder.onnx and questions.onnx (int8 weights, one scale per channel: default int8 costs 2.4 points, this nothing measurable),
labels.json and tokenizer.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import shutil
import tempfile
import warnings
from pathlib import Path

import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

import texts  # noqa: F401  first: puts src on the path
from allegedly.claims.sentences import find_sentences
from allegedly.claims.windows import find_chunks, find_windows, to_batch
from labels import CONDITIONS, GROUPS, STATUS, WORD_OUTPUTS
from model import LEFT, RIGHT, Network
from train import DATA, ROOT, load_tokenizer, minilm


def newest(run: Path) -> Path:
    """The last finished phase of a run."""
    found = sorted(run.glob("phase-*.pt"), key=lambda p: p.stat().st_mtime)
    if not found:
        raise SystemExit(f"{run} holds no finished phase; run training/train.py --out {run} first")
    return found[-1]


def export(network: Network, out: Path) -> None:
    b, length, w, n = 2, 24, 20, 3
    encoder = (
        torch.ones(b, length, dtype=torch.long),
        torch.ones(b, length, dtype=torch.long),
        torch.ones(b, length, dtype=torch.long),
        torch.rand(b, w, length),
    )
    states, _ = network.encoder(*encoder)
    index = torch.zeros(n, dtype=torch.long)
    questions = (states, torch.ones(b, w), torch.zeros(b, w, dtype=torch.long), index, index + 1, index + 2, index)
    axes = {"ids": {0: "B", 1: "L"}, "mask": {0: "B", 1: "L"}, "shapes": {0: "B", 1: "L"}, "pool": {0: "B", 1: "W", 2: "L"}}
    axes |= {"states": {0: "B", 1: "W"}, "outputs": {0: "B", 1: "W"}}
    save(network.encoder, encoder, out / "encoder.onnx", ["ids", "mask", "shapes", "pool"], ["states", "outputs"], axes)
    names = ["states", "there", "sentences", "window", "start", "end", "condition"]
    axes = {"states": {0: "B", 1: "W"}, "there": {0: "B", 1: "W"}, "sentences": {0: "B", 1: "W"}, "labels": {0: "N"}, "status": {0: "N"}}
    axes |= {name: {0: "N"} for name in names[3:]}
    save(network.questions, questions, out / "questions.onnx", names, ["labels", "status"], axes)


def save(module, inputs, path: Path, names: list[str], outputs: list[str], axes: dict) -> None:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = Path(folder) / path.name
        torch.onnx.export(module, inputs, full, input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False)
        quantize_dynamic(
            full, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gather"]
        )
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


def check(network: Network, out: Path, tokenizer) -> None:
    """The exported encoder ranks claim types as the trained one does: share of words whose strongest outputs agree, on two texts."""
    session = onnxruntime.InferenceSession(str(out / "encoder.onnx"))
    same = total = 0
    for path in sorted((DATA / "claims" / "train").glob("*.txt"))[:2]:
        text = path.read_text(encoding="utf-8")
        windows = find_windows(find_chunks(text, find_sentences(text), tokenizer))[:4]
        batch = to_batch(text, windows, (101, 102))
        inputs = {"ids": batch.ids, "mask": batch.mask, "shapes": batch.shapes, "pool": batch.pool}
        _, ours = session.run(None, inputs)
        with torch.no_grad():
            _, theirs = network.encoder(*(torch.from_numpy(x) for x in inputs.values()))
        keep = batch.words > 0
        types = len(WORD_OUTPUTS["types"])
        a, b = ours[keep][:, :types] > 0, theirs.numpy()[keep][:, :types] > 0
        same += int((a == b).all(-1).sum())
        total += len(a)
    print(f"claim types agree on {same / total:.4f} of {total} words")


def write(network: Network, out: Path) -> None:
    """The four files of a reader, with the threshold and calibration that calibrate.py replaces."""
    logging.disable(logging.WARNING)
    out.mkdir(parents=True, exist_ok=True)
    export(network, out)
    shutil.copy(minilm() / "tokenizer.json", out / "tokenizer.json")
    digest = hashlib.sha256((out / "encoder.onnx").read_bytes() + (out / "questions.onnx").read_bytes()).hexdigest()
    card = {"version": f"trained {digest[:10]}", "conditions": CONDITIONS, "groups": GROUPS, "status": STATUS, "words": WORD_OUTPUTS}
    card |= {"left": LEFT, "right": RIGHT, "thresholds": {"trigger": 0.5}, "calibration": [1.0, 0.0]}
    (out / "labels.json").write_text(json.dumps(card, indent=1) + "\n")
    print(card["version"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=ROOT / "runs" / "full")
    parser.add_argument("--weights", type=Path, help="a phase-*.pt or last-*.pt; default the newest finished phase of --run")
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "allegedly" / "claims" / "model")
    options = parser.parse_args()
    weights = options.weights or newest(options.run)
    torch.set_num_threads(1)
    network = Network()
    network.load_state_dict(torch.load(weights)["average"])
    network.eval()
    write(network, options.out)
    check(network, options.out, load_tokenizer())
