// The differential matrix: the same call made natively and through Jotpass, seen from both ends. Whatever differs but for the
// one header is told here by the name of the call.
import { expect, test } from "../support/engine.mjs";
import { CASES, GROUPS } from "./pages/cases.js";

const LIMIT = 120_000;

// What truly cannot be, and why, by what the matrix says of it.
const EXCEPTIONS = [
  {
    why: "of a request that was made before, Firefox does not count a body that is kept alive",
    in: "firefox",
    what: /(body big blob.*keepalive true.*) \| [^:]*: (outcome\.error: .* became|records: lost \[\])/,
  },
  {
    why: "where a request is kept alive, Firefox's native fetch now and then hides the reason of an abort, or heeds it too late",
    in: "firefox",
    what: /^aborts: aborted .*: DELETE kept alive \| [^:]*: outcome\.error/,
  },
  {
    why: "Firefox's native fetch does not say so of a request that is kept alive and comes as text",
    in: "firefox",
    what: /keepalive true.*: records\.\d\.headers: lost \[\], gained \["Sec-Fetch-Storage-Access: none"\]/,
  },
];

test("holds at least 2 000 calls, each with a name of its own", () => {
  expect(new Set(CASES.map(({ name, group }) => `${group}: ${name}`)).size).toBe(CASES.length);
  expect(CASES.length).toBeGreaterThanOrEqual(2000);
});

for (const group of GROUPS) {
  test(`${group}: nothing but the header tells Jotpass from the native fetch`, async ({ run, echo }) => {
    test.setTimeout(LIMIT);
    const { url, other, site, foreign } = echo;
    const page = `${url}/matrix.html?${new URLSearchParams({ group, other, site, foreign })}`;
    const { differences, remarks, unmade, cases, answered, cookies } = await run(page, { limit: LIMIT });
    // How often an init is read can be seen, but hardly matters.
    if (remarks.length > 0) console.log(`${remarks.length} remarks, such as: ${remarks[0]}`);
    expect(answered, "calls that were answered").toBeGreaterThan(cases / 5);
    expect(cookies, "requests with the cookie").toBeGreaterThan(cases / 5);
    expect(unmade, "calls that could not even be made").toEqual([]);
    const engine = test.info().project.name;
    const excepted = EXCEPTIONS.filter((exception) => (exception.in ?? engine) === engine);
    expect(differences.filter((difference) => !excepted.some(({ what }) => what.test(difference)))).toEqual([]);
  });
}
