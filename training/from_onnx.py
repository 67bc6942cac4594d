"""Take the weights of the package back into a run, so that training can go on from them: the opposite of to_onnx.py.

    .venv-train/bin/python training/from_onnx.py [--model src/allegedly/claims/model] --out runs/further

Writes OUT/phase-start.pt, which train.py finds and continues from. Weights come back as exactly as the package keeps them; the word
embeddings were never trained and are read from the pretrained encoder.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

import texts  # noqa: F401  first: puts src on the path
from model import FAR, LEFT, MINILM, MPNET, RIGHT, Network
from train import ROOT


def restored(path: Path) -> dict[str, torch.Tensor]:
    """Parameter name -> value, of everything that the file holds under the name of a parameter or of its layer."""
    graph = onnx.load(path).graph
    stored = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found = {
        name: value
        for name, value in stored.items()
        if "::" not in name and not name.endswith(("_scale", "_scales", "_zero_point", "_zero_points", "_quantized", "_Q4"))
    }
    for node in graph.node:
        for name in (each for each in node.input if each.endswith("_quantized") and each in stored):
            base = name.removesuffix("_quantized")
            scale, zero = stored[base + "_scale"], stored[base + "_zero_point"]
            value = (stored[name].astype(np.float32) - zero.astype(np.float32)) * scale
            if node.op_type == "MatMulInteger":  # inputs times outputs, one scale per output; a Linear keeps the transpose
                base, value = node.name.rsplit("/", 1)[0].strip("/").replace("/", ".") + ".weight", value.T
            found[base] = value
        if node.op_type == "MatMulNBits":
            found[node.name.rsplit("/", 1)[0].strip("/").replace("/", ".") + ".weight"] = unpacked(
                *(stored[name] for name in node.input[1:4])
            )
    return {name: torch.from_numpy(np.array(value)) for name, value in found.items()} | nearness(stored)


def unpacked(packed: np.ndarray, scales: np.ndarray, zeros: np.ndarray) -> np.ndarray:
    """Outputs x inputs, from blocks of four-bit numbers, the lower half of a byte first, each block with a scale and a four-bit zero point."""
    outputs, blocks, _ = packed.shape

    def halves(x: np.ndarray) -> np.ndarray:
        return np.stack([x & 15, x >> 4], -1).astype(np.float32)

    zeros = halves(zeros.reshape(outputs, -1)).reshape(outputs, -1)[:, :blocks]
    values = halves(packed).reshape(outputs, blocks, -1) - zeros[..., None]
    return (values * scales.reshape(outputs, blocks, 1)).reshape(outputs, -1)


def nearness(stored: dict[str, np.ndarray]) -> dict[str, torch.Tensor]:
    """The export folds both distance tables of the questions into their sum (model.py); any two tables with that sum will do."""
    (folded,) = [v for v in stored.values() if v.ndim == 3 and v.shape[0] == LEFT + RIGHT] or [None]
    if folded is None:
        return {}
    sentence = folded.mean(0)
    distance = np.zeros((2 * FAR + 1, folded.shape[2]), np.float32)
    for row, step in enumerate(range(-LEFT, RIGHT)):
        distance[min(max(step, -FAR), FAR) + FAR] = (folded[row] - sentence).mean(0)
    return {"distance.weight": torch.from_numpy(distance), "sentence.weight": torch.from_numpy(sentence)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=ROOT / "src" / "allegedly" / "claims" / "model")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    network = Network(MPNET if "MatMulNBits" in {node.op_type for node in onnx.load(options.model / "encoder.onnx").graph.node} else MINILM)
    network.encoder.load_pretrained()
    pieces = network.encoder.pieces.weight.detach().clone()
    for part, file in ((network.encoder, "encoder.onnx"), (network.questions, "questions.onnx")):
        missing = part.load_state_dict(restored(options.model / file), strict=False)
        assert not missing.unexpected_keys and set(missing.missing_keys) <= {"pieces.weight"}, missing
    network.encoder.pieces.weight.data.copy_(pieces)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save({"network": network.state_dict(), "average": network.state_dict()}, options.out / "phase-start.pt")
    print(f"{options.out / 'phase-start.pt'}: {sum(p.numel() for p in network.parameters()):,} parameters")


if __name__ == "__main__":
    main()
