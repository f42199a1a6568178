// What the benchmarks make of measured values: pure functions, which need no browser.
import { expect, test } from "@playwright/test";
import { CONTESTANTS } from "../../benches/contestants/index.js";
import { play } from "../../benches/measures/rounds.mjs";
import { ALPHABETS, claimsOf } from "../../benches/measures/tokens.mjs";
import { plot } from "../../benches/report/plot.mjs";
import { interval, isWithin, median, summary } from "../../benches/report/statistics.mjs";
import { markdown, number, table } from "../../benches/report/tables.mjs";
import { targets } from "../../benches/report/targets.mjs";

const upTo = (count) => Array.from({ length: count }, (_, i) => i + 1);
const steady = (median, reach = 0) => ({ median, reach, rounds: 9, isStable: true });

test("a median is in the middle, whatever the order", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
});

test("the interval of a median is that of the binomial distribution", () => {
  // By the tables of the sign test.
  const known = [[6, 1, 6], [8, 1, 8], [9, 2, 8], [10, 2, 9], [12, 3, 10], [20, 6, 15], [25, 8, 18], [50, 18, 33], [100, 40, 61]];
  for (const [count, low, high] of known) {
    expect(interval(upTo(count)), `${count} values`).toEqual([low, high]);
  }
  for (const count of [1, 5]) expect(interval(upTo(count))).toBeNull();
  expect(interval(upTo(400).reverse())).toEqual([180, 221]);
});

test("a series is stable when the interval of its median is narrow, whatever lies outside", () => {
  const values = [...Array(20).fill(100), 900];
  expect(isWithin(values, 3)).toBe(true);
  expect(isWithin([100, 100, 100], 3)).toBe(false);
  expect(isWithin(upTo(20), 3)).toBe(false);
  expect(summary(values, false)).toEqual({ median: 100, reach: 0, rounds: 21, isStable: false });
});

test("rounds are played until all is stable", async () => {
  let rounds = 0;
  const round = async () => ({ one: ++rounds, other: 7 });
  const isStable = (name, series) => series[name].length >= 4;
  expect(await play({ atLeast: 2, atMost: 9, seconds: 60 }, round, isStable)).toEqual({
    series: { one: [1, 2, 3, 4], other: [7, 7, 7, 7] },
    unstable: [],
  });
});

test("rounds end at their limits, and who is not stable is named", async () => {
  const round = async () => ({ one: 1, other: 2 });
  const isStable = (name) => name === "one";
  const played = await play({ atLeast: 2, atMost: 3, seconds: 60 }, round, isStable);
  expect(played.series.one).toHaveLength(3);
  expect(played.unstable).toEqual(["other"]);
  const timedOut = await play({ atLeast: 2, atMost: 3, seconds: 0 }, round, isStable);
  expect(timedOut.series.one).toHaveLength(1);
});

test("payloads have the length that is asked for, to the byte", () => {
  for (const alphabet of ALPHABETS) {
    for (const length of [150, 1024, 8192]) {
      const json = JSON.stringify(claimsOf(length, alphabet, 3));
      expect(Buffer.byteLength(json), `${length}, ${alphabet}`).toBe(length);
      expect(/[^\0-\x7f]/.test(json)).toBe(alphabet !== "ASCII");
    }
  }
});

test("numbers have three digits", () => {
  expect([0.001, 0.5, 9.994, 12.34, 123.4, 12345, -2.5].map(number)).toEqual(["0", "0.50", "9.99", "12.3", "123", "12345", "−2.50"]);
});

test("a table aligns its columns", () => {
  expect(table(["", "µs"], [["ky", "7"], ["jwt-decode", "12.5"]])).toBe(
    `
|            |   µs |
| ---------- | ---: |
| ky         |    7 |
| jwt-decode | 12.5 |`.trim(),
  );
});

