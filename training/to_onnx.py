"""Export a finished phase to the package and check that both give the same answers.

    .venv-train/bin/python training/to_onnx.py [--run runs/full] [--out src/allegedly/claims/model]

Writes encoder.onnx, questions.onnx, labels.json and tokenizer.json. Weights are int8, one scale per output (one per matrix costs 2.4 points,
this nothing measurable), word embeddings four bits in blocks with scales of their own. What goes into a layer is rounded to int8 with one
scale for all of a window, so the few channels that are far larger than the others are multiplied apart, in 32 bits (`Apart`).
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

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from tokenizers import Tokenizer
from torch import Tensor, nn

import texts  # noqa: F401  first: puts src on the path
from allegedly.claims.sentences import find_sentences
from allegedly.claims.windows import find_chunks, find_windows, to_batch
from labels import CONDITIONS, GROUPS, STATUS, WORD_OUTPUTS
from model import LEFT, MINILM, MPNET, RIGHT, Encoder, Network
from pretrained import load_tokenizer, tokenizer_file
from train import DATA, ROOT

BLOCK = 32  # embeddings that share a scale and a zero point
CHANNELS = 4  # of a layer's inputs that are multiplied apart
SMALL = 1_000_000  # numbers; a smaller table of embeddings stays as it is


def newest(run: Path) -> Path:
    """The last finished phase of a run."""
    found = sorted(run.glob("phase-*.pt"), key=lambda p: p.stat().st_mtime)
    if not found:
        raise SystemExit(f"{run} holds no finished phase; run training/train.py --out {run} first")
    return found[-1]


class Apart(nn.Linear):
    """A linear layer whose largest inputs are multiplied apart, so that rounding the others needs no scale made for them.

    Dettmers et al., LLM.int8() (NeurIPS 2022), with channels that are chosen once and for all.
    """

    def __init__(self, layer: nn.Linear, largest: Tensor) -> None:
        """`largest`: of every input the largest value seen."""
        super().__init__(layer.in_features, layer.out_features)
        self.load_state_dict(layer.state_dict())
        self.register_buffer("channels", largest.topk(CHANNELS).indices)
        self.register_buffer("others", torch.ones_like(largest).index_fill(0, self.channels, 0.0))
        self.apart = nn.Linear(CHANNELS, layer.out_features, bias=False)
        self.apart.weight.data.copy_(layer.weight.data[:, self.channels])

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x * self.others) + self.apart(x.index_select(-1, self.channels))


def set_apart(encoder: Encoder, tokenizer: Tokenizer) -> None:
    """Make the feed-forward layers `Apart` by what a fourth of the hand-annotated training texts send through them; in attention it gains little."""
    seen: dict[nn.Module, Tensor] = {}

    def look(layer: nn.Module, inputs: tuple[Tensor], _: Tensor) -> None:
        largest = inputs[0].abs().amax((0, 1))
        seen[layer] = torch.maximum(seen.get(layer, largest), largest)

    hooks = [each.register_forward_hook(look) for layer in encoder.layers for each in (layer.up, layer.down)]
    for path in sorted((DATA / "claims" / "train").glob("*.txt"))[::4]:
        with torch.no_grad():
            encoder(*map(torch.from_numpy, inputs_of(path, tokenizer, 1).values()))
    for hook in hooks:
        hook.remove()
    for layer in encoder.layers:
        layer.up, layer.down = Apart(layer.up, seen[layer.up]), Apart(layer.down, seen[layer.down])


def inputs_of(path: Path, tokenizer: Tokenizer, windows: int) -> dict[str, np.ndarray]:
    """What the encoder gets for the first `windows` windows of a text."""
    text = path.read_text(encoding="utf-8")
    batch = to_batch(text, find_windows(find_chunks(text, find_sentences(text), tokenizer))[:windows], (101, 102))
    return {"ids": batch.ids, "mask": batch.mask, "shapes": batch.shapes, "pool": batch.pool}


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


def save(
    module: nn.Module, inputs: tuple[Tensor, ...], path: Path, names: list[str], outputs: list[str], axes: dict[str, dict[int, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = Path(folder) / path.name
        torch.onnx.export(module, inputs, full, input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False)
        model = onnx.load(full)
        call_by_parameter(model.graph)
        onnx.save(model, full)
        exact = [node.name for node in model.graph.node if node.name.endswith("/apart/MatMul")]
        options = {"per_channel": True, "reduce_range": True, "weight_type": QuantType.QInt8}
        quantize_dynamic(full, full, **options, op_types_to_quantize=["MatMul"], nodes_to_exclude=exact)
        model = onnx.load(full)
        small = {each.name for each in model.graph.initializer if math.prod(each.dims) < SMALL}
        kept = [node.name for node in model.graph.node if node.op_type == "Gather" and small & set(node.input)]
        quantizer = MatMulNBitsQuantizer(
            model, block_size=BLOCK, is_symmetric=False, nodes_to_exclude=kept, op_types_to_quantize=("Gather",)
        )
        quantizer.process()
        quantizer.model.save_model_to_file(str(full), False)
        optimised = onnxruntime.SessionOptions()  # once here, not at every start
        optimised.optimized_model_filepath = str(path)
        optimised.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        onnxruntime.InferenceSession(full, optimised, providers=["CPUExecutionProvider"])
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


def call_by_parameter(graph: onnx.GraphProto) -> None:
    """Name the matrices of linear layers, which the exporter numbers, as the network does, so that from_onnx.py finds them."""
    stored = {each.name: each for each in graph.initializer}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in stored:
            name = node.name.rsplit("/", 1)[0].strip("/").replace("/", ".") + ".weight"
            stored[node.input[1]].name = name
            node.input[1] = name


def check(encoder: Encoder, out: Path, tokenizer: Tokenizer) -> None:
    """Print how far the exported encoder is from the trained one, on two texts: its word states, and the claim types that it sees."""
    session = onnxruntime.InferenceSession(str(out / "encoder.onnx"))
    types = len(WORD_OUTPUTS["types"])
    same = total = 0
    apart = size = 0.0
    for path in sorted((DATA / "claims" / "train").glob("*.txt"))[:2]:
        inputs = inputs_of(path, tokenizer, 4)
        states, outputs = session.run(None, inputs)
        with torch.no_grad():
            exact, sought = (each.numpy() for each in encoder(*map(torch.from_numpy, inputs.values())))
        there = inputs["pool"].any(-1)
        agree = (outputs[..., :types] > 0) == (sought[..., :types] > 0)
        same, total = same + int(agree[there].all(-1).sum()), total + int(there.sum())
        apart, size = apart + float(((states - exact) ** 2)[there].sum()), size + float((exact**2)[there].sum())
    print(f"word states are off by {math.sqrt(apart / size):.3f} of their length; claim types agree on {same / total:.4f} of {total} words")


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
    tokenizer = load_tokenizer()
    set_apart(network.encoder, tokenizer)
    write(network, options.out)
    check(network.encoder, options.out, tokenizer)
