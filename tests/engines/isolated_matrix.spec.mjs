// The differential matrix where the session is in a worker: the same calls natively and through the port, a part of them in each
// mode. What still differs, and why, is in the list below, which the documentation tells in its own words.
import { expect, test } from "../support/engine.mjs";
import { GROUPS } from "./pages/cases.js";

const LIMIT = 120_000;

// Of every four calls, since the whole takes longer than it is worth; `0/1` would be all.
const PARTS = { worker: "0/4", "shared-worker": "1/4" };

// Headers that a request has of the place it is made in.
const UNLIKE = {
  // A shared worker gives no client hints.
  chrome: "^sec-ch-ua(-mobile|-platform)?:",
  firefox: "^sec-fetch-storage-access:",
  webkit: "^$",
};

// What cannot be, and why, by what the matrix says of it.
const EXCEPTIONS = [
  {
    why: "only for a page does Chromium ask caches on the way to check what a request has conditions of its own for",
    in: "chrome",
    what: /headers conditions.*: lost \["cache-control: max-age=0"\], gained \[\]$/,
  },
  {
    why: "a stream is locked when the request leaves; natively in the call's own turn, or never where it is not sent",
    what: /body stream.*: outcome\.args(AtOnce)?\.\d\.members\.body\.locked/,
  },
  {
    why: "a Request does not tell its priority, which is taken from options alone; and Firefox sends a page's in another way",
    in: "firefox",
    what: /priority (high|low).*: records\.\d\.headers.*"priority: u=\d"/,
  },
  {
    why: "Firefox does not tell an empty body of a Request from none",
    in: "firefox",
    what: /body empty (text|blob).*: records\.\d\.framing: "length" became "none"/,
  },
  {
    why: "of a request that was made before, Firefox does not count a body that is kept alive",
    in: "firefox",
    what: /body big blob.*keepalive true.* \| [^:]*: (outcome\.error: .* became|records: lost \[\])/,
  },
  {
    why: "in a Request, headers that were given more than once are one",
    in: "firefox",
    what: /headers duplicates.*: records\.\d\.headers.*access-control-request-headers: .*x-own,x-own,x-own" became/,
  },
  {
    why: "where a request is kept alive, Firefox's native fetch now and then hides the reason of an abort, or heeds it too late",
    in: "firefox",
    what: /^aborts: aborted .*: DELETE kept alive \| [^:]*: outcome\.(error|response)/,
  },
  {
    why: "WebKit's native fetch hides the reason of an abort",
    in: "webkit",
    what: /^aborts: .*: outcome\.(error|response\.body)\.isReason: false became true/,
  },
  {
    why: "WebKit sends no streams, but cannot tell that a Request is made of one",
    in: "webkit",
    what: /body stream.*: outcome\.error(\.name: "NotSupportedError" became|: .*ReadableStream uploading is not supported.* became nothing)/,
  },
  {
    why: "WebKit, which does not send it, leaves a stream unlocked",
    in: "webkit",
    what: /a stream without duplex.*: outcome\.args.*locked/,
  },
  {
    why: "WebKit cannot read a form with a file out of a Request",
    in: "webkit",
    what: /body form with a file.*: (outcome\.response: .* became nothing|records: lost|not refused|.*Unable to read form data blob)/,
  },
  {
    why: "WebKit says no length of an empty blob, which in a Request is not told from empty text",
    in: "webkit",
    what: /body empty blob.*: records\.\d\.framing: "none" became "length"/,
  },
];

for (const [isolation, part] of Object.entries(PARTS)) {
  for (const group of GROUPS) {
    test(`${isolation}, ${group}: nothing but the header tells Jotpass from the native fetch`, async ({ run, echo }) => {
      test.setTimeout(LIMIT);
      const engine = test.info().project.name;
      const { url, other, site, foreign } = echo;
      const query = { group, isolation, part, unlike: UNLIKE[engine], other, site, foreign };
      const page = `${url}/matrix.html?${new URLSearchParams(query)}`;
      const { differences, unmade, cases, answered, cookies } = await run(page, { limit: LIMIT });
      expect(answered, "calls that were answered").toBeGreaterThan(cases / 8);
      expect(cookies, "requests with the cookie").toBeGreaterThan(cases / 8);
      expect(unmade, "calls that could not even be made").toEqual([]);
      const excepted = EXCEPTIONS.filter((exception) => (exception.in ?? engine) === engine);
      expect(differences.filter((difference) => !excepted.some(({ what }) => what.test(difference)))).toEqual([]);
    });
  }
}
