// The map: coastline, and a circle for each place that is as wide as the words are vague.

import { geoCircle, geoGraticule10, geoMercator, geoNaturalEarth1, geoPath, type GeoProjection } from "d3-geo";
import { feature } from "topojson-client";
import type { Topology } from "topojson-specification";
import { cull, dataOf, fitted, noteIn, roomIn, svgIn, zoomable, type Layer, type Place } from "./shared/drawing";

interface Spot {
  id: string;
  label: string;
  precision: string;
  latitude: number;
  longitude: number;
  reach: number;
  claims: string[];
  documents: number;
  names: string[];
}

const MOST = 1200;
const DEGREE = 111.2; // kilometres
const WORLD = 140; // degrees; what spreads over more is shown on the whole globe
const NEAR = 40; // kilometres; the name of a smaller place stands above its circle, not in it
const AROUND = 6; // degrees on each side of a place, so that a coast can be made out
const SMALLEST = 5; // pixels: what can still be hit

const found = dataOf<Spot[]>("map");
if (found) void draw(found.figure, found.data);

async function draw(figure: HTMLElement, spots: Spot[]): Promise<void> {
  const answer = await fetch(figure.dataset["land"]!);
  const topology = (await answer.json()) as Topology;
  const land = feature(topology, topology.objects["land"]!);
  const width = roomIn(figure, MOST);
  const height = Math.round(width < 700 ? width : width * 0.53);
  const projection = fitting(spots, width, height);
  const path = geoPath(projection);
  const svg = svgIn(figure, width, height, `Map of ${spots.length} places; the table below holds the same`);
  svg.append("rect").attr("class", "sea").attr("width", width).attr("height", height);
  const layer = svg.append("g") as unknown as Layer;
  const note = noteIn(figure);
  layer.append("path").attr("class", "lane-line").attr("fill", "none").attr("stroke-opacity", 0.4).attr("d", path(geoGraticule10()));
  layer.append("path").attr("class", "land").attr("d", path(land));

  const links = layer
    .append("g")
    .selectAll("a")
    .data(spots)
    .join("a")
    .attr("href", (spot) => `/claims?about=${encodeURIComponent(spot.names[0] ?? spot.label)}`)
    .attr("aria-label", inWords);
  const circles = links.append("path").attr("class", "area node-area").attr("d", (spot) => path(areaOf(spot, projection)));
  circles.attr("stroke-width", (spot) => 1 + Math.min(3, Math.log2(1 + spot.claims.length) / 2));
  links.on("pointerenter focus", (_, spot) => note(inWords(spot))).on("pointerleave blur", () => note(""));

  const byClaims = [...spots].sort((a, b) => b.claims.length - a.claims.length);
  const labels = layer
    .append("g")
    .attr("aria-hidden", "true")
    .selectAll("text")
    .data(byClaims)
    .join("text")
    .attr("class", "label")
    .text((spot) => fitted(spot.names[0] ?? spot.label, 170));
  const untangle = (scale: number): void => cull(labels.nodes() as SVGTextElement[], scale, (label) => above(byClaims[label]!, projection));
  zoomable(figure, svg, layer, (scale) => {
    circles.attr("stroke-width", 1.5 / scale);
    untangle(scale);
  });
  untangle(1);
}

/** Where the name of a place stands: above it, or inside where it is wide. */
function above(spot: Spot, projection: GeoProjection): Place[] {
  const [x, y] = projection([spot.longitude, spot.latitude]) ?? [-999, -999];
  const top = y - degreesOf(spot, projection) * perDegree(spot, projection);
  return [{ x, y: spot.reach > NEAR ? y + 4 : top - 4, anchor: "middle" }];
}

/** The part of the world that the places lie in, with room around them; all of it when they lie far apart. */
function fitting(spots: Spot[], width: number, height: number): GeoProjection {
  const corners = spots.flatMap(({ longitude, latitude, reach }) => {
    const margin = Math.max(reach / DEGREE, AROUND);
    return [
      [longitude - margin, Math.max(-80, latitude - margin)],
      [longitude + margin, Math.min(80, latitude + margin)],
    ];
  });
  const longitudes = corners.map(([longitude]) => longitude!);
  const around = { type: "MultiPoint" as const, coordinates: corners };
  const room: [[number, number], [number, number]] = [
    [40, 40],
    [width - 40, height - 40],
  ];
  if (Math.max(...longitudes) - Math.min(...longitudes) > WORLD) return geoNaturalEarth1().fitExtent(room, { type: "Sphere" });
  return geoMercator()
    .fitExtent(room, around)
    .clipExtent([
      [-width, -height],
      [2 * width, 2 * height],
    ]);
}

/** As wide as its precision, and never too small to be hit. */
function areaOf(spot: Spot, projection: GeoProjection): GeoJSON.Polygon {
  return geoCircle().center([spot.longitude, spot.latitude]).radius(degreesOf(spot, projection))();
}

function degreesOf(spot: Spot, projection: GeoProjection): number {
  return Math.min(30, Math.max(spot.reach / DEGREE, SMALLEST / Math.max(perDegree(spot, projection), 0.01)));
}

/** Pixels that a degree of latitude takes at a place. */
function perDegree(spot: Spot, projection: GeoProjection): number {
  const here = projection([spot.longitude, spot.latitude]) ?? [0, 0];
  const there = projection([spot.longitude, spot.latitude + 0.5]) ?? [0, 1];
  return Math.abs(there[1] - here[1]) * 2;
}

function inWords(spot: Spot): string {
  const said = `${spot.claims.length} claim${spot.claims.length === 1 ? "" : "s"} in ${spot.documents} document${spot.documents === 1 ? "" : "s"}`;
  return `${spot.label}, as precise as a ${spot.precision}: ${said}`;
}
