// What becomes of a hooked XMLHttpRequest where no native one can be held against it: while it waits, when renewals fail, when
// the page changes its mind, when a redirect takes the token along, and beside other hooks.
import { expect, test } from "../support/engine.mjs";

const EXPECTED = {
  "refused twice": {
    answer: "4 401 refused",
    ends: 1,
    requests: ["POST /a stale-token body", "POST /a fresh-token body"],
  },
  "the renewal fails": {
    seen: ["2 401 refused", "3 401 refused", "4 401 refused"],
    last: ["load", "loadend"],
    header: "1",
    covered: [],
    requests: ["GET /a stale-token"],
  },
  "aborted while renewing": {
    before: "1 0 ",
    events: ["loadstart", "4", "abort", "loadend"],
    after: "0 0 ",
    sent: "InvalidStateError",
    set: "InvalidStateError",
    requests: ["POST /a stale-token body"],
  },
  "its time is over while renewing": { events: ["loadstart", "4", "timeout", "loadend"], answer: "4 0 ", timeout: 50 },
  "its time is over in the second try": {
    last: ["4", "timeout", "loadend"],
    timeout: 3000,
    isInTime: true,
    requests: ["GET /a stale-token", "GET /a fresh-token"],
  },
  "opened anew while renewing": {
    events: ["loadstart", "open", "loadstart", "sent", "2", "4", "load", "loadend"],
    answer: "4 200 welcome",
    requests: ["GET /a stale-token", "POST /b fresh-token second"],
  },
  "aborted while waiting": {
    before: "1 0 ",
    sent: "InvalidStateError",
    after: "0 0 ",
    sentAfter: "InvalidStateError",
    events: ["loadstart", "4", "abort", "loadend", "open", "1", "loadstart", "2", "4", "load", "loadend"],
    requests: ["POST /b fresh-token second"],
  },
  "its time is over while waiting": {
    events: ["loadstart", "4", "timeout", "loadend"],
    answer: "4 0 ",
    sent: "InvalidStateError",
    requests: [],
  },
  "nobody is signed in, and that is refused": {
    events: ["loadstart", "4", "error", "loadend"],
    answer: "4 0 ",
    sync: "NetworkError",
    requests: [],
  },
  "sent before the package is ready": { answer: "4 200 echo", sync: "4 200 echo", requests: ["GET /a fresh-token", "GET /sync bare"] },
  synchronous: {
    first: "4 401 refused",
    second: "4 200 welcome",
    requests: ["GET /a stale-token", "GET /b fresh-token"],
  },
  "the page changes its body after it has sent it": ["a=1", "before", "bytes"],
  "the page shows a token of its own": { answer: "4 401 refused", requests: ["GET /a stale-own"] },
  "one object, many requests": {
    answers: ["200 welcome", "200 foreign", "200 welcome", "200 data", "200 welcome"],
    requests: ["GET /a stale-token", "GET /a fresh-token", "GET /b bare", "GET /c fresh-token", "GET /d fresh-token"],
  },
  "an object with handlers that is older than the hook": ["4 200 welcome"],
  "the upload is told once": { answer: "4 200 welcome", uploads: ["loadstart 0", "progress 1000", "load 1000", "loadend 1000"], count: 3 },
  "a simple request to elsewhere stays simple": ["POST /a bare text"],
  "a redirect takes the token elsewhere": {
    warnings: [{ code: "token-exposed", isSecret: false }],
    requests: [
      "GET /a canary-token-7Qx",
      "GET /elsewhere canary-token-7Qx",
      "GET /a bare",
      "GET /elsewhere bare",
      "GET /b canary-token-7Qx",
    ],
  },
  "an XMLHttpRequest of a frame": ["GET /a bare"],
  "the most specific list": ["GET /a wide-token", "GET /narrow/b Bearer narrow-token"],
  "what the hook looks like": { isAlike: true, isRestored: true },
  "beside somebody else's hook": {
    results: ["ours last: 1", "ours last, other out first: 1", "ours first: 1", "ours first, out first: 1"],
    requests: Array(4).fill(["GET /a fresh-token", "GET /b bare"]).flat(),
  },
};

test("a hooked XMLHttpRequest does as it should in every scene", async ({ run, echo }) => {
  const { url, site, foreign } = echo;
  const results = await run(`${url}/xhr_scenes.html?${new URLSearchParams({ site, foreign })}`, { limit: 30_000 });
  for (const [name, expected] of Object.entries(EXPECTED)) expect.soft(results[name], name).toEqual(expected);
  expect(Object.keys(results)).toEqual(Object.keys(EXPECTED));
});
