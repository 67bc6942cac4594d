"""Train the reader.

    .venv-train/bin/python training/train.py [--config full] [--out runs/full] [--phase public]

Reads ../shared/data and training/corpus, writes OUT/phase-NAME.pt (finished phases) and OUT/last.pt (every five minutes). Started
again with the same OUT it goes on where it stopped. Prints the loss of every task, and the claim score on a held-out tenth of our
own corpus at the end of a phase.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import tomllib
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional as F

import standoff
from allegedly.claims.windows import to_batch
from labels import CONDITIONS, STATUS
from model import ENCODERS, GROUP_SLICES, LEFT, RIGHT, WORD_SLICES, Network
from prepare import claims, coref, entities, polnear, srl_ewt
from pretrained import load_tokenizer
from texts import IGNORE, Example, Text, examples, prepare

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"
CHECKPOINT_SECONDS = 300
MASK = 103  # BERT's [MASK]
CHRONICLE = "On the campaign trail"  # six long texts on American candidates, nothing of conflict in them
QUESTIONS_PER_WINDOW = {"claims": 14, "wikinews": 14, "corpus": 14, "polnear": 9, "srl_ewt": 9, "coref": 8, "entities": 0}
# Rare answers count for more, so that "affirmed, certain, actual" is not always the best guess.
STATUS_WEIGHTS = {"polarity": [1.0, 3.0], "certainty": [1.0, 3.0, 3.0], "realis": [1.0, 1.5, 2.0, 2.0]}
TASK_WEIGHTS = {"types": 3.0, "entities": 0.3, "cue": 0.5, "predicate": 0.3, "named": 0.1, "roles": 1.0, "chain": 1.0, "attribution": 0.7}
TASK_WEIGHTS |= {"propbank": 0.5, "link": 0.5, "status": 0.3}


def is_validation(text: Text) -> bool:
    """A tenth of our own corpus, by name, so that it is the same tenth when the corpus grows."""
    return text.corpus == "corpus" and sum(map(ord, text.name)) % 10 == 0


def load_corpus(name: str, tokenizer: Tokenizer) -> list[Text]:
    """All training texts of a corpus; what is set aside for validation, dev or test is not among them."""
    if name == "claims":
        found = claims.load(DATA / "claims" / "train")
    elif name == "wikinews":
        found = [claims.to_text(*article, "claims") for article in standoff.load() if CHRONICLE not in article[0]]
    elif name == "corpus":
        found = [text for text in claims.load_corpus(ROOT / "training" / "corpus") if not is_validation(text)]
    elif name == "polnear":
        found = polnear.load(DATA / "polnear" / "train")
    elif name == "srl_ewt":
        found = srl_ewt.load(DATA / "srl_ewt" / "train.jsonl")
    elif name == "coref":
        parts = coref.splits(DATA / "gum_coref" / "splits.md")
        found = coref.load(DATA / "gum_coref", parts["dev"] | parts["test"] | parts.get("test2", set()))
    else:
        found = entities.load_iob(DATA / "uner_ewt" / "en_ewt-ud-dev.iob2", entities.UNER, token=1, tag=2)
        found += entities.load_iob(DATA / "crossner" / "politics" / "train.txt", entities.CROSSNER, token=0, tag=1)
        found += entities.load_re3d(DATA / "re3d", held_out_bodies())
    print(f"{name}: {len(found)} texts, {sum(len(text.text.split()) for text in found):,} words", flush=True)
    return [prepare(text, tokenizer) for text in found]


def held_out_bodies() -> set[str]:
    """How the re3d texts of our dev split begin, after title and outlet."""
    texts = [path.read_text(encoding="utf-8") for path in (DATA / "claims" / "dev").glob("re3d*.txt")]
    return {text.split("\n", 2)[2].strip()[:60] for text in texts}


def draw(found: list[Text], per_window: int, size: int, rng: random.Random):
    """Batches of a corpus without end, in a new order and cut anew every time round; windows of like length go together."""
    while True:
        order = found[:]
        rng.shuffle(order)
        pool: list[Example] = []
        for n, text in enumerate(order):
            pool += examples(text, rng, per_window)
            if len(pool) >= 8 * size or n == len(order) - 1:
                pool.sort(key=lambda e: len(e.window.words))
                batches = list(cut(pool, size))
                rng.shuffle(batches)
                yield from batches
                pool = []


def cut(pool: list[Example], size: int):
    """Batches of at most `size` full windows' worth of words, padding counted."""
    batch: list[Example] = []
    for example in pool:
        if batch and (len(batch) + 1) * len(example.window.words) > size * 200:
            yield batch
            batch = []
        batch.append(example)
    yield batch


