"""What each corpus adds, what more of our own annotation buys, and what reading a new outlet costs.

    .venv-train/bin/python training/study.py [--show]

Trains one short run (config/study.toml, about five minutes on a core) for every variant below that training/study.json lacks, scores it by
../shared/tools/score_claims.py, writes its figures there and prints the three tables; `--show` only prints. All runs see as many words: what a
corpus left out had is given to the others. The threshold of each is the one best on the tenth of our corpus that nobody trains on.

- ablation: without one corpus, scored on dev and dev-hard. A second seed of the whole mix shows what chance does.
- curve: with a quarter and a half of our own texts (claims, wikinews and corpus alike).
- outlets: claims/train in two halves, each run trained on one and scored on the other; once no outlet is in both halves, once every outlet is.
  The difference is what an outlet that was never seen costs.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from texts import Text  # first: puts src on the path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "evaluation"))

import gate  # noqa: E402

from allegedly.base.document import Document  # noqa: E402
from allegedly.claims.trained import TrainedReader  # noqa: E402
from calibrate import LOWEST, best_threshold, candidates  # noqa: E402
from model import ENCODERS, Network  # noqa: E402
from prepare import claims  # noqa: E402
from pretrained import load_tokenizer  # noqa: E402
from to_onnx import write  # noqa: E402
from train import DATA, ROOT, is_validation, load_corpus, train_phase  # noqa: E402

RESULTS = ROOT / "training" / "study.json"
OWN = ("claims", "wikinews", "corpus")
PUBLIC = ("polnear", "srl_ewt", "coref", "entities")
NAMES = ("trigger", "argument", "claim", "chain", "innermost")


@dataclass(frozen=True)
class Variant:
    """One run: corpora left out, share of our own texts, half of claims/train left out, seed."""

    name: str
    table: str
    without: tuple[str, ...] = ()
    share: float = 1.0
    half: str = ""  # "outlets 0", "outlets 1", "random 0", "random 1"
    seed: int = 7


VARIANTS = [
    Variant("all", "ablation"),
    Variant("all, another seed", "ablation", seed=8),
    Variant("outlets 0", "outlets", half="outlets 0"),
    Variant("random 0", "outlets", half="random 0"),
    Variant("outlets 1", "outlets", half="outlets 1"),
    Variant("random 1", "outlets", half="random 1"),
    Variant("without any public set", "ablation", without=PUBLIC),
    Variant("a quarter of our own", "curve", share=0.25),
    Variant("half of our own", "curve", share=0.5),
    Variant("without polnear", "ablation", without=("polnear",)),
    Variant("without srl_ewt", "ablation", without=("srl_ewt",)),
    Variant("without coref", "ablation", without=("coref",)),
    Variant("without entities", "ablation", without=("entities",)),
    Variant("without wikinews", "ablation", without=("wikinews",)),
    Variant("without corpus", "ablation", without=("corpus",)),
    Variant("without claims", "ablation", without=("claims",)),
]


def outlet(text: Text) -> str:
    """The publisher on the second line of a text of claims/train, without its date."""
    return text.text.splitlines()[1].split(",")[0].strip()


def left_out(half: str, texts: list[Text]) -> set[str]:
    """Names of the texts of claims/train that a run does not see: half of them, by outlet or drawn within each outlet."""
    if not half:
        return set()
    kind, number = half.split()
    by_outlet: dict[str, list[str]] = {}
    for text in texts:
        by_outlet.setdefault(outlet(text), []).append(text.name)
    halves: tuple[set[str], set[str]] = (set(), set())
    rng = random.Random(7)
    for names in sorted(by_outlet.values(), key=lambda names: (-len(names), names)):
        if kind == "outlets":
            min(halves, key=len).update(names)
        else:
            rng.shuffle(names)
            for name in names:
                min(halves, key=len).add(name)
    return halves[int(number)]


def some(texts: list[Text], share: float) -> list[Text]:
    """A share of the texts, the same whatever else changes."""
    if share == 1:
        return texts
    drawn = random.Random(7).sample(texts, max(1, round(share * len(texts))))
    return sorted(drawn, key=lambda text: text.name)


def fit(variant: Variant, config: dict[str, Any], corpora: dict[str, list[Text]], out: Path) -> TrainedReader:
    """The reader of one run, written to `out`."""
    torch.set_num_threads(config["threads"])
    torch.manual_seed(variant.seed)
    random.seed(variant.seed)
    network = Network(ENCODERS[config["encoder"]], config["dropout"])
    network.encoder.load_pretrained()
    hidden = left_out(variant.half, corpora["claims"])
    mine = {name: texts for name, texts in corpora.items() if name not in variant.without}
    mine = {name: some(texts, variant.share) if name in OWN else texts for name, texts in mine.items()}
    mine["claims"] = [text for text in mine.get("claims", []) if text.name not in hidden]
    phase = dict(config["phases"][0])
    kept = {name: share for name, share in phase["mix"].items() if name not in variant.without}
    phase["mix"] = {name: share / sum(kept.values()) for name, share in kept.items()}
    train_phase(network, phase, config | {"seed": variant.seed}, mine, out, out / "phase-study.pt")
    network.load_state_dict(torch.load(out / "phase-study.pt")["average"])
    network.eval()
    write(network, out)
    return TrainedReader(out)


def scored(reader: TrainedReader, gold: Path) -> dict[str, float]:
    """The scorer's figures on a folder of texts with their claims."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "read.jsonl"
        with out.open("w", encoding="utf-8") as file:
            for text in claims.load(gold):
                document = Document(name=text.name, text=text.text, place="-", media_type="text/plain", digest="")
                file.writelines(json.dumps(claim.to_dict(), ensure_ascii=False) + "\n" for claim in reader.read(document))
        found = gate.measure(gold, out)
    return {name: found[name] for name in NAMES}


