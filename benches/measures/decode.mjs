// How long it takes to make an object of claims of a token.

import { isDeepStrictEqual } from "node:util";
import { namesOf } from "../contestants/index.js";
import { isWithin, median, summary } from "../report/statistics.mjs";
import { play, shuffled } from "./rounds.mjs";
import { ALPHABETS, claimsOf, tokenOf } from "./tokens.mjs";

const LENGTHS = { "150 B": 150, "1 KB": 1024, "8 KB": 8192 };
/** Different ones, so that nobody remembers the last. */
const TOKENS = 16;
/** How long one sample is to take, in milliseconds: far longer than what the clock can tell apart. */
const SAMPLE = 2;

export async function decode(lab, limits) {
  const names = namesOf("decodes");
  const bench = await lab.openBench();
  for (const name of names) await bench.open({ name, kind: "loopback", session: name });
  const cases = {};
  for (const [size, length] of Object.entries(LENGTHS)) {
    for (const alphabet of ALPHABETS) {
      const claims = Array.from({ length: TOKENS }, (_, i) => claimsOf(length, alphabet, i));
      cases[`${size}, ${alphabet}`] = await decodeThese(bench, names, claims, limits);
    }
  }
  await bench.close();
  return { unit: "µs", cases };
}

async function decodeThese(bench, names, claims, limits) {
  const tokens = claims.map(tokenOf);
  const times = {};
  for (const name of names) {
    const decoded = await bench.ask(name, "claims", tokens[0]);
    if (!isDeepStrictEqual(decoded, claims[0])) throw new Error(`${name} decodes other claims than there are`);
    times[name] = await timesFor(bench, name, tokens, limits.isShort ? 0 : SAMPLE);
  }
  const round = async () => {
    const values = {};
    for (const name of shuffled(names)) values[name] = 1000 * (await bench.ask(name, "decode", tokens, times[name]));
    return values;
  };
  const isStable = (name, series) => isWithin(series[name], 0.03 * median(series[name]));
  const { series, unstable } = await play(limits, round, isStable);
  return Object.fromEntries(names.map((name) => [name, summary(series[name], !unstable.includes(name))]));
}

// So many decodings make a sample. Finding out warms it up, too.
async function timesFor(bench, name, tokens, milliseconds) {
  for (let times = TOKENS; ; times *= 2) {
    if (times * (await bench.ask(name, "decode", tokens, times)) >= milliseconds) return times;
  }
}
