// A hundred requests at once on a token that is over: `refused`, where only the server knows, and `slept`, where the clock says so.

import { CONTESTANTS, namesOf } from "../contestants/index.js";
import { isWithin, median, summary } from "../report/statistics.mjs";
import { play, shuffled } from "./rounds.mjs";

const REQUESTS = { long: 100, short: 12 };

export async function expired(lab, limits) {
  const bench = await lab.openBench();
  const cases = {};
  for (const [situation, isKnown] of [["refused", false], ["slept", true]]) {
    cases[situation] = await burst(bench, situation, isKnown, limits);
  }
  await bench.close();
  return { unit: "ms", requests: REQUESTS.long, cases };
}

async function burst(bench, situation, isKnown, limits) {
  const names = namesOf("renews");
  let rounds = 0;
  // A session of its own for every turn: it can be over only once.
  const turn = async (name) => {
    const session = `${name}-${situation}-${rounds}`;
    await bench.open({ name, kind: "clocked", session });
    await bench.ask(session, "signIn");
    await bench.ask(session, "expire", isKnown, Boolean(CONTESTANTS[name].isElsewhere));
    const outcome = await bench.ask(session, "burst", limits.isShort ? REQUESTS.short : REQUESTS.long);
    await bench.closeFrame(session);
    return outcome;
  };
  const round = async () => {
    rounds++;
    const outcomes = {};
    for (const name of shuffled(names)) outcomes[name] = await turn(name);
    return outcomes;
  };
  const timesOf = (outcomes) => outcomes.map(({ time }) => time);
  const isStable = (name, series) => isWithin(timesOf(series[name]), 0.03 * median(timesOf(series[name])));
  const { series, unstable } = await play(limits, round, isStable);
  const outcome = (name) => {
    const range = (what) => [Math.min, Math.max].map((of) => of(...series[name].map((outcome) => outcome[what])));
    const time = summary(timesOf(series[name]), !unstable.includes(name));
    return { time, exchanges: range("exchanges"), failed: range("failed") };
  };
  return Object.fromEntries(names.map((name) => [name, outcome(name)]));
}
