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

/** Hide each label that would cover one before it, or one of `things`; those that matter most come first. `scale` is that of the zoom. */
export function cull(labels: SVGTextElement[], scale = 1, things: Box[] = []): void {
  const kept: Box[] = [...things];
  for (const label of labels) {
    const x = Number(label.getAttribute("x"));
    const y = Number(label.getAttribute("y"));
    const size = 12 / scale;
    label.style.fontSize = `${size}px`;
    label.style.strokeWidth = `${3 / scale}px`;
    const width = (label.textContent ?? "").length * size * 0.56;
    const box = { x: label.getAttribute("text-anchor") === "middle" ? x - width / 2 : x, y: y - size, width, height: size * 1.25 };
    const covers = kept.some((o) => box.x < o.x + o.width && o.x < box.x + box.width && box.y < o.y + o.height && o.y < box.y + box.height);
    label.style.display = covers ? "none" : "";
    if (!covers) kept.push(box);
  }
}

/** Words that fit into `width` pixels at 12 px. */
export function fitted(words: string, width: number): string {
  const most = Math.max(4, Math.floor(width / 6.6));
  return words.length <= most ? words : `${words.slice(0, most - 1).trimEnd()}…`;
}
