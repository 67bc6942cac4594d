// The timeline: when it is said to have happened, a lane for each actor, and when it was reported. What finds no room is counted, not dropped.

import { axisTop } from "d3-axis";
import { scaleUtc } from "d3-scale";
import { dataOf, fitted, noteIn, roomIn, svgIn, type Layer } from "./shared/drawing";

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
  report: number | null; // where its report stands; beyond the last day shown when that is past the right end
  row: number;
}
interface Frame {
  x: (day: number) => number;
  left: number;
  right: number;
}

const MOST = 1240;
const ROW = 15;
const ROWS = 9; // of bars in a lane; the rest is counted at its end
const BAR = 7; // pixels at least
const DAY = 86_400_000;

const found = dataOf<Lane[]>("timeline");
if (found) draw(found.figure, found.data);

function draw(figure: HTMLElement, lanes: Lane[]): void {
  const width = roomIn(figure, MOST);
  const names = width < 700 ? 92 : 196;
  const days = lanes.flatMap((lane) => lane.moments.flatMap((each) => [each.first, each.last])).filter((day): day is string => day !== null).map(Date.parse);
  const frame = { left: names + 8, right: width - 66 }; // the rest is for “+n more”
  const x = scaleUtc().domain(spread(days)).range([frame.left, frame.right]);
  const packed = lanes.map((lane) => pack(lane, { x: (day) => x(day), ...frame }));
  const height = 46 + packed.reduce((sum, lane) => sum + lane.rows * ROW + 16, 0);
  const svg = svgIn(figure, width, height, `Timeline with ${lanes.length} lanes; the list below holds the same`);
  const note = noteIn(figure);
  const axis = svg.append("g").attr("class", "axis").attr("aria-hidden", "true").attr("transform", "translate(0,30)");
  (axis as any).call(axisTop(x).ticks(Math.round((frame.right - frame.left) / 100)).tickSize(-(height - 40)));

  let top = 40;
  packed.forEach(({ lane, bars, rows, left, where }, number) => {
    const group = svg.append("g").attr("transform", `translate(0,${top})`);
    group.append("line").attr("class", "lane-line").attr("x1", 8).attr("x2", width - 8).attr("y1", -4).attr("y2", -4);
    const name = lane.id ? group.append("a").attr("href", `/actors/${lane.id}`) : group.append("g");
    name.append("text").attr("class", "lane-name").attr("x", 8).attr("y", 11).text(fitted(lane.name, names - 20)).append("title").text(lane.name);
    for (const bar of bars) {
      const y = bar.row * ROW;
      const link = group
        .append("a")
        .attr("class", `family-${bar.family}`)
        .attr("href", `/claims/${bar.claim}`)
        .attr("aria-label", `${days_of(bar)}: ${bar.said}`);
      if (bar.report !== null) {
        const at = Math.min(Math.max(bar.report, frame.left), frame.right);
        link.append("line").attr("class", "delay").attr("x1", at < bar.from ? bar.from : bar.to).attr("x2", at).attr("y1", y + 5).attr("y2", y + 5);
        if (at === bar.report) link.append("line").attr("class", "report").attr("x1", at).attr("x2", at).attr("y1", y + 1).attr("y2", y + 9);
      }
      link
        .append("rect")
        .attr("class", bar.denied ? "when denied" : "when")
        .attr("x", bar.from)
        .attr("y", y)
        .attr("width", Math.max(BAR, bar.to - bar.from))
        .attr("height", 10)
        .attr("rx", 3);
      const reported = bar.reported ? `, reported ${bar.reported}` : "";
      link.on("pointerenter focus", () => note(`${days_of(bar)}${reported} · ${bar.by}: ${bar.said}`)).on("pointerleave blur", () => note(""));
    }
    if (left) more(group as unknown as Layer, number, `+${left} ${where}`, width, rows);
    top += rows * ROW + 16;
  });
}

/** How many of a lane found no room, and the way to them. */
function more(group: Layer, lane: number, words: string, width: number, rows: number): void {
  const link = group.append("a").attr("href", `#lane-${lane + 1}`).attr("aria-label", `${words}, in the list below`);
  link.append("text").attr("class", "more").attr("text-anchor", "end").attr("x", width - 8).attr("y", rows * ROW - 4).text(words);
  link.on("click", () => {
    document.querySelector<HTMLDetailsElement>(".as-table")!.open = true;
  });
}

/** The days to show: all, unless a few lie far away from the rest and would press it together. */
function spread(days: number[]): [number, number] {
  const sorted = [...days].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Date.now();
  const [low, high] = [at(0.03), at(0.97)];
  const room = Math.max((high - low) * 0.08, 20 * DAY);
  const first = at(0) < low - 4 * room ? low : at(0);
  const last = at(1) > high + 4 * room ? high : at(1);
  return [first - room / 4, last + room];
}

/** Bars in the first row where they and the way to their report cover nothing; what has no room is only counted: `where` says on which side it is. */
function pack(lane: Lane, { x, left, right }: Frame): { lane: Lane; bars: Bar[]; rows: number; left: number; where: string } {
  const ends: number[] = [];
  const bars: Bar[] = [];
  const over = { earlier: 0, later: 0, more: 0 };
  for (const each of lane.moments) {
    const known = [each.first, each.last].map((day) => (day ? Date.parse(day) : null));
    const from = Math.max(left, x(known[0] ?? known[1]!));
    const to = Math.min(right, x((known[1] ?? known[0]!) + DAY));
    const report = each.reported ? x(Date.parse(each.reported)) : null;
    const begin = Math.min(from, Math.max(report ?? from, left));
    const end = Math.max(to, from + BAR, Math.min(report ?? to, right));
    let row = ends.findIndex((other) => other < begin);
    if (row < 0) row = ends.length;
    const side = to < left ? "earlier" : from > right ? "later" : row >= ROWS ? "more" : null;
    if (side) {
      over[side] += 1;
      continue;
    }
    ends[row] = end + 3;
    bars.push({ ...each, from, to, report, row });
  }
  const sides = (["earlier", "later", "more"] as const).filter((side) => over[side]);
  const total = over.earlier + over.later + over.more;
  return { lane, bars, rows: Math.max(1, ends.length), left: total, where: sides.length === 1 ? sides[0]! : "more" };
}

function days_of({ first, last }: Moment): string {
  if (first === last) return first ?? "";
  return `${first ?? "…"} to ${last ?? "…"}`;
}
