"""Take the weights of the package back into a run, so that training can go on from them: the opposite of to_onnx.py.

    .venv-train/bin/python training/from_onnx.py [--model src/allegedly/claims/model] --out runs/further

Writes OUT/phase-start.pt, which train.py finds and continues from. Weights come back as exactly as the package keeps them; the word
embeddings were never trained and are read from the pretrained encoder.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

import texts  # noqa: F401  first: puts src on the path
from model import FAR, FAR_SENTENCES, LEFT, MINILM, MPNET, RIGHT, Network
from train import ROOT

NUMBERED = ("onnx::", "/")  # constants that the exporter made
PARTS = re.compile(
    r"_(scales?|zero_points?|quantized|Q4)$|\.(apart\.weight|channels|others)$"
)  # also of the channels apart, whose weights are in both


def restored(path: Path) -> dict[str, torch.Tensor]:
    """Parameter name -> value, of everything that the file holds under the name of a parameter or of its layer."""
    graph = onnx.load(path).graph
    stored = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found = {name: value for name, value in stored.items() if not name.startswith(NUMBERED) and not PARTS.search(name)}
    for name in (each for each in stored if each.endswith("_quantized")):
        base = name.removesuffix("_quantized")  # the quantizer calls a layer of one row ..._Transposed
        value = (stored[name].astype(np.float32) - stored[base + "_zero_point"].astype(np.float32)) * stored[base + "_scale"]
        found[base.removesuffix("_Transposed")] = value.T  # inputs times outputs, one scale per output; a Linear keeps the transpose
    return {name: torch.from_numpy(np.array(value)) for name, value in found.items()} | nearness(stored)


def nearness(stored: dict[str, np.ndarray]) -> dict[str, torch.Tensor]:
    """The export folds both distance tables of the questions into their sum (model.py); any two tables with that sum will do."""
    sentences = 2 * FAR_SENTENCES + 1
    (folded,) = [v for v in stored.values() if v.ndim == 2 and len(v) == (LEFT + RIGHT) * sentences] or [None]
    if folded is None:
        return {}
    folded = folded.reshape(LEFT + RIGHT, sentences, -1)
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
    encoder = restored(options.model / "encoder.onnx")
    network = Network(MPNET if "relative.weight" in encoder else MINILM)
    network.encoder.load_pretrained()  # the word embeddings
    for part, found in ((network.encoder, encoder), (network.questions, restored(options.model / "questions.onnx"))):
        missing = part.load_state_dict(found, strict=False)
        assert not missing.unexpected_keys and set(missing.missing_keys) <= {"pieces.weight"}, missing
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save({"network": network.state_dict(), "average": network.state_dict()}, options.out / "phase-start.pt")
    print(f"{options.out / 'phase-start.pt'}: {sum(p.numel() for p in network.parameters()):,} parameters")


if __name__ == "__main__":
    main()
