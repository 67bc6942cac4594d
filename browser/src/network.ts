// The network: who is said to do what to whom. A node leads to the actor, an edge to its claims.

import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";
import { cull, dataOf, fitted, noteIn, roomIn, svgIn, zoomable, type Layer, type Place } from "./shared/drawing";

interface End {
  id: string;
  name: string;
  kind: string;
}
interface Relation {
  left: End;
  right: End;
  names: string[];
  claims: number;
  documents: number;
  origins: [number, number] | null;
  instead_of: string | null;
}
interface Node extends SimulationNodeDatum, End {
  weight: number;
  radius: number;
}
interface Edge {
  source: Node;
  target: Node;
  relation: Relation;
  address: string;
}

const MOST = 1200;
const FAR = 10_000; // pixels beyond any drawing
const NAMED = 24; // of those with most claims have their names in the drawing even where it is crowded
const STRETCH = 1.5; // how much farther one way than the other; more distorts what is near what
const SMALLEST = 0.6; // of the size of a node, so that it can still be hit
const TICKS = 260; // until a network of 300 relations has come to rest

const families: Record<string, string> = {};
for (const each of document.querySelectorAll<HTMLElement>(".rel")) {
  families[each.textContent ?? ""] = [...each.classList].find((name) => name.startsWith("family-")) ?? "family-other";
}

const found = dataOf<[Relation, string][]>("network");
if (found) draw(found.figure, found.data);

function draw(figure: HTMLElement, relations: [Relation, string][]): void {
  const nodes = new Map<string, Node>();
  for (const [{ left, right, documents }] of relations) {
    for (const end of [left, right]) {
      const node = nodes.get(end.id) ?? { ...end, weight: 0, radius: 0 };
      node.weight += documents;
      node.radius = 5 + Math.min(11, 2.2 * Math.sqrt(node.weight));
      nodes.set(end.id, node);
    }
  }
  const edges: Edge[] = relations.map(([relation, address]) => ({
    source: nodes.get(relation.left.id)!,
    target: nodes.get(relation.right.id)!,
    relation,
    address,
  }));
  const all = [...nodes.values()].sort((a, b) => b.weight - a.weight);
  const width = roomIn(figure, MOST);
  const height = Math.round(width < 700 ? width * 1.3 : 760); // upright in a narrow window
  settle(all, edges, width, height);

  const svg = svgIn(figure, width, height, `Network of ${all.length} actors and ${edges.length} relations; the table below holds the same`);
  const layer = svg.append("g") as unknown as Layer;
  const note = noteIn(figure);

  const lines = layer.append("g").selectAll("a").data(edges).join("a").attr("href", (edge) => edge.address).attr("aria-label", (edge) => inWords(edge.relation));
  lines
    .append("path")
    .attr("class", (edge) => `edge ${familyOf(edge.relation)}${edge.relation.instead_of ? " supposed" : ""}`)
    .attr("d", curve)
    .attr("stroke-width", (edge) => Math.min(6, 1 + Math.log2(edge.relation.claims)));
  lines.append("path").attr("class", (edge) => `arrow ${familyOf(edge.relation)}`).attr("d", arrow);
  lines.append("path").attr("class", "edge-hit").attr("d", curve);
  lines.on("pointerenter focus", (_, edge) => note(inWords(edge.relation))).on("pointerleave blur", () => note(""));

  const points = layer.append("g").selectAll("a").data(all).join("a").attr("href", (node) => `/actors/${node.id}`).attr("aria-label", (node) => `${node.name}, ${node.kind}`);
  points
    .append("circle")
    .attr("class", "node")
    .attr("cx", (node) => node.x!)
    .attr("cy", (node) => node.y!)
    .attr("r", (node) => node.radius);
  const labels = layer
    .append("g")
    .attr("aria-hidden", "true")
    .selectAll("text")
    .data(all)
    .join("text")
    .attr("class", "label")
    .text((node) => fitted(node.name, 190));
  const show = (node: Node): void => {
    const near = new Set(edges.flatMap((edge) => (edge.source === node || edge.target === node ? [edge.source, edge.target] : [])));
    points.classed("faded", (other) => !near.has(other) && other !== node);
    lines.classed("faded", (edge) => edge.source !== node && edge.target !== node);
    note(`${node.name}: ${node.kind}, ${edges.filter((edge) => edge.source === node || edge.target === node).length} relations drawn`);
  };
  const rest = (): void => {
    points.classed("faded", false);
    lines.classed("faded", false);
    note("");
  };
  points.on("pointerenter focus", (_, node) => show(node)).on("pointerleave blur", rest);
  const walls = [-FAR, width].map((x) => ({ x, y: -FAR, width: FAR, height: 2 * FAR })); // which cut a name
  const circles = all.map(({ x, y, radius }) => ({ x: x! - radius, y: y! - radius, width: 2 * radius, height: 2 * radius }));
  const places = (label: number, size: number): Place[] => around(all[label]!, size);
  const untangle = (scale: number): void => cull(labels.nodes() as SVGTextElement[], scale, places, [...walls, ...circles], NAMED);
  zoomable(figure, svg, layer, untangle);
  untangle(1);
}

