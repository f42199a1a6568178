// Scripts in the page that are after the token. Each attack is run in every mode, before or after the app has loaded; what it
// brings home is told by what reaches the attacker's server (see support/attacks.mjs). The README tells of it.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "../support/attacks.mjs";
import { MODES, TOPICS, labelsOf, outcomeOf } from "./catalogue/index.mjs";
import { withTable } from "./readme.mjs";

const README = fileURLToPath(new URL("../../README.md", import.meta.url));
/** The least that was asked for. */
const LEAST = 40;

for (const [topic, attacks] of Object.entries(TOPICS)) {
  for (const attack of attacks) {
    for (const [when, labels] of labelsOf(attack)) {
      test(`${topic}: ${attack.name}, ${when}`, async ({ attack: run }) => {
        const search = { topic, attack: attack.name, when, hasPolicy: attack.hasPolicy };
        const runs = MODES.map(async (mode) => [mode, await run({ ...search, mode })]);
        const expected = MODES.map((mode) => [mode, outcomeOf(labels[mode])]);
        expect(Object.fromEntries(await Promise.all(runs))).toEqual(Object.fromEntries(expected));
      });
    }
  }
}

test("each attack obtains something somewhere, so that none misses what it aims at", () => {
  const attacks = Object.values(TOPICS).flat();
  expect(attacks.length).toBeGreaterThanOrEqual(LEAST);
  expect(new Set(attacks.map(({ name }) => name)).size, "names").toBe(attacks.length);
  // But for those that are another attack under a policy.
  for (const attack of attacks.filter(({ hasPolicy }) => !hasPolicy)) {
    for (const [when, labels] of labelsOf(attack)) {
      expect(Object.values(labels), `${attack.name}, ${when}`).toContainEqual(expect.stringMatching(/token|password/));
    }
  }
});

test("where the token is in a worker, only the named attacks obtain it", () => {
  const labels = Object.values(TOPICS).flat().flatMap(labelsOf).flatMap(([, labels]) => [labels.worker, labels["shared-worker"]]);
  expect(labels.filter((label) => !/^(no|password|named [1-4])$/.test(label))).toEqual([]);
});

test("the README's table is what was measured", async () => {
  const readme = await readFile(README, "utf8");
  const measured = withTable(readme);
  // JOTPASS_WRITE=1 writes it.
  if (process.env.JOTPASS_WRITE) await writeFile(README, measured);
  else expect(readme).toBe(measured);
});