const added = (own, reach = 0) => ({ total: steady(own + 20), added: steady(own, reach) });
const started = (time, busy) => ({ decode: { time: steady(time), busy: steady(busy) } });
const burst = (exchanges, failed) => ({ time: steady(50), exchanges: [1, exchanges], failed: [0, failed] });
const RESULTS = {
  machine: { browser: "Chromium 1", node: "2", system: "Linux", cpu: "CPU", cores: 4, versions: { ky: "2.1.0" } },
  size: {
    jotpass: { raw: 3, gzip: 2, brotli: 22 * 1024 },
    "jotpass/inline": { raw: 3, gzip: 2, brotli: 26 * 1024 + 1 },
    "jotpass/worker, in the page": { raw: 3, gzip: 2, brotli: 4096 },
  },
  decode: {
    cases: {
      "1 KB, ASCII": { jose: steady(4), jwt_decode: steady(64), jotpass: steady(8) },
      "1 KB, not ASCII": { jose: steady(8), jwt_decode: steady(56), jotpass: steady(8) },
    },
  },
  overhead: {
    cases: {
      "stubbed, no body": { native: { total: steady(20) }, ky: added(20), jotpass: added(10) },
      "loopback, no body": { native: { total: steady(300) }, ky: added(30), axios: added(-2, 10), jotpass: added(20, 4) },
    },
  },
  expired: {
    cases: {
      refused: { ky: burst(100, 99), jotpass: burst(1, 0), jotpass_inline: burst(1, 0) },
      slept: { ky: burst(100, 99), jotpass: burst(1, 0), jotpass_inline: burst(2, 0) },
    },
  },
  start: {
    cases: {
      warm: { native: { fetch: { time: steady(1), busy: steady(1) } }, jotpass: started(6, 2), jotpass_inline: started(3.5, 1) },
    },
  },
  targets: [],
};

test("targets are met up to their limits, by the worst of what is measured", () => {
  const met = targets(RESULTS).map(({ measured, isMet }) => [measured, isMet]);
  expect(met).toEqual([
    ["22.0 KB", true],
    ["4.00 KB", false],
    ["4.00 KB", true],
    ["10.0 µs", true],
    ["2.00× (20.0 µs ± 4.00 to −2.00 µs ± 10.0)", false],
    ["7.00×", false],
    ["2.00×", false],
    ["3.50 ms (an empty module: 1.00 ms)", false],
    ["1.00 ms", true],
    ["6.00 ms (an empty module: 1.00 ms)", true],
    ["2.00 ms", true],
    ["1 and 0", true],
    ["2 and 0", false],
  ]);
});

test("what did not become stable is not called met, nor missed, where its limit is within reach", () => {
  const unstable = (own, reach) => ({ total: steady(9), added: { ...steady(own, reach), isStable: false } });
  const met = (stubbed, loopback) => {
    const cases = { "stubbed, no body": { jotpass: stubbed }, "loopback, no body": { ky: added(10), jotpass: loopback } };
    return targets({ overhead: { cases } }).map(({ isMet }) => isMet);
  };
  expect(met(unstable(9, 2), unstable(14, 2))).toEqual([null, null]);
  expect(met(unstable(7, 2), unstable(12, 2))).toEqual([true, true]);
  expect(met(unstable(13, 2), unstable(18, 2))).toEqual([false, false]);
});

test("of a part that was not run, nothing is said", () => {
  const { machine, decode } = RESULTS;
  const few = { machine, decode, targets: targets({ decode }) };
  expect(few.targets).toHaveLength(2);
  const text = markdown(few);
  expect(text).toContain("## Decoding a token");
  expect(text).not.toContain("## Memory");
  expect(plot(few)).toContain("Decoding a token of 1 KB");
  expect(plot(few)).not.toContain("From import");
});

test("the report names the machine, marks what did not become stable, and leaves out who takes no part", () => {
  const cases = { "1 KB, ASCII": { jose: steady(4), jotpass: { ...steady(8, 0.5), isStable: false } } };
  const text = markdown({ ...RESULTS, decode: { cases } });
  expect(text).toContain("Chromium 1, Node 2, Linux, 4 × CPU. ky 2.1.0.");
  const rows = text.split("\n").filter((line) => /^\| j\w+ +\| /.test(line)).map((line) => line.split(/ *\| */).slice(1, 3));
  expect(rows).toContainEqual(["jotpass", "~8.00 ± 0.50"]);
  expect(rows).toContainEqual(["jose", "4.00 ± 0"]);
  expect(text.split("## Decoding")[1].split("## ")[0]).not.toContain("ky");
});

test("the picture has a bar for each contestant, and is XML", () => {
  const svg = plot(RESULTS);
  expect(svg.match(/<rect class="ours"/g).length).toBeGreaterThan(4);
  for (const name of ["ky", "jose", "jotpass"]) expect(svg).toContain(`>${CONTESTANTS[name].title}<`);
  const names = [...svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)].reduce((open, [, end, name, empty]) => {
    if (end) expect(open.pop()).toBe(name);
    else if (!empty) open.push(name);
    return open;
  }, []);
  expect(names).toEqual([]);
});