def loss_of(network: Network, batch: list[Example], masked: float = 0.0) -> dict[str, torch.Tensor]:
    """Loss of every task that this batch (of one corpus) teaches; a share `masked` of the word pieces is hidden."""
    arrays = to_arrays(batch)
    ids, mask, *_ = arrays["encoder"]
    ids[(torch.rand(ids.shape) < masked) & (mask > 0)] = MASK
    states, outputs = network.encoder(*arrays["encoder"])
    there, headings = arrays["there"], arrays["headings"]
    first = batch[0]
    losses: dict[str, torch.Tensor] = {}
    live = there * (1 - headings)
    if first.types is not None:
        losses["types"] = word_loss(outputs, "types", padded(batch, "types", there.shape[1]), live) * len(CONDITIONS) / 2
    if first.entities is not None:
        a, b = WORD_SLICES["entities"]
        target = padded(batch, "entities", there.shape[1], IGNORE).long()
        losses["entities"] = F.cross_entropy(outputs[..., a:b].flatten(0, 1), target.flatten(), ignore_index=IGNORE)
    for name in ("cue", "predicate"):
        if getattr(first, name) is not None:
            losses[name] = word_loss(outputs, name, padded(batch, name, there.shape[1])[..., None], live)
    named = padded(batch, "named", there.shape[1], IGNORE)
    if (named != IGNORE).any():
        losses["named"] = word_loss(outputs, "named", named.clamp(min=0)[..., None], (named != IGNORE).float())
    samples = [(b, s) for b, example in enumerate(batch) for s in example.samples]
    if samples:
        losses |= question_losses(network, states, there, arrays["sentences"], samples)
    return losses


def word_loss(outputs: torch.Tensor, name: str, target: torch.Tensor, live: torch.Tensor) -> torch.Tensor:
    """Mean binary cross-entropy over live words and classes; found words count double, they are few."""
    a, b = WORD_SLICES[name]
    loss = F.binary_cross_entropy_with_logits(outputs[..., a:b], target, reduction="none") * (1 + target)
    return (loss * live[..., None]).sum() / live.sum().clamp(min=1) / target.shape[-1]


def question_losses(network: Network, states, there, sentences, samples) -> dict[str, torch.Tensor]:
    window, start, end, condition = (torch.tensor(x) for x in zip(*((b, s.start, s.end, s.condition) for b, s in samples)))
    labels, status = network.questions(states, there, sentences, window, start, end, condition)
    losses: dict[str, torch.Tensor] = {}
    for group, (a, b) in GROUP_SLICES.items():
        rows = [n for n, (_, s) in enumerate(samples) if group in s.labels]
        if rows:
            target = torch.full((len(rows), LEFT + RIGHT), IGNORE)
            for k, n in enumerate(rows):
                painted, at = samples[n][1].labels[group], samples[n][1].start - LEFT
                first, last = max(at, 0), min(at + LEFT + RIGHT, len(painted))
                target[k, first - at : last - at] = torch.from_numpy(painted[first:last])
            logits = labels[rows][..., a:b]
            # Summed over the words of a question, so that a label weighs the same in a long window; /8 brings it near 1.
            losses[group] = F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=IGNORE, reduction="sum") / len(rows) / 8
    rows = [n for n, (_, s) in enumerate(samples) if s.status]
    if rows:
        at, total = 0, 0.0
        for k, (name, values) in enumerate(STATUS.items()):
            target = torch.tensor([samples[n][1].status[k] for n in rows])
            total = total + F.cross_entropy(status[rows, at : at + len(values)], target, weight=torch.tensor(STATUS_WEIGHTS[name]))
            at += len(values)
        losses["status"] = total
    return losses


def padded(batch: list[Example], name: str, width: int, fill: float = 0.0) -> torch.Tensor:
    arrays = [getattr(example, name) for example in batch]
    out = np.full((len(batch), width, *arrays[0].shape[1:]), fill, np.float32)
    for b, array in enumerate(arrays):
        out[b, : len(array)] = array
    return torch.from_numpy(out)


def to_arrays(batch: list[Example]) -> dict:
    parts = [to_batch(example.text.text, [example.window], (101, 102)) for example in batch]  # BERT's [CLS] and [SEP]
    length, width = max(p.ids.shape[1] for p in parts), max(p.words.shape[1] for p in parts)
    ids, mask, shapes = (torch.zeros(len(parts), length, dtype=torch.long) for _ in range(3))
    pool = torch.zeros(len(parts), width, length)
    there, headings, sentences = (
        torch.zeros(len(parts), width),
        torch.zeros(len(parts), width),
        torch.zeros(len(parts), width, dtype=torch.long),
    )
    for b, (part, example) in enumerate(zip(parts, batch)):
        w, n = part.pool.shape[1:]
        ids[b, :n], mask[b, :n], shapes[b, :n] = (torch.from_numpy(x[0]) for x in (part.ids, part.mask, part.shapes))
        pool[b, :w, :n] = torch.from_numpy(part.pool[0])
        there[b, :w] = 1
        headings[b, :w] = torch.from_numpy(example.headings.astype(np.float32))
        sentences[b, :w] = torch.tensor(example.window.sentences)
    return {"encoder": (ids, mask, shapes, pool), "there": there, "headings": headings, "sentences": sentences}


