// What a request with a fresh token costs over the native fetch.

import { NATIVE, namesOf } from "../contestants/index.js";
import { isWithin, median, summary } from "../report/statistics.mjs";
import { play, shuffled } from "./rounds.mjs";

const CALLS = ["no body", "10 KB body", "10 KB answer"];
/** How many requests make one sample, and how far its interval may reach, as a part of a request: on loopback little of one is added. */
const KINDS = { stubbed: { requests: 50, reach: 0.03 }, loopback: { requests: 10, reach: 0.005 } };

export async function overhead(lab, limits) {
  const cases = {};
  for (const kind of Object.keys(KINDS)) {
    const names = namesOf("fetches");
    const bench = await lab.openBench();
    for (const name of names) {
      await bench.open({ name, kind, session: `${name}-${kind}` });
      await bench.ask(`${name}-${kind}`, "signIn");
    }
    for (const call of CALLS) cases[`${kind}, ${call}`] = await send(bench, names, kind, call, limits);
    await bench.close();
  }
  return { unit: "µs", cases };
}

async function send(bench, names, kind, call, limits) {
  const { requests, reach } = KINDS[kind];
  const round = async () => {
    const sessions = shuffled(names).map((name) => `${name}-${kind}`);
    const times = await bench.turn(sessions, "send", call, limits.isShort ? 2 : requests);
    return Object.fromEntries(names.map((name) => [name, 1000 * times[`${name}-${kind}`]]));
  };
  // So that the first round is not the slowest for being the first.
  for (let i = 0; i < limits.warmUp; i++) await round();
  // In each round, so that what slowed a round down slows down both.
  const added = (name, series) => series[name].map((time, i) => time - series[NATIVE][i]);
  const isStable = (name, series) =>
    isWithin(name === NATIVE ? series[name] : added(name, series), reach * median(series[name]));
  const { series, unstable } = await play(limits, round, isStable);
  const outcome = (name) => {
    const total = summary(series[name], !unstable.includes(name));
    return name === NATIVE ? { total } : { total, added: summary(added(name, series), !unstable.includes(name)) };
  };
  return Object.fromEntries(names.map((name) => [name, outcome(name)]));
}
