"""The drawings of a brief, as SVG that needs nothing else: a network, a timeline, and who passes on what.

Text is set in a system font and cut to what fits; the same input gives the same drawing. Names come from documents and may be hostile, so
every one is escaped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from allegedly.claims.wording import one_line

WIDTH = 720  # of every drawing; A4 between the margins at 96 to the inch
INK, SOFT, LINE = "#1b1f24", "#57606a", "#8c959f"
LETTER = 6.1  # width of an average letter at 11 px, measured for DejaVu Sans and Helvetica
HALF = 17  # px, half the height of a box with two lines
ALONG = (0.42, 0.3, 0.55, 0.66, 0.2, 0.78)  # where on an arrow its number may stand
ROOM = 18  # px between the middles of two numbers, which are 16 wide
EARLY, CORNER = 5, 3  # a fifth of the marks may be left before the axis, when without them it is a third as long or less
SHOWN = 14  # actors of a network; more cannot be told apart on a page


@dataclass(frozen=True, slots=True)
class Arrow:
    """Somebody is said to do this to somebody."""

    source: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something is said to have happened within these days."""

    first: date
    last: date
    label: str


def cut(text: str, width: float) -> str:
    """`text` on one line, no wider than `width` at 11 px."""
    words, most = one_line(text), max(4, int(width / LETTER))
    return words if len(words) <= most else f"{words[: most - 1]}…"


def folded(text: str, width: float) -> list[str]:
    """`text` on at most two lines, none wider than `width` at 11 px."""
    words, most = one_line(text), max(4, int(width / LETTER))
    if len(words) <= most:
        return [words]
    first = words[: most + 1].rpartition(" ")[0] or words[:most]
    return [first, cut(words[len(first) :].strip(), width)]


def svg(height: float, body: Sequence[str], label: str) -> str:
    """A whole drawing; `label` is read to those who do not see it."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" role="img"'
    style = 'font-family="Helvetica, Arial, DejaVu Sans, sans-serif" font-size="11"'
    tip = f'<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="{LINE}"/></marker></defs>'
    return f'{head} aria-label="{escape(label)}" {style}>{tip}{"".join(body)}</svg>'


def text(x: float, y: float, words: str, *, anchor: str = "start", fill: str = INK) -> str:
    """A line of text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'


def bow(x: float, y1: float, y2: float, out: float, *, dashed: bool) -> str:
    """A line from one height to another that swings out to the right, with an arrow head."""
    extra = ' stroke-dasharray="4 3"' if dashed else ""
    way = f"M{x:.1f} {y1:.1f} C{x + out:.1f} {y1:.1f} {x + out:.1f} {y2:.1f} {x:.1f} {y2:.1f}"
    return f'<path d="{way}" fill="none" stroke="{LINE}"{extra} marker-end="url(#tip)"/>'


def line(x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False, tip: bool = True) -> str:
    """A straight line, with an arrow head."""
    extra = (' stroke-dasharray="4 3"' if dashed else "") + (' marker-end="url(#tip)"' if tip else "")
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{LINE}"{extra}/>'


def draw_network(arrows: Sequence[Arrow]) -> str:
    """Actors on an ellipse and numbered arrows between them, the first first, as far as there is room; what each says stands in the list below."""
    degree: dict[str, int] = {}
    pairs: dict[tuple[str, str], list[str]] = {}
    for arrow in arrows:
        if len(degree.keys() | {arrow.source, arrow.target}) > SHOWN:
            continue
        for name in (arrow.source, arrow.target):
            degree[name] = degree.get(name, 0) + 1
        labels = pairs.setdefault((arrow.source, arrow.target), [])
        if arrow.label not in labels:
            labels.append(arrow.label)
    names = sorted(degree, key=lambda name: (-degree[name], name))
    middle, across, down = WIDTH / 2, 170.0, 110.0 if len(names) < 9 else 150.0
    height = 2 * down + 70
    at = {
        name: (middle + across * math.sin(2 * math.pi * n / len(names)), height / 2 - down * math.cos(2 * math.pi * n / len(names)))
        for n, name in enumerate(names)
    }
    body = []
    numbered: list[tuple[float, float]] = []
    for number, (source, target) in enumerate(pairs, 1):
        (x1, y1), (x2, y2) = at[source], at[target]
        length = math.hypot(x2 - x1, y2 - y1) or 1
        back = (target, source) in pairs
        side = 5 if back else 0  # two arrows between the same two stand apart
        dx, dy = (x2 - x1) / length, (y2 - y1) / length
        x1, y1, x2, y2 = x1 + 8 * dx - side * dy, y1 + 8 * dy + side * dx, x2 - 9 * dx - side * dy, y2 - 9 * dy + side * dx
        body.append(line(x1, y1, x2, y2))
        x, y = apart([(x1 + t * (x2 - x1), y1 + t * (y2 - y1)) for t in ALONG], [*numbered, *at.values()])
        numbered.append((x, y))
        body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="#fff" stroke="{LINE}"/>')
        body.append(text(x, y + 4, str(number), anchor="middle", fill=SOFT))
    for name, (x, y) in at.items():
        body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{INK}"/>')
        right = x > middle + 1
        if abs(x - middle) <= 1:
            body.append(text(x, y - 10 if y < height / 2 else y + 18, cut(name, 260), anchor="middle"))
        else:
            lines = folded(name, WIDTH / 2 - across - 14)
            beside, anchor = (x + 10, "start") if right else (x - 10, "end")
            body += [text(beside, y + 4 + (n - (len(lines) - 1) / 2) * 13, each, anchor=anchor) for n, each in enumerate(lines)]
    for number, ((source, target), labels) in enumerate(pairs.items(), 1):
        words = f"{number}  {source} → {target}: {', '.join(labels)}"
        body.append(text(8, height + 16 * number, cut(words, WIDTH - 16), fill=SOFT))
    return svg(height + 16 * len(pairs) + 14, body, "Network of who is said to do what to whom")


