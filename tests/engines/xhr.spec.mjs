// The differential test of XMLHttpRequest: the same one made natively, with the token set by hand, and hooked. Nothing that the
// page or the server can see may differ.
import { expect, test } from "../support/engine.mjs";
import { CASES } from "./pages/xhr_cases.js";

const LIMIT = 120_000;

test("there are at least 200 XMLHttpRequests to compare, each with a name of its own", () => {
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  expect(CASES.length).toBeGreaterThanOrEqual(200);
});

const WHAT = {
  fresh: ["0/1", "an XMLHttpRequest with a token is the native one with a header"],
  resent: ["0/2", "an XMLHttpRequest whose token was refused is the native one that comes after it"],
  waited: ["1/2", "an XMLHttpRequest that waits for a login is the native one that comes after it"],
};

// What truly cannot be, and why.
const EXCEPTIONS = [
  {
    why: "natively, too, Firefox now takes a dropped connection for an error and now for an answer with status 0",
    in: "firefox",
    what: /answer that never comes/,
  },
  {
    why: "a second request of one object that ends before its body leaves Firefox without a decoder: it throws at responseText, as it does natively",
    in: "firefox",
    kind: "resent",
    what: /^\s*hooked .* \| text 19 \| 19 \|/m,
  },
  {
    why: "what was aborted before it was sent comes with no headers in Firefox, unless it is opened anew",
    in: "firefox",
    kind: "resent",
    what: /act aborts before it sends/,
  },
  {
    why: "what waits has not been sent, and of that Firefox's responseText and response are another kind of nothing",
    in: "firefox",
    kind: "waited",
    what: /responseType .* act (aborts|opens anew) at/,
  },
  {
    why: "WebKit does not keep to a limit set while the request runs; while a token is renewed, ours is kept",
    in: "webkit",
    kind: "resent",
    what: /act sets the limit late/,
  },
  {
    why: "when WebKit tells of progress is a matter of its clock, and so is what a page that aborts there sees",
    in: "webkit",
    kind: "resent",
    what: /act aborts (at progress|while it loads)/,
  },
];

for (const [kind, [part, title]] of Object.entries(WHAT)) {
  test(title, async ({ run, echo }) => {
    test.setTimeout(LIMIT);
    const { url, other, site, foreign } = echo;
    const page = `${url}/xhr.html?${new URLSearchParams({ kind, part, other, site, foreign })}`;
    const { cases, events, differences } = await run(page, { limit: LIMIT });
    expect(events).toBeGreaterThan(cases);
    const engine = test.info().project.name;
    const excepted = EXCEPTIONS.filter((exception) => exception.in === engine && (exception.kind ?? kind) === kind);
    expect(differences.filter((difference) => !excepted.some(({ what }) => what.test(difference)))).toEqual([]);
  });
}
