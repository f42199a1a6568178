// Fetch through the port, where the matrix does not look: every reader of a response, backpressure, aborts on the way, referrers,
// relative addresses, many requests at once. Played natively and through a worker in each mode.
import { expect, test } from "../support/engine.mjs";

const LIMIT = 60_000;

const OWN = {
  "a server sends no more than a reader takes": "little",
  "what a slow reader reads is whole": 32 * 2 ** 20,
  "a response that is dropped is closed": true,
  "a thousand at once": [true, 1000, true],
  "calls before the worker is there": [[200, 200], false],
  "a call that is aborted before the worker is there": "early",
  "a login that comes with the first call": [200, [true]],
  "the hook beside other wrappers": [["above /echo/hooked", "above /smoke.js", "below /smoke.js"], [true]],
  "what is not listed, and what is, by one that is closed": [200, [false], "closed", []],
};

for (const isolation of ["worker", "shared-worker"]) {
  test(`${isolation}: what is asked for through the port is as it is natively`, async ({ run, echo }) => {
    test.setTimeout(LIMIT);
    const { url, other, foreign } = echo;
    const seen = await run(`${url}/isolated.html?${new URLSearchParams({ isolation, other, foreign })}`, { limit: LIMIT });
    expect(seen.isolation).toBe(isolation);
    expect(seen.ours).toEqual(test.info().project.name === "webkit" ? standard(seen) : seen.native);
    expect(seen.own).toEqual(OWN);
  });
}

/** What would be seen natively if WebKit, too, told why a call was aborted and the whole type of a blob. */
function standard({ native, ours }) {
  const bodies = { ...native["every body by every reader"] };
  for (const name of Object.keys(bodies).filter((name) => name.endsWith(": blob"))) {
    const [type, text] = ours["every body by every reader"][name];
    expect(type).toContain(bodies[name][0]);
    bodies[name] = [type, text];
  }
  return {
    ...native,
    "every body by every reader": bodies,
    "a time limit": ["TimeoutError", true],
    "an abort while the request's body is on its way": "enough",
    "the reason of an abort before the headers": Array(6).fill(true),
  };
}
