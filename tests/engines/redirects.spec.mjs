// The table of redirects: what each policy promises, seen at every place that a redirect leads to. No place that is not listed
// sees the token, in any engine, unless the page has asked for that.
import { expect, test } from "../support/engine.mjs";

const LIMIT = 60_000;

const POLICIES = {
  safe: "a custom header goes only to places that are listed, and learns without the token where a redirect leads",
  hooked: "the hook on the global fetch is as safe",
  error: "with `error`, no redirect is followed",
  follow: "with `follow`, redirects are the browser's own affair",
  bearer: "with `authorization`, the browser drops it where the origin changes",
};

for (const [policy, promise] of Object.entries(POLICIES)) {
  test(`${policy}: ${promise}`, async ({ run, echo }) => {
    test.setTimeout(LIMIT);
    const { url, other, foreign } = echo;
    const page = `${url}/redirects.html?${new URLSearchParams({ policy, other, foreign })}`;
    const { cases, status, differences } = await run(page, { limit: LIMIT });
    expect(differences).toEqual([]);
    expect(status).toBe("signed-in");
    expect(cases).toBeGreaterThan(380);
  });
}
