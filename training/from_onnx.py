"""Take the weights of the package back into a run, so that training can go on from them: the opposite of to_onnx.py.

    .venv-train/bin/python training/from_onnx.py [--model src/allegedly/claims/model] --out runs/further

Writes OUT/phase-start.pt, which train.py finds and continues from. Weights come back as exactly as int8 keeps them; the word embeddings
were never trained and are read from the pretrained encoder.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

import texts  # noqa: F401  first: puts src on the path
from model import FAR, LEFT, RIGHT, Network
from train import ROOT, minilm


def restored(path: Path) -> dict[str, torch.Tensor]:
    """Parameter name -> value, of everything that the file holds under the name of a parameter or of its layer."""
    graph = onnx.load(path).graph
    stored = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found = {
        name: value for name, value in stored.items() if "::" not in name and not name.endswith(("_scale", "_zero_point", "_quantized"))
    }
    for node in graph.node:
        for name in (each for each in node.input if each.endswith("_quantized") and each in stored):
            base = name.removesuffix("_quantized")
            scale, zero = stored[base + "_scale"], stored[base + "_zero_point"]
            value = (stored[name].astype(np.float32) - zero.astype(np.float32)) * scale
            if node.op_type == "MatMulInteger":  # inputs times outputs, one scale per output; a Linear keeps the transpose
                base, value = node.name.rsplit("/", 1)[0].strip("/").replace("/", ".") + ".weight", value.T
            found[base] = value
    return {name: torch.from_numpy(np.array(value)) for name, value in found.items()} | nearness(stored)


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
    network = Network()
    network.encoder.load_minilm(minilm())
    pretrained = network.encoder.pieces.weight.detach().clone()
    for part, file in ((network.encoder, "encoder.onnx"), (network.questions, "questions.onnx")):
        found = restored(options.model / file)
        missing = part.load_state_dict(found, strict=False)
        assert not missing.unexpected_keys and not missing.missing_keys, missing
    network.encoder.pieces.weight.data.copy_(pretrained)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save({"network": network.state_dict(), "average": network.state_dict()}, options.out / "phase-start.pt")
    print(f"{options.out / 'phase-start.pt'}: {sum(p.numel() for p in network.parameters()):,} parameters")


if __name__ == "__main__":
    main()
