"""PolNeAR: source, cue and content of attributions in US political news (brat stand-off). Several people annotated some texts; the first file is taken."""

from __future__ import annotations

from pathlib import Path

from texts import Frame, Text


def load(folder: Path) -> list[Text]:
    texts = []
    annotations: dict[str, Path] = {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        annotations.setdefault(path.stem.rsplit("_", 1)[0], path)
    for path in sorted((folder / "text").glob("*.txt")):
        found = annotations.get(path.stem) or (folder / "attributions" / f"{path.stem}.ann")
        if found.exists():
            with path.open(encoding="utf-8", newline="") as file:
                texts.append(to_text(path.stem, file.read(), found.read_text(encoding="utf-8")))
    return texts


def to_text(name: str, text: str, annotation: str) -> Text:
    out = Text(name, text, "polnear", cues=[])
    spans: dict[str, list[tuple[int, int]]] = {}
    lines = annotation.split("\n")  # not splitlines: quoted words may hold \u2028
    for line in lines:
        if line.startswith("T") and line.count("\t") >= 2:
            key, body, _ = line.split("\t", 2)
            spans[key] = [tuple(map(int, part.split())) for part in body.split(" ", 1)[1].split(";")]  # type: ignore[misc]
    for line in lines:
        if not line.startswith("E"):
            continue
        parts: dict[str, list[tuple[int, int]]] = {}
        for item in line.split("\t")[1].split():
            label, key = item.split(":")
            parts.setdefault(label.rstrip("0123456789").lower(), []).extend(spans.get(key, []))
        content, source, cue = (merged(text, parts.get(k, [])) for k in ("content", "source", "cue"))
        if not content:
            continue
        chain = [("source", place) for place in source] + [("cue", place) for place in cue]
        out.voices.append((content, chain))
        out.cues += cue
        if cue:
            labels = [("source", p) for p in source] + [("content", p) for p in content]
            out.frames.append(Frame(cue[0], "cue", {"attribution": labels}))
    return out


def merged(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, joined across white space: brat cuts at every line end."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if out and not text[out[-1][1] : start].strip():
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