def apart(places: Sequence[tuple[float, float]], taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The first of `places` with room for a number beside all that is taken, or the one with most."""

    def room(place: tuple[float, float]) -> float:
        return min((math.dist(place, other) for other in taken), default=math.inf)

    return next((place for place in places if room(place) >= ROOM), max(places, key=room))


def draw_timeline(marks: Sequence[Mark]) -> str:
    """A bar for each mark, one below the other, under an axis of years or months.

    The axis leaves out the time before most of what happened, when there is much of it: a mark from then has an arrow and its date.
    """
    first, last = beginning(marks), max(mark.last for mark in marks)
    span = max(1, (last - first).days)
    left, right, row = 8.0, WIDTH - 8.0, 30.0

    def x(day: date) -> float:
        return left + (right - left) * max(0, (day - first).days) / span

    body = [line(left, 22, right, 22, tip=False)]
    for day, label in ticks(first, last):
        body.append(line(x(day), 18, x(day), 28 + row * len(marks), tip=False).replace(LINE, "#e3e6e8"))
        body.append(text(min(x(day) + 3, right - 30), 14, label, fill=SOFT))
    for number, mark in enumerate(marks):
        y = 32 + row * number
        start, end = x(mark.first), max(x(mark.last), x(mark.first) + 4)
        label = mark.label if mark.first >= first else f"◂ {mark.first:%Y} {mark.label}"
        body.append(f'<rect x="{start:.1f}" y="{y:.1f}" width="{end - start:.1f}" height="6" rx="2" fill="{SOFT}"/>')
        late = start > WIDTH / 2
        room = end - left if late else right - start
        body.append(text(min(end, right) if late else start, y + 17, cut(label, room), anchor="end" if late else "start"))
    return svg(40 + row * len(marks), body, "Timeline of when things are said to have happened")


def beginning(marks: Sequence[Mark]) -> date:
    """Where the axis begins: with the first mark, or later when a few early ones would press all others into a corner."""
    days = sorted(mark.first for mark in marks)
    last = max(mark.last for mark in marks)
    later = days[len(days) // EARLY]
    return days[0] if (last - later).days * CORNER >= (last - days[0]).days else later


def ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Years, or months when there are few, from the first that begins within the time."""
    if (last - first).days > 900:
        step = max(1, (last.year - first.year) // 10)
        return [(date(year, 1, 1), str(year)) for year in range(first.year + 1, last.year + 1, step)]
    months = [(year, month) for year in range(first.year, last.year + 1) for month in range(1, 13)]
    found = [date(year, month, 1) for year, month in months if first <= date(year, month, 1) <= last]
    return [(day, f"{day:%Y-%m}") for day in found[:: max(1, len(found) // 10)]]


def draw_provenance(nodes: Mapping[str, tuple[int, str, bool]], edges: Sequence[tuple[str, str, bool]]) -> str:
    """Nodes (column, name, whether it denies) by column from left to right; edges (from, to, whether only suspected)."""
    columns: dict[int, list[str]] = {}
    for id, (column, _, _) in nodes.items():
        columns.setdefault(column, []).append(id)
    width = (WIDTH - 16) / max(1, len(columns))
    tallest = max(map(len, columns.values()), default=1)
    row = 46.0
    height = row * tallest + 34
    at = {
        id: (8 + width * n, 28 + row * place + row * (tallest - len(ids)) / 2)
        for n, (_, ids) in enumerate(sorted(columns.items()))
        for place, id in enumerate(ids)
    }
    box = width - 34
    body = []
    for source, target, suspected in edges:
        if source in at and target in at:
            (x1, y1), (x2, y2) = at[source], at[target]
            if x1 == x2:  # around what stands between them
                body.append(bow(x1 + box, y1, y2, min(30, 8 + abs(y2 - y1) / 6), dashed=suspected))
            elif x1 < x2:
                body.append(line(x1 + box, y1, x2, y2, dashed=suspected))
            else:
                body.append(line(x1, y1, x2 + box, y2, dashed=suspected))
    for id, (_, name, denies) in nodes.items():
        x, y = at[id]
        stroke = ' stroke-dasharray="2 2"' if denies else ""
        size = f'width="{box:.1f}" height="{2 * HALF}"'
        body.append(f'<rect x="{x:.1f}" y="{y - HALF:.1f}" {size} rx="3" fill="#f6f8fa" stroke="{SOFT}"{stroke}/>')
        words = folded(f"denies: {name}" if denies else name, box - 10)
        body += [text(x + 6, y + 4 + (number - (len(words) - 1) / 2) * 13, each) for number, each in enumerate(words)]
    body.append(text(8, height - 4, "solid: cites; dashed line: suspected copy; dashed box: denies", fill=SOFT))
    return svg(height, body, "Who passes on what is said")