def measure(variant: Variant, config: dict[str, Any], corpora: dict[str, list[Text]], validation: list[Text]) -> dict[str, Any]:
    """Trains, chooses the threshold, and scores."""
    with tempfile.TemporaryDirectory() as folder:
        reader = fit(variant, config, corpora, Path(folder))
        reader.threshold, reader.calibration = LOWEST, (1.0, 0.0)
        reader.threshold = best_threshold(candidates(reader, validation))
        row: dict[str, Any] = {"words": config["phases"][0]["words"], "threshold": round(reader.threshold, 2)}
        if not variant.half:
            return row | {split: scored(reader, DATA / "claims" / split) for split in ("dev", "dev-hard")}
        gold = Path(folder) / "left-out"
        gold.mkdir()
        for name in left_out(variant.half, corpora["claims"]):
            for ending in (".txt", ".claims.jsonl"):
                shutil.copy(DATA / "claims" / "train" / f"{name}{ending}", gold)
        return row | {"left out": scored(reader, gold)}


def show(results: dict[str, Any]) -> None:
    """The three tables."""
    header = "".join(f"{name:>10}" for name in NAMES)
    titles = {"ablation": "What each corpus adds", "curve": "More of our own annotation", "outlets": "Half of claims/train, never seen"}
    for table, title in titles.items():
        splits = ("left out",) if table == "outlets" else ("dev", "dev-hard")
        for split in splits:
            print(f"\n{title}, {split}\n{'':<26}{header}")
            for variant in VARIANTS:
                if variant.name in results and (variant.table == table or (table == "curve" and variant.name == "all")):
                    print(f"{variant.name:<26}{cells(results[variant.name][split][name] for name in NAMES)}")
            if table == "outlets":
                for kind, words in (("outlets", "outlets never seen, mean"), ("random", "outlets seen, mean")):
                    rows = [results[f"{kind} {n}"][split] for n in (0, 1) if f"{kind} {n}" in results]
                    if len(rows) == 2:
                        print(f"{words:<26}{cells(sum(row[name] for row in rows) / 2 for name in NAMES)}")


def cells(values: Iterable[float]) -> str:
    return "".join(f"{value:>10.3f}" for value in values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print what is there and train nothing")
    options = parser.parse_args()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    if not options.show:
        config = tomllib.loads((Path(__file__).parent / "config" / "study.toml").read_text())
        tokenizer = load_tokenizer()
        corpora = {name: load_corpus(name, tokenizer) for name in config["phases"][0]["mix"]}
        validation = [text for text in claims.load_corpus(ROOT / "training" / "corpus") if is_validation(text)]
        for variant in VARIANTS:
            if variant.name not in results:
                results[variant.name] = measure(variant, config, corpora, validation)
                RESULTS.write_text(json.dumps(results, indent=1) + "\n")
                print(variant.name, json.dumps(results[variant.name]), flush=True)
    show(results)


if __name__ == "__main__":
    main()
