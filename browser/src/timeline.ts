// The timeline: when it is said to have happened, a lane for each actor, and when it was reported. What finds no room is counted, not dropped.

import { axisTop } from "d3-axis";
import { scaleUtc } from "d3-scale";
import { dataOf, fitted, noteIn, svgIn } from "./shared/drawing";

interface Moment {
  claim: string;
  first: string | null;
  last: string | null;
  reported: string | null;
  said: string;
  by: string;
  family: string;
  denied: boolean;
}
interface Lane {
  id: string | null;
  name: string;
  moments: Moment[];
}
interface Bar extends Moment {
  from: number;
  to: number;
  row: number;
}

const WIDTH = 1240;
const NAMES = 190;
const ROW = 15;
const ROWS = 7; // of bars in a lane; the rest is counted at its end
const DAY = 86_400_000;

const found = dataOf<Lane[]>("timeline");
if (found) draw(found.figure, found.data);

function draw(figure: HTMLElement, lanes: Lane[]): void {
  const days = lanes.flatMap((lane) => lane.moments.flatMap((each) => [each.first, each.last])).filter((day): day is string => day !== null).map(Date.parse);
  const [first, last] = spread(days);
  const x = scaleUtc().domain([first, last]).range([NAMES + 10, WIDTH - 60]);
  const packed = lanes.map((lane) => pack(lane, (day) => x(day)));
  const height = 46 + packed.reduce((sum, lane) => sum + lane.rows * ROW + 16, 0);
  const svg = svgIn(figure, WIDTH, height, `Timeline with ${lanes.length} lanes; the list below holds the same`);
  const note = noteIn(figure);
  const axis = svg.append("g").attr("class", "axis").attr("aria-hidden", "true").attr("transform", "translate(0,30)");
  (axis as any).call(axisTop(x).ticks(9).tickSize(-(height - 40)));

  let top = 40;
  for (const { lane, bars, rows, left } of packed) {
    const group = svg.append("g").attr("transform", `translate(0,${top})`);
    group.append("line").attr("class", "lane-line").attr("x1", 8).attr("x2", WIDTH - 8).attr("y1", -4).attr("y2", -4);
    const name = lane.id ? group.append("a").attr("href", `/actors/${lane.id}`) : group.append("g");
    name.append("text").attr("class", "lane-name").attr("x", 12).attr("y", 11).text(fitted(lane.name, NAMES - 10)).append("title").text(lane.name);
    for (const bar of bars) {
      const y = bar.row * ROW;
      const link = group
        .append("a")
        .attr("class", `family-${bar.family}`)
        .attr("href", `/claims/${bar.claim}`)
        .attr("aria-label", `${days_of(bar)}: ${bar.said}`);
      if (bar.reported) {
        const at = Math.min(Math.max(x(Date.parse(bar.reported)), NAMES + 10), WIDTH - 60);
        if (Date.parse(bar.reported) <= last) {
          link.append("line").attr("class", "delay").attr("x1", bar.to).attr("x2", at).attr("y1", y + 5).attr("y2", y + 5);
          link.append("line").attr("class", "report").attr("x1", at).attr("x2", at).attr("y1", y + 1).attr("y2", y + 9);
        }
      }
      link
        .append("rect")
        .attr("class", bar.denied ? "when denied" : "when")
        .attr("x", bar.from)
        .attr("y", y)
        .attr("width", Math.max(7, bar.to - bar.from))
        .attr("height", 10)
        .attr("rx", 3);
      link.on("pointerenter focus", () => note(`${days_of(bar)} · ${bar.by}: ${bar.said}`)).on("pointerleave blur", () => note(""));
    }
    if (left) group.append("text").attr("class", "more").attr("x", WIDTH - 52).attr("y", rows * ROW - 4).text(`+${left} more`);
    top += rows * ROW + 16;
  }
}

/** The days to show: all, unless a few lie far away from the rest and would press it together. */
function spread(days: number[]): [number, number] {
  const sorted = [...days].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Date.now();
  const [low, high] = [at(0.03), at(0.97)];
  const room = Math.max((high - low) * 0.08, 20 * DAY);
  return [Math.max(at(0), low - 4 * room) - room / 4, Math.min(at(1), high + 4 * room) + room];
}

/** Bars in the first row where they cover none; beyond `ROWS` rows they are only counted. */
function pack(lane: Lane, x: (day: number) => number): { lane: Lane; bars: Bar[]; rows: number; left: number } {
  const ends: number[] = [];
  const bars: Bar[] = [];
  let left = 0;
  for (const each of lane.moments) {
    const known = [each.first, each.last].map((day) => (day ? Date.parse(day) : null));
    const from = Math.max(NAMES + 10, x(known[0] ?? known[1]!));
    const to = Math.min(WIDTH - 60, x((known[1] ?? known[0]!) + DAY));
    if (to < NAMES + 10 || from > WIDTH - 60) {
      left += 1;
      continue;
    }
    let row = ends.findIndex((end) => end < from);
    if (row < 0) row = ends.length;
    if (row >= ROWS) {
      left += 1;
      continue;
    }
    ends[row] = Math.max(to, from + 7) + 3;
    bars.push({ ...each, from, to, row });
  }
  return { lane, bars, rows: Math.max(1, ends.length), left };
}

function days_of({ first, last }: Moment): string {
  if (first === last) return first ?? "";
  return `${first ?? "…"} to ${last ?? "…"}`;
}
