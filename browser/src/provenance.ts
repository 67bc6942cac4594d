// Who had it from whom: origins at the bottom, the documents we hold at the top, suspected copies dashed.

import dagre from "@dagrejs/dagre";
import { dataOf, fitted, noteIn, svgIn, zoomable, type Layer } from "./shared/drawing";

interface Node {
  id: string;
  name: string;
  when: string | null;
  document: string | null;
  claim: string | null;
  named: boolean;
  own: boolean;
  denies: boolean;
  failure: boolean;
  off: boolean;
  switch: string;
}
interface Edge {
  earlier: string;
  later: string;
  probability: number | null;
  reason: string;
}

const BOX = { width: 176, height: 44 };
const MARGIN = 24;
const NOTE = 40; // below the drawing, for what the pointer is on

const found = dataOf<{ nodes: Node[]; edges: Edge[] }>("provenance");
if (found) {
  for (const ledger of document.querySelectorAll<HTMLDetailsElement>(".ledger")) ledger.open = true;
  if (found.data.nodes.length > 1) draw(found.figure, found.data.nodes, found.data.edges);
  else found.figure.hidden = true;
}

function draw(figure: HTMLElement, nodes: Node[], edges: Edge[]): void {
  // Bottom to top: whoever has it from somebody stands above.
  const graph = new dagre.graphlib.Graph({ multigraph: true }).setGraph({ rankdir: "BT", nodesep: 26, ranksep: 54, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { ...BOX });
  edges.forEach((edge, number) => graph.setEdge(edge.earlier, edge.later, {}, `${number}`));
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const svg = svgIn(figure, width, height + NOTE, `Provenance: ${nodes.length} voices and reports, ${edges.length} ways it passed on; the ledger below holds the same`);
  svg.style("min-width", `${Math.round(0.8 * width)}px`).style("max-width", `${Math.round(width)}px`).style("margin", "0 auto"); // as large as words are elsewhere, however few boxes there are
  const layer = svg.append("g") as unknown as Layer;
  const note = noteIn(figure);

  edges.forEach((edge, number) => {
    const { points } = graph.edge({ v: edge.earlier, w: edge.later, name: `${number}` });
    const path = points.map((point, at) => `${at ? "L" : "M"}${point.x},${point.y}`).join("");
    const suspected = edge.probability !== null;
    const link = linkTo(layer, suspected ? `#copy-${edge.earlier}-${edge.later}` : null);
    link.append("path").attr("class", suspected ? "edge copy" : "edge").attr("d", path).attr("stroke-width", 1.6);
    link.append("path").attr("class", "edge-hit").attr("d", path);
    const last = points[points.length - 1]!;
    const before = points[points.length - 2] ?? last;
    link.append("path").attr("class", "arrow").attr("d", arrow(before, last));
    const words = suspected ? `may be a copy, ${edge.probability!.toFixed(2)}: ${edge.reason}` : `${nameOf(nodes, edge.later)} has it from ${nameOf(nodes, edge.earlier)}`;
    link.on("pointerenter focus", () => note(words)).on("pointerleave blur", () => note(""));
  });

  for (const node of nodes) {
    const { x, y } = graph.node(node.id);
    const address = node.claim ? `/claims/${node.claim}` : node.document ? `/documents/${node.document}` : null;
    const link = linkTo(layer, address);
    const classes = ["said-by", node.document ? "document" : "", node.named ? "" : "unnamed", node.denies ? "denies" : "", node.failure ? "failure" : "", node.off ? "off" : ""];
    const words = `${node.name}${node.when ? `, ${node.when}` : ""}: ${[
      node.denies ? "denies it" : "says so",
      node.own ? "from own access" : "",
      node.named ? "" : "left unnamed",
      node.failure ? "point of failure: all support passes through here" : "",
      node.off ? "left out" : "",
    ]
      .filter(Boolean)
      .join(", ")}`;
    link.attr("aria-label", words);
    link
      .append("rect")
      .attr("class", classes.filter(Boolean).join(" "))
      .attr("x", x - BOX.width / 2)
      .attr("y", y - BOX.height / 2)
      .attr("width", BOX.width)
      .attr("height", BOX.height);
    link.append("text").attr("class", "lane-name").attr("text-anchor", "middle").attr("x", x - 6).attr("y", y - 2).text(fitted(node.name, BOX.width - 40));
    link
      .append("text")
      .attr("class", "more")
      .attr("text-anchor", "middle")
      .attr("x", x)
      .attr("y", y + 14)
      .text(node.off ? "left out" : [node.denies ? "denies" : "", node.own ? "own access" : "", node.named ? "" : "unnamed", node.failure ? "all rests on it" : ""].filter(Boolean).join(" · ") || (node.when ?? ""));
    link.on("pointerenter focus", () => note(words)).on("pointerleave blur", () => note(""));
    addSwitch(layer, node, x + BOX.width / 2 - 11, y - BOX.height / 2 + 11, note);
  }
  zoomable(figure, svg, layer);
}

/** What leaves a source out, or puts it back. */
function addSwitch(layer: Layer, node: Node, x: number, y: number, note: (words: string) => void): void {
  const words = node.off ? `Put ${node.name} back` : `Without ${node.name}: as if it had said nothing`;
  const link = linkTo(layer, node.switch).attr("class", "switch").attr("aria-label", words);
  link.append("circle").attr("cx", x).attr("cy", y).attr("r", 9);
  link.append("text").attr("text-anchor", "middle").attr("x", x).attr("y", y + 4).text(node.off ? "+" : "×");
  link.on("pointerenter focus", () => note(words)).on("pointerleave blur", () => note(""));
}

/** A link where there is somewhere to go. */
function linkTo(layer: Layer, address: string | null): Layer {
  const made = layer.append(address ? "a" : "g") as unknown as Layer;
  return address ? made.attr("href", address) : made;
}

function arrow(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  return `M${to.x},${to.y}L${to.x - ux * 8 - uy * 4},${to.y - uy * 8 + ux * 4}L${to.x - ux * 8 + uy * 4},${to.y - uy * 8 - ux * 4}Z`;
}

function nameOf(nodes: Node[], id: string): string {
  return nodes.find((node) => node.id === id)?.name ?? id;
}
