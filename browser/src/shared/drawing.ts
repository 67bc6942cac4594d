// What all drawings share: their data from the page, an SVG that can be zoomed, and labels that never cover each other.

import { select, type Selection } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";

const LEAST = 420; // a window of 360 pixels shows it at nearly full size

export type Svg = Selection<SVGSVGElement, unknown, null, undefined>;
export type Layer = Selection<SVGGElement, unknown, null, undefined>;

/** The value that the page carries for the figure with this id, and the figure, shown; null when the page has none. */
export function dataOf<T>(id: string): { figure: HTMLElement; data: T } | null {
  const figure = document.getElementById(id);
  const data = figure && document.getElementById(figure.dataset["from"] ?? "");
  if (!figure || !data) return null;
  figure.hidden = false;
  for (const table of document.querySelectorAll<HTMLDetailsElement>(".as-table")) table.open = false;
  return { figure, data: JSON.parse(data.textContent ?? "null") as T };
}

/** How wide to draw: as wide as there is room for, so that words keep their size, within bounds that a drawing can bear. */
export function roomIn(figure: HTMLElement, most: number): number {
  return Math.min(most, Math.max(LEAST, Math.round(figure.clientWidth)));
}

/** An SVG of this size in the figure, with a title for those who cannot see it. */
export function svgIn(figure: HTMLElement, width: number, height: number, title: string): Svg {
  const svg = select(figure).append("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "group").attr("aria-label", title);
  return svg as unknown as Svg;
}

/** Let the reader zoom and move `layer`; the wheel scrolls the page unless Ctrl is held. `moved` is told the scale. */
export function zoomable(figure: HTMLElement, svg: Svg, layer: Layer, moved: (scale: number) => void = () => {}): void {
  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([0.5, 12])
    .filter((event: Event) => event.type !== "wheel" || (event as WheelEvent).ctrlKey)
    .on("zoom", (event: { transform: { k: number; toString(): string } }) => {
      layer.attr("transform", event.transform.toString());
      moved(event.transform.k);
    });
  svg.call(behaviour);
  const buttons = select(figure).append("div").attr("class", "zoom");
  for (const [words, label, act] of [
    ["+", "Closer", () => svg.call(behaviour.scaleBy, 1.5)],
    ["−", "Farther", () => svg.call(behaviour.scaleBy, 1 / 1.5)],
    ["⤢", "All of it", () => svg.call(behaviour.transform, zoomIdentity)],
  ] as const) {
    buttons.append("button").attr("type", "button").attr("aria-label", label).text(words).on("click", act);
  }
}

/** A line below the drawing that says what the pointer or the focus is on. */
export function noteIn(figure: HTMLElement): (words: string) => void {
  const line = select(figure).append("div").attr("class", "note-line").attr("role", "status").attr("hidden", "");
  return (words) => {
    line.attr("hidden", words ? null : "").text(words);
  };
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const [CAPITAL, SMALL] = [0.7, 0.56]; // of the size of letters, how wide one is at most in the usual sans serif

/** Where a label may stand: its baseline, and which end of it `x` is. */
export interface Place {
  x: number;
  y: number;
  anchor: "start" | "middle" | "end";
}

/**
 * Let each label stand at the first of its places where it covers none before it and none of `things`, or hide it; those that matter most come
 * first, and the first `above` of them rather cover a thing than be hidden. `scale` is that of the zoom, `places` is told the number of a label
 * and the size of its letters.
 */
export function cull(labels: SVGTextElement[], scale: number, places: (label: number, size: number) => Place[], things: Box[] = [], above = 0): void {
  const kept: Box[] = [];
  const size = 12 / scale;
  labels.forEach((label, number) => {
    label.style.fontSize = `${size}px`;
    label.style.strokeWidth = `${3 / scale}px`;
    const width = size * [...(label.textContent ?? "")].reduce((sum, letter) => sum + (/\p{Lu}/u.test(letter) ? CAPITAL : SMALL), 0);
    const boxes = places(number, size).map((place) => ({ place, box: boxOf(place, width, size) }));
    const clear = boxes.filter(({ box }) => !kept.some((other) => covers(box, other)));
    const free = clear.find(({ box }) => !things.some((other) => covers(box, other))) ?? (number < above ? clear[0] : undefined);
    label.style.display = free ? "" : "none";
    if (!free) return;
    kept.push(free.box);
    label.setAttribute("x", String(free.place.x));
    label.setAttribute("y", String(free.place.y));
    label.setAttribute("text-anchor", free.place.anchor);
  });
}

function boxOf({ x, y, anchor }: Place, width: number, size: number): Box {
  return { x: x - { start: 0, middle: width / 2, end: width }[anchor], y: y - size, width, height: size * 1.25 };
}

function covers(one: Box, other: Box): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
}

/** Words that fit into `width` pixels at 12 px. */
export function fitted(words: string, width: number): string {
  const most = Math.max(4, Math.floor(width / 6.6));
  return words.length <= most ? words : `${words.slice(0, most - 1).trimEnd()}…`;
}
