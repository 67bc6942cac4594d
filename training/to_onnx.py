"""Export a finished phase to the package and check that both give the same answers.

    .venv-train/bin/python training/to_onnx.py [--run runs/full] [--out src/allegedly/claims/model]

Writes encoder.onnx, questions.onnx, labels.json and tokenizer.json. Weights are int8, one scale per channel (one per matrix costs 2.4 points,
this nothing measurable); those of the MPNet encoder four bits in blocks with scales of their own, because int8 arithmetic costs it all that it
is better by (its activations have outliers), and int8 weights would be twice as large.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import math
import shutil
import tempfile
import warnings
from pathlib import Path

import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

import texts  # noqa: F401  first: puts src on the path
from allegedly.claims.sentences import find_sentences
from allegedly.claims.windows import find_chunks, find_windows, to_batch
from labels import CONDITIONS, GROUPS, STATUS, WORD_OUTPUTS
from model import LEFT, MINILM, MPNET, RIGHT, Network
from pretrained import load_tokenizer, tokenizer_file
from train import DATA, ROOT

BLOCK = 32  # weights that share a scale and a zero point
SMALL = 1_000_000  # numbers; a smaller table of embeddings stays as it is


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
    names, bits = ["ids", "mask", "shapes", "pool"], 4 if network.encoder.shape == MPNET else 8
    save(network.encoder, encoder, out / "encoder.onnx", names, ["states", "outputs"], axes, bits)
    names = ["states", "there", "sentences", "window", "start", "end", "condition"]
    axes = {"states": {0: "B", 1: "W"}, "there": {0: "B", 1: "W"}, "sentences": {0: "B", 1: "W"}, "labels": {0: "N"}, "status": {0: "N"}}
    axes |= {name: {0: "N"} for name in names[3:]}
    save(network.questions, questions, out / "questions.onnx", names, ["labels", "status"], axes)


def save(module, inputs, path: Path, names: list[str], outputs: list[str], axes: dict, bits: int = 8) -> None:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = Path(folder) / path.name
        torch.onnx.export(module, inputs, full, input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False)
        if bits == 4:
            # Level 4: activations may be rounded to int8 block by block, for processors that are faster that way.
            model = onnx.load(full)
            small = {each.name for each in model.graph.initializer if math.prod(each.dims) < SMALL}
            kept = [node.name for node in model.graph.node if node.op_type == "Gather" and small & set(node.input)]
            options = {"block_size": BLOCK, "is_symmetric": False, "accuracy_level": 4, "op_types_to_quantize": ("MatMul", "Gather")}
            quantizer = MatMulNBitsQuantizer(model, nodes_to_exclude=kept, **options)
            quantizer.process()
            quantizer.model.save_model_to_file(str(path), False)
        else:
            kinds = ["MatMul", "Gather"]
            quantize_dynamic(full, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, op_types_to_quantize=kinds)
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
    shutil.copy(tokenizer_file(), out / "tokenizer.json")
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
    state = torch.load(weights)["average"]
    network = Network(MPNET if "encoder.relative.weight" in state else MINILM)
    network.load_state_dict(state)
    network.eval()
    write(network, options.out)
    check(network, options.out, load_tokenizer())
