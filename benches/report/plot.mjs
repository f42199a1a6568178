// The results as a picture: one panel of bars for each part, all in one SVG that is readable on a light and on a dark page. Pure.

import { CONTESTANTS, NATIVE, isOurs } from "../contestants/index.js";
import { number } from "./tables.mjs";

const WIDTH = 840;
const COLUMN = 400;
const GAP = 40;
const ROW = 22;
const LABEL = 168;
const VALUE = 62;
const HEAD = 54;

const STYLE = `
  text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 14px; }
  .note, .value { fill: #59636e; }
  .ours { font-weight: 600; }
  rect { fill: #b1bac4; }
  rect.ours { fill: #1f7a4d; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .note, .value { fill: #9198a1; }
    rect { fill: #4c555f; }
    rect.ours { fill: #3fb068; }
  }`;

// What each panel shows; to the left and to the right in turn. Its bars are `[title, value, text]`, the text for want of another that
// of the value; the shortest comes first.
const PANELS = [
  {
    part: "size",
    title: "Weight of what a page loads",
    note: "KB after brotli, the module included",
    bars: (sizes) =>
      Object.entries(sizes)
        .filter(([name]) => !/^jotpass\/(?!inline)/.test(name) || name === WORKER)
        .map(([name, { brotli }]) => [name === WORKER ? "jotpass/worker" : name, brotli / 1024]),
  },
  {
    part: "overhead",
    title: "Added to a request with a fresh token",
    note: "µs, on a stubbed transport, without a body",
    bars: ({ cases }) => named(cases["stubbed, no body"], ({ added }) => added?.median),
  },
  {
    part: "expired",
    title: "100 requests on a token the server refuses",
    note: "how many of them failed, and how often a token was asked for",
    bars: ({ cases: { refused } }) =>
      named(refused, ({ failed }) => failed[1], ({ failed, exchanges }) => `${failed[1]} failed, ${exchanges[1]} asked`),
    valueWidth: 140,
  },
  {
    part: "start",
    title: "From import to the first request",
    note: "ms, warm",
    bars: ({ cases: { warm } }) => named(warm, ({ fetch }) => fetch?.time.median),
  },
  {
    part: "decode",
    title: "Decoding a token of 1 KB",
    note: "µs, not ASCII",
    bars: ({ cases }) => named(cases["1 KB, not ASCII"], ({ median }) => median),
  },
  {
    part: "start",
    title: "From import to the first claims",
    note: "ms, warm",
    bars: ({ cases: { warm } }) => named(warm, ({ decode }) => decode?.time.median),
  },
];
const WORKER = "jotpass/worker, in the page";

const named = (contestants, valueOf, textOf) =>
  Object.entries(contestants)
    .filter(([name, contestant]) => name !== NATIVE && valueOf(contestant) !== undefined)
    .map(([name, contestant]) => [CONTESTANTS[name].title, valueOf(contestant), textOf?.(contestant)]);

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function panel({ title, note, bars, valueWidth = VALUE }, x, y) {
  const rows = bars.toSorted(([, one], [, other]) => one - other);
  const most = Math.max(...rows.map(([, value]) => value));
  const room = COLUMN - LABEL - valueWidth;
  const lines = rows.map(([name, value, text = number(value)], i) => {
    const top = HEAD + i * ROW;
    const width = Math.max(1, (room * Math.max(0, value)) / (most || 1));
    const kind = isOurs(name) ? "ours" : "";
    return [
      `<text class="${kind}" x="${LABEL - 8}" y="${top + 15}" text-anchor="end">${escaped(shortened(name))}</text>`,
      `<rect class="${kind}" x="${LABEL}" y="${top + 4}" width="${width.toFixed(1)}" height="14" rx="2"/>`,
      `<text class="value" x="${(LABEL + width + 6).toFixed(1)}" y="${top + 15}">${escaped(text)}</text>`,
    ].join("");
  });
  return [
    `<g transform="translate(${x} ${y})">`,
    `<text class="title" x="0" y="18">${escaped(title)}</text><text class="note" x="0" y="36">${escaped(note)}</text>`,
    ...lines,
    "</g>",
  ].join("\n");
}

// Names that fit beside the bars.
const shortened = (name) => name.replace("axios-auth-refresh", "auth-refresh").replace(", 15 lines", "").replace("global fetch ", "");
const heightOf = ({ bars }) => HEAD + bars.length * ROW + 24;

export function plot(results) {
  const panels = PANELS.filter(({ part }) => results[part]).map((panel) => ({ ...panel, bars: panel.bars(results[panel.part]) }));
  const heights = [0, 0];
  const drawn = panels.map((one, i) => {
    const column = i % 2;
    const y = heights[column];
    heights[column] += heightOf(one);
    return panel(one, column * (COLUMN + GAP), y);
  });
  const height = Math.max(...heights);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`,
    `  role="img" aria-label="Jotpass beside other libraries">`,
    `<style>${STYLE}\n</style>`,
    ...drawn,
    "</svg>\n",
  ].join("\n");
}
