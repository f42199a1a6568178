// What is aimed at, and whether it is met. Pure: of the results alone.

import { CONTESTANTS, NATIVE, isOurs } from "../contestants/index.js";
import { number } from "./tables.mjs";

const KB = 1024;
const kb = (bytes) => `${number(bytes / KB)} KB`;
const µs = (value) => `${number(value)} µs`;
const ms = (value) => `${number(value)} ms`;
const times = (value) => `${number(value)}×`;

// `isMet` is null where it cannot be told: what is measured did not become stable, and the limit lies within its reach.
const atMost = (what, limit, value, unit, reach = 0) => ({
  what,
  target: `≤ ${unit(limit)}`,
  measured: unit(value),
  isMet: Math.abs(value - limit) < reach ? null : value <= limit,
});
const atLeast = (what, limit, value, unit) => ({ what, target: `≥ ${unit(limit)}`, measured: unit(value), isMet: value >= limit });

/** How far a figure may be from the truth, if that was to be narrowed and was not. */
const doubt = ({ isStable, reach }) => (isStable ? 0 : reach);

/** One for each target of a part that was run. */
export function targets(results) {
  const parts = { size, overhead, decode, start, expired };
  return Object.entries(parts).flatMap(([name, of]) => (results[name] ? of(results[name]) : []));
}

const size = (sizes) => [
  atMost("default entry and module, brotli", 22 * KB, sizes.jotpass.brotli, kb),
  atMost("inline entry, more than that", 4 * KB, sizes["jotpass/inline"].brotli - sizes.jotpass.brotli, kb),
  atMost("page side of the worker modes", 4 * KB, sizes["jotpass/worker, in the page"].brotli, kb),
];

function overhead({ cases }) {
  const stubbed = cases["stubbed, no body"].jotpass.added;
  const loopback = cases["loopback, no body"];
  const best = leastAdded(loopback);
  const [ours, theirs] = ["jotpass", best].map((name) => loopback[name].added);
  // Nobody adds less than what can be told from nothing.
  const least = Math.max(theirs.median, theirs.reach);
  const ratio = ours.median / least;
  const reach = (doubt(ours) + Math.abs(ratio) * doubt(theirs)) / least;
  const measured = `${times(ratio)} (${µs(ours.median)} ± ${number(ours.reach)} to ${µs(theirs.median)} ± ${number(theirs.reach)})`;
  return [
    atMost("added to a request, stubbed transport", 10, stubbed.median, µs, doubt(stubbed)),
    { ...atMost(`added on loopback, to that of ${CONTESTANTS[best].title}, the best`, 1.5, ratio, times, reach), measured },
  ];
}

const leastAdded = (contestants) =>
  Object.keys(contestants)
    .filter((name) => !isOurs(name) && name !== NATIVE)
    .reduce((best, name) => (contestants[name].added.median < contestants[best].added.median ? name : best));

// In whichever alphabet it is worse.
function decode({ cases }) {
  const ofOneKb = Object.entries(cases).filter(([name]) => name.startsWith("1 KB")).map(([, contestants]) => contestants);
  const compared = (over, under) => ofOneKb.map((contestants) => contestants[over].median / contestants[under].median);
  return [
    atLeast("decoding 1 KB, faster than jwt-decode", 8, Math.min(...compared("jwt_decode", "jotpass")), times),
    atMost("decoding 1 KB, of jose's time", 1.3, Math.max(...compared("jotpass", "jose")), times),
  ];
}

// What a module of one line takes is said beside it: nobody starts sooner.
const start = ({ cases: { warm } }) =>
  [["jotpass_inline", "inline", 3], ["jotpass", "default", 6]].flatMap(([name, entry, limit]) => {
    const { time, busy } = warm[name].decode;
    const measured = `${ms(time.median)} (an empty module: ${ms(warm[NATIVE].fetch.time.median)})`;
    return [
      { ...atMost(`import to first claims, warm, ${entry}`, limit, time.median, ms, doubt(time)), measured },
      atMost(`of it, main thread blocked, ${entry}`, 2, busy.median, ms),
    ];
  });

// The worst of all rounds, of all ways to use ours.
const expired = ({ cases }) =>
  Object.entries(cases).map(([situation, contestants]) => {
    const worst = (what) => Math.max(...Object.keys(contestants).filter(isOurs).map((name) => contestants[name][what][1]));
    const [exchanges, failed] = [worst("exchanges"), worst("failed")];
    return {
      what: `100 requests on an expired token, ${situation}`,
      target: "1 token request, 0 failures",
      measured: `${exchanges} and ${failed}`,
      isMet: exchanges === 1 && failed === 0,
    };
  });