/** Where the name of a node may stand. */
function around({ x, y, radius }: Node, size: number): Place[] {
  return [
    { x: x!, y: y! + radius + size, anchor: "middle" },
    { x: x!, y: y! - radius - size * 0.4, anchor: "middle" },
    { x: x! + radius + size * 0.3, y: y! + size * 0.35, anchor: "start" },
    { x: x! - radius - size * 0.3, y: y! + size * 0.35, anchor: "end" },
  ];
}

/** Give every node its place, once: nothing moves afterwards. */
function settle(nodes: Node[], edges: Edge[], width: number, height: number): void {
  const simulation = forceSimulation(nodes)
    .force("link", forceLink<Node, Edge>(edges).distance(95).strength(0.35))
    .force("apart", forceManyBody().strength(-260).distanceMax(420))
    .force("x", forceX(width / 2).strength(0.045))
    .force("y", forceY(height / 2).strength(0.08))
    .force("middle", forceCenter(width / 2, height / 2))
    .force("room", forceCollide<Node>((node) => node.radius + 14))
    .stop();
  simulation.tick(TICKS);
  fit(nodes, width, height);
}

/** Stretch the layout to fill the drawing, keeping room for labels at its rim; where it shrinks, so do the nodes. */
function fit(nodes: Node[], width: number, height: number): void {
  const xs = nodes.map((node) => node.x!);
  const ys = nodes.map((node) => node.y!);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const room = { x: width - Math.min(200, width / 4), y: height - 110 };
  const fits = { x: room.x / Math.max(1, right - left), y: room.y / Math.max(1, bottom - top) };
  const even = Math.min(fits.x, fits.y, 2.2);
  const scale = { x: Math.min(fits.x, even * STRETCH), y: Math.min(fits.y, even * STRETCH) };
  for (const node of nodes) {
    node.x = width / 2 + (node.x! - (left + right) / 2) * scale.x;
    node.y = height / 2 - 10 + (node.y! - (top + bottom) / 2) * scale.y;
    node.radius *= Math.min(1, Math.max(SMALLEST, even));
  }
}

/** A slight bend, so that what is said both ways is two lines. */
function curve({ source, target }: Edge): string {
  const { x1, y1, x2, y2, cx, cy } = bend(source, target);
  return `M${x1},${y1}Q${cx},${cy} ${x2},${y2}`;
}

function bend(source: Node, target: Node): { x1: number; y1: number; x2: number; y2: number; cx: number; cy: number } {
  const [x1, y1, x2, y2] = [source.x!, source.y!, target.x!, target.y!];
  return { x1, y1, x2, y2, cx: (x1 + x2) / 2 + (y2 - y1) * 0.12, cy: (y1 + y2) / 2 - (x2 - x1) * 0.12 };
}

function arrow({ source, target }: Edge): string {
  const { x2, y2, cx, cy } = bend(source, target);
  const length = Math.hypot(x2 - cx, y2 - cy) || 1;
  const [ux, uy] = [(x2 - cx) / length, (y2 - cy) / length];
  const [tipX, tipY] = [x2 - ux * (target.radius + 2), y2 - uy * (target.radius + 2)];
  const [backX, backY] = [tipX - ux * 8, tipY - uy * 8];
  return `M${tipX},${tipY}L${backX - uy * 4},${backY + ux * 4}L${backX + uy * 4},${backY - ux * 4}Z`;
}

function familyOf(relation: Relation): string {
  return families[relation.names[0] ?? ""] ?? "family-other";
}

function inWords({ left, right, names, claims, documents, origins, instead_of }: Relation): string {
  const said = `${claims} claim${claims === 1 ? "" : "s"} in ${documents} document${documents === 1 ? "" : "s"}`;
  const apart = origins ? `, ${origins[0] === origins[1] ? origins[0] : origins.join(" to ")} independent` : "";
  const supposed = instead_of ? `; at face value ${instead_of} did it` : "";
  return `${left.name} – ${names.join(", ")} → ${right.name}: ${said}${apart}${supposed}`;
}