def train(config: dict, out: Path, only: str | None) -> None:
    torch.set_num_threads(config.get("threads", 2))
    random.seed(config["seed"])
    torch.manual_seed(config["seed"])
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer()
    network = Network(ENCODERS[config["encoder"]], config["dropout"])
    network.encoder.load_pretrained()
    before = None
    for phase in config["phases"]:
        done = out / f"phase-{phase['name']}.pt"
        if done.exists():
            before = done
            continue
        if only and phase["name"] != only:
            break
        if before:
            network.load_state_dict(torch.load(before)["network"])
        train_phase(network, phase, config, {name: load_corpus(name, tokenizer) for name in phase["mix"]}, out, done)
        before = done


def train_phase(network: Network, phase: dict, config: dict, corpora: dict[str, list[Text]], out: Path, done: Path) -> None:
    rng = random.Random(f"{config['seed']}-{phase['name']}")
    mix = phase["mix"]
    streams = {name: draw(corpora[name], QUESTIONS_PER_WINDOW[name], config["batch"], rng) for name in mix}
    if config["frozen_embeddings"]:
        network.encoder.pieces.weight.requires_grad_(False)
    if frozen := config.get("frozen_layers", 0):  # no gradient passes below them, so all that lies there rests as well
        below = [network.encoder.norm, network.encoder.positions, *network.encoder.layers[:frozen]]
        below += [network.encoder.shapes] if frozen > network.encoder.shape.capitals else []
        below += [network.encoder.relative] if network.encoder.shape.buckets else []
        for part in below:
            part.requires_grad_(False)
        network.encoder.kind.requires_grad_(False)
    encoder = [p for n, p in network.encoder.named_parameters() if p.requires_grad and not n.startswith(("words", "shapes"))]
    heads = [*network.questions.parameters(), *network.encoder.words.parameters(), *network.encoder.shapes.parameters()]
    heads = [p for p in heads if p.requires_grad]
    groups = [{"params": encoder, "lr": config["encoder_rate"]}, {"params": heads, "lr": config["head_rate"]}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    peaks = [group["lr"] for group in groups]
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    words = step = 0
    last = out / f"last-{phase['name']}.pt"
    if last.exists():  # the data stream starts over; what was learned stays
        state = torch.load(last)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        average, words, step = state["average"], state["words"], state["step"]
    started, saved, counted = time.time(), time.time(), words
    running: dict[str, float] = {}
    network.train()
    network.encoder.layers[:frozen].eval()  # no dropout where nothing learns
    while words < phase["words"]:
        name = rng.choices(list(mix), list(mix.values()))[0]
        batch = next(streams[name])
        progress = words / phase["words"]
        factor = min(progress / config["warmup"], (1 - progress) / (1 - config["warmup"])) if progress < 1 else 0.0
        for group, peak in zip(optimizer.param_groups, peaks):
            group["lr"] = peak * max(factor, 0.02)
        losses = loss_of(network, batch, config["masked"])
        loss = sum(TASK_WEIGHTS[task] * value for task, value in losses.items())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*encoder, *heads], 1.0)
        optimizer.step()
        step += 1
        words += sum(len(e.window.words) for e in batch)
        keep = min(config["average"], step / (step + 10))
        for key, value in network.state_dict().items():
            if value.dtype.is_floating_point and key != "encoder.pieces.weight":
                average[key].mul_(keep).add_(value.detach(), alpha=1 - keep)
        for task, value in losses.items():
            running[task] = 0.95 * running.get(task, value.item()) + 0.05 * value.item()
        if step % 20 == 0:
            speed = (words - counted) / (time.time() - started)
            print(
                f"{phase['name']} step {step} words {words:,} {speed:.0f}/s ",
                "  ".join(f"{t} {v:.3f}" for t, v in sorted(running.items())),
                flush=True,
            )
        if time.time() - saved > CHECKPOINT_SECONDS:
            saved = time.time()
            torch.save(
                {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "average": average, "words": words, "step": step},
                last,
            )
    torch.save({"network": network.state_dict(), "average": average}, done)
    last.unlink(missing_ok=True)
    print(f"{phase['name']}: {words:,} words in {time.time() - started:.0f} s -> {done}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", default="full")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--phase", help="stop before any other phase that is not done yet")
    options = parser.parse_args()
    config = tomllib.loads((Path(__file__).parent / "config" / f"{options.config}.toml").read_text())
    out = options.out or ROOT / "runs" / options.config
    print(json.dumps(config))
    train(config, out, options.phase)
