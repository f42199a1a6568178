// The results as Markdown: one table for each part. Pure.

import { CONTESTANTS } from "../contestants/index.js";

const NONE = "–";

/** Three digits that mean something, whatever the size. */
export function number(value) {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toFixed(digits);
  return Number(text) === 0 ? "0" : text.replace("-", "−");
}

/** A median and how far its interval reaches; `~` is for one that never became stable. */
const figure = (summary) => (summary ? `${summary.isStable ? "" : "~"}${number(summary.median)} ± ${number(summary.reach)}` : NONE);

const title = (name) => CONTESTANTS[name].title;

/** Text to the left in the first column, numbers to the right. */
export function table(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(3, ...all.map((row) => [...row[i]].length)));
  const pad = (cell, i) => {
    const gap = " ".repeat(widths[i] - [...cell].length);
    return i === 0 ? cell + gap : gap + cell;
  };
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head.map(pad)), line(rule), ...rows.map((row) => line(row.map(pad)))].join("\n");
}

// One row for each contestant that is in any case, in the order of contestants/index.js; `cells` are those of one case.
function byContestant(cases, heads, cells) {
  const names = Object.keys(CONTESTANTS).filter((name) => Object.values(cases).some((contestants) => contestants[name]));
  const head = ["", ...Object.keys(cases).flatMap((name) => heads.map((head) => (head ? `${name}: ${head}` : name)))];
  const cellsOf = (contestant) => (contestant ? cells(contestant) : heads.map(() => NONE));
  const rows = names.map((name) => [title(name), ...Object.values(cases).flatMap((contestants) => cellsOf(contestants[name]))]);
  return table(head, rows);
}

const range = ([low, high]) => (low === high ? `${low}` : `${low} to ${high}`);
const started = (run) => (run ? [figure(run.time), number(run.busy.median)] : [NONE, NONE]);

export function sizeTable(sizes) {
  const rows = Object.entries(sizes).map(([name, { raw, gzip, brotli }]) => [name, `${raw}`, `${gzip}`, `${brotli}`]);
  return table(["bytes", "minified", "gzip 9", "brotli 11"], rows);
}

const PARTS = {
  size: {
    title: "Size",
    render: sizeTable,
  },
  decode: {
    title: "Decoding a token into its claims, in µs",
    render: ({ cases }) => byContestant(cases, [""], (contestant) => [figure(contestant)]),
  },
  overhead: {
    title: "What a request with a fresh token takes longer than by the native fetch, in µs",
    render: ({ cases }) => byContestant(cases, [""], (contestant) => [figure(contestant.added ?? contestant.total)]),
    note: "The first row is the native fetch itself, all it takes.",
  },
  expired: {
    title: "100 requests at once on a token that is over",
    render: ({ cases }) =>
      byContestant(cases, ["token requests", "failed", "ms"], (contestant) => {
        const { exchanges, failed, time } = contestant;
        return [range(exchanges), range(failed), figure(time)];
      }),
    note: [
      "*refused*: only the server knows that it is over; *slept*: the clock says so. When each renews, by its documentation: ",
      ...Object.values(CONTESTANTS).filter(({ renews }) => renews).map(({ title, renews }) => `${title}: ${renews}`).join("; "),
      ".",
    ].join(""),
  },
  start: {
    title: "From import to the first answer, in ms, and how much of it blocks the main thread",
    render: ({ cases }) =>
      byContestant(cases, ["claims", "blocked", "request", "blocked"], ({ decode, fetch }) => [...started(decode), ...started(fetch)]),
    note: "*blocked* is over the first row, which imports a module of one line.",
  },
  heap: {
    title: "Memory in the page after 10 000 requests, in KB",
    render: ({ cases: { stubbed } }) => {
      const grown = ({ before, after }) => number(after.median - before.median);
      const rows = Object.entries(stubbed).map(([name, of]) => [
        title(name), number(of.before.median), number(of.after.median), grown(of), number(of.wasm.median),
      ]);
      return table(["", "heap before", "after", "grown by", "WebAssembly"], rows);
    },
  },
};

function targets(list) {
  const word = (isMet) => (isMet === null ? "cannot be told" : isMet ? "yes" : "**no**");
  const rows = list.map(({ what, target, measured, isMet }) => [what, target, measured, word(isMet)]);
  return table(["", "target", "measured", "met"], rows);
}

/** The whole report; of a part that was not run there is nothing. */
export function markdown(results) {
  const { machine } = results;
  const parts = Object.entries(PARTS).filter(([name]) => results[name]);
  const sections = parts.map(([name, { title, render, note }]) =>
    [`## ${title}`, render(results[name]), ...(note ? [note] : [])].join("\n\n"),
  );
  return [
    "# Benchmark results",
    "Written by `cargo xtask bench`; what each figure is, says [the benchmarks' own page](../README.md).",
    `${machine.browser}, Node ${machine.node}, ${machine.system}, ${machine.cores} × ${machine.cpu}. ${versions(machine.versions)}.`,
    "A time is the median of all rounds and how far its 95 % interval reaches to either side; `~`: that was more than 3 % of it (where " +
      "something is added to a request, 3 % of that request; on loopback, 0.5 %) when the time for it was up.",
    ...(results.targets.length ? ["## Targets", targets(results.targets)] : []),
    ...sections,
  ].join("\n\n").concat("\n");
}

const versions = (versions) => Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ");
