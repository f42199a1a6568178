// One round of every benchmark, with little to do: that each contestant does what is measured, so that the benchmarks do not rot. What
// it takes is measured by `cargo xtask bench`.
import { expect, test as base } from "@playwright/test";
import { openLab } from "../../benches/lab/index.mjs";
import { CONTESTANTS, isOurs, namesOf } from "../../benches/contestants/index.js";
import { MEASURES, SHORT } from "../../benches/measures/index.mjs";
import { size } from "../../benches/measures/size.mjs";
import { variable } from "../support/server.mjs";

const test = base.extend({
  lab: [
    async ({}, use) => {
      const lab = await openLab({ pkg: variable("JOTPASS_PKG") });
      await use(lab);
      await lab.close();
    },
    { scope: "worker" },
  ],
});

const run = async (part, lab) => (await MEASURES[part].measure(lab, SHORT)).cases;
/** Each case has these contestants and no others; what is measured of one is a time. */
function expectTimes(cases, names, timeOf) {
  for (const [situation, contestants] of Object.entries(cases)) {
    expect(Object.keys(contestants).sort(), situation).toEqual([...names].sort());
    for (const name of names) expect(timeOf(contestants[name]).median, `${name}, ${situation}`).toBeGreaterThan(0);
  }
}

test("what goes wrong in the page is an error here, and so is the end of its browser", async ({ lab }) => {
  const bench = await lab.openBench();
  await expect(bench.ask("nobody", "signIn")).rejects.toThrow(/TypeError.*contentWindow/);
  await bench.close();
  await expect(bench.ask("nobody", "signIn")).rejects.toThrow("has ended");
});

// Other claims than there are would be an error.
test("everybody who decodes gives the claims of every token", async ({ lab }) => {
  const cases = await run("decode", lab);
  expect(Object.keys(cases)).toHaveLength(6);
  expectTimes(cases, namesOf("decodes"), (contestant) => contestant);
});

// So would a request without the token.
test("everybody who sends requests sends the token along", async ({ lab }) => {
  const cases = await run("overhead", lab);
  expect(Object.keys(cases)).toHaveLength(6);
  expectTimes(cases, namesOf("fetches"), ({ total }) => total);
});

test("on a token that is over, ours ask for one once, and no request fails", async ({ lab }) => {
  const cases = await run("expired", lab);
  expectTimes(cases, namesOf("renews"), ({ time }) => time);
  for (const contestants of Object.values(cases)) {
    for (const name of Object.keys(contestants).filter(isOurs)) {
      expect(contestants[name], name).toMatchObject({ exchanges: [1, 1], failed: [0, 0] });
    }
    expect(contestants.by_hand.failed).toEqual([0, 0]);
  }
  // Who gives tokens only does not know what a server refuses, but reads the clock.
  for (const name of ["auth0", "supabase"]) {
    expect(cases.refused[name].exchanges, name).toEqual([0, 0]);
    expect(cases.slept[name], name).toMatchObject({ exchanges: [1, 1], failed: [0, 0] });
  }
});

test("everybody starts in a page of its own", async ({ lab }) => {
  const { cold, warm } = await run("start", lab);
  for (const contestants of [cold, warm]) {
    const started = Object.keys(CONTESTANTS).filter((name) => name !== "jotpass_hooked");
    expect(Object.keys(contestants).sort()).toEqual(started.sort());
  }
});

test("the memory of everybody is seen, that of WebAssembly too", async ({ lab }) => {
  const { stubbed } = await run("heap", lab);
  expectTimes({ stubbed }, namesOf("fetches"), ({ after }) => after);
  expect(stubbed.jotpass.wasm.median).toBeGreaterThan(0);
  expect(stubbed.native.wasm.median).toBe(0);
});

test("everybody is weighed", async () => {
  const sizes = await size({ pkg: variable("JOTPASS_PKG") });
  for (const [name, { raw, gzip, brotli }] of Object.entries(sizes)) {
    expect(raw, name).toBeGreaterThan(gzip);
    expect(gzip, name).toBeGreaterThan(brotli);
  }
});
