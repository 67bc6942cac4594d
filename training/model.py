"""The network: one encoder pass, linear heads on every word, and one small attention layer that is asked about one predicate at a time.

Shapes in comments: B windows, L word pieces, W words, N questions ("conditioned samples"), E the encoder's width, D = 192 question width.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

import pretrained
from allegedly.claims.trained import slices
from allegedly.claims.windows import SHAPES
from labels import CONDITIONS, GROUPS, STATUS, WORD_OUTPUTS


@dataclass(frozen=True, slots=True)
class Shape:
    """What a pretrained encoder is made of, and how many of its layers we use."""

    width: int
    layers: int
    inner: int  # width of the feed-forward layer
    epsilon: float
    heads: int = 12
    buckets: int = 0  # of relative distance, MPNet's bias on attention; 0: none
    capitals: int = 0  # the layer before which word shapes are told; layers below may then rest


MINILM = Shape(384, 6, 1536, 1e-12)  # all-MiniLM-L6-v2, for trials
MPNET = Shape(768, 9, 3072, 1e-5, buckets=32, capitals=4)  # all-mpnet-base-v2 without its last three layers, which compare sentences
ENCODERS = {"minilm": MINILM, "mpnet": MPNET}
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

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        width = shape.width
        self.attention, self.norm1 = Attention(width, shape.heads), nn.LayerNorm(width, eps=shape.epsilon)
        self.up, self.down, self.norm2 = (
            nn.Linear(width, shape.inner),
            nn.Linear(shape.inner, width),
            nn.LayerNorm(width, eps=shape.epsilon),
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.norm1(x + self.dropout(self.attention(x, mask)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Word pieces (BERT's uncased vocabulary) to word states and word outputs."""

    def __init__(self, shape: Shape, dropout: float, vocabulary: int = 30522) -> None:
        super().__init__()
        self.shape, width = shape, shape.width
        self.pieces, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(512, width)
        self.norm = nn.LayerNorm(width, eps=shape.epsilon)
        self.kind = nn.Parameter(torch.zeros(width))  # BERT's first token type
        self.shapes = nn.Embedding(SHAPES, width)
        nn.init.zeros_(self.shapes.weight)  # starts as the pretrained model, exactly
        if shape.buckets:
            self.relative = nn.Embedding(shape.buckets, shape.heads)
        self.layers = nn.ModuleList(EncoderLayer(shape, dropout) for _ in range(shape.layers))
        self.dropout = nn.Dropout(dropout)
        self.words = nn.Linear(width, sum(map(len, WORD_OUTPUTS.values())))

    def forward(self, ids: Tensor, mask: Tensor, shapes: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.pieces(ids) + self.positions(positions) + self.kind)  # B x L x E
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
        if self.shape.buckets:
            bias = bias + self.relative(distance_buckets(positions, self.shape.buckets)).permute(2, 0, 1)[None]
        for number, layer in enumerate(self.layers):
            if number == self.shape.capitals:
                x = self.dropout(x + self.shapes(shapes))
            x = layer(x, bias)
        states = pool @ x  # B x W x E
        return states, self.words(self.dropout(states))

    def load_pretrained(self) -> None:
        """Take over the weights of all-MiniLM-L6-v2 or all-mpnet-base-v2, whichever the shape is of (pretrained.py)."""
        mpnet = bool(self.shape.buckets)
        given = {
            key.removeprefix("bert.").removeprefix("mpnet."): value
            for key, value in (pretrained.mpnet() if mpnet else pretrained.minilm()).items()
        }
        names = {f"norm.{p}": f"embeddings.LayerNorm.{p}" for p in ("weight", "bias")}
        inner = {"up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}
        if mpnet:
            names["relative.weight"] = "encoder.relative_attention_bias.weight"
            inner |= {"attention.query": "attention.attn.q", "attention.key": "attention.attn.k", "attention.value": "attention.attn.v"}
            inner |= {"attention.out": "attention.attn.o", "norm1": "attention.LayerNorm"}
        else:
            inner |= {"attention.query": "attention.self.query", "attention.key": "attention.self.key"}
            inner |= {"attention.value": "attention.self.value", "attention.out": "attention.output.dense"}
            inner["norm1"] = "attention.output.LayerNorm"
        for n in range(self.shape.layers):
            for ours, theirs in inner.items():
                names |= {f"layers.{n}.{ours}.{p}": f"encoder.layer.{n}.{theirs}.{p}" for p in ("weight", "bias")}
        pieces, positions = given["embeddings.word_embeddings.weight"], given["embeddings.position_embeddings.weight"]
        if mpnet:  # its vocabulary is BERT's behind four marks of its own, and its positions begin at 2
            pieces = pieces[4 : 4 + self.pieces.num_embeddings].clone()
            for bert, own in ((101, 0), (102, 2), (103, 30526)):  # [CLS], [SEP], [MASK]
                pieces[bert] = given["embeddings.word_embeddings.weight"][own]
            positions = positions[2:514]
        found = {ours: given[theirs] for ours, theirs in names.items()} | {"pieces.weight": pieces, "positions.weight": positions}
        missing = self.load_state_dict(found, strict=False)
        assert not missing.unexpected_keys and all(k.startswith(("kind", "shapes", "words")) for k in missing.missing_keys), missing
        if not mpnet:
            self.kind.data.copy_(given["embeddings.token_type_embeddings.weight"][0])


def distance_buckets(positions: Tensor, buckets: int, farthest: int = 128) -> Tensor:
    """L x L numbers of relative distance as MPNet (and T5) counts them: exact near by, logarithmic from `buckets / 4` to `farthest`."""
    apart = positions[None, :] - positions[:, None]  # from the word asking to the word asked
    half, near = buckets // 2, buckets // 4
    steps = apart.abs()
    far = near + (torch.log(steps.clamp(min=1).float() / near) / math.log(farthest / near) * (half - near)).long()
    return (apart > 0).long() * half + torch.where(steps < near, steps, far.clamp(max=half - 1))


class Questions(nn.Module):
    """The conditioned head: for each question, a label for every word of its window, and the status of the predicate."""

    def __init__(self, width: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.project, self.predicate = nn.Linear(width, D), nn.Linear(width, D)
        self.condition = nn.Embedding(len(CONDITIONS), D)
        self.distance = nn.Embedding(2 * FAR + 1, D)
        self.sentence = nn.Embedding(2 * FAR_SENTENCES + 1, D)
        self.norm1, self.attention, self.norm2 = nn.LayerNorm(D), Attention(D, D_HEADS), nn.LayerNorm(D)
        self.up, self.down, self.norm3 = nn.Linear(D, 2 * D), nn.Linear(2 * D, D), nn.LayerNorm(D)
        self.labels = nn.Linear(D, sum(map(len, GROUPS.values())))
        self.status = nn.Linear(D + width, sum(map(len, STATUS.values())))
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
    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder, self.questions = Encoder(shape, dropout), Questions(shape.width, dropout)
