// Says to the worker what no page says: messages of the conversation with one thing or another about them changed, by chance, but the
// same for the same seed. Runs in the page that port.js has made ready, which loads it as a script.

window.fuzz = async ({ seed, isolation, count, elsewhere }) => {
  const random = chance(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const [configure] = said;
  const connection = connect(isolation, configure.options.name);
  const { heard, say, ask } = connection;

  // Before it has been configured, it hears nothing.
  const others = messages(elsewhere).filter(({ type }) => type !== "configure");
  for (let i = 0; i < count / 4; i++) say(strange(pick, others));
  for (const version of [0, 99, "1", [1], null]) {
    const { error } = await connect(isolation, configure.options.name).ask({ ...configure, version }, "refused");
    if (error.code !== "other-version") throw new Error(error.code);
  }
  await ask(configure, "configured");
  const credentials = ["username", "ann", true, "password", "secret", true];
  await ask({ type: "login", id: 1, credentials }, "settled");

  const before = heard.length;
  for (let i = 0; i < count; i++) say(strange(pick, messages(elsewhere)));
  // An answer to the last is one after all of them.
  await ask({ type: "judge", id: 2, url: `${location.origin}/api/number` }, "verdict");
  const silent = heard.slice(before).filter(({ id }) => id !== undefined && id !== 2);
  if (silent.length) throw new Error(`answered without a number: ${JSON.stringify(silent)}`);

  // With a number they may be answered, and must not harm.
  for (let i = 0; i < count; i++) say({ ...mutated(pick, pick(messages(elsewhere))), id: 100 + i });
  await ask({ type: "fetch", id: 3, url: `${location.origin}/api/number?n=3`, init: {}, body: null }, "response");
  const answer = await auth.fetch("/api/number?n=4");
  const { token } = await answer.json();
  say({ type: "close" });
  return { status: answer.status, token, session: auth.status };
};

/** What a page says, but for what would end the session or change it, as it may. */
const messages = (elsewhere) => {
  const api = `${location.origin}/api/number`;
  const init = { method: "POST", headers: [["a", "b"]], mode: "cors", credentials: "include", redirect: "follow", referrer: "" };
  return [
    { type: "judge", url: api },
    { type: "judge", url: elsewhere },
    { type: "fetch", url: api, init: {}, body: null },
    { type: "fetch", url: api, init, body: ["text", "x"] },
    { type: "fetch", url: elsewhere, init, body: ["bytes", new Uint8Array(3)] },
    { type: "fetch", url: `${location.origin}/api/token`, init, body: ["text", "{}"] },
    { type: "fetch", url: api, init: { ...init, mode: "no-cors" }, body: ["form", [["a", "b"]]] },
    { type: "fetch", url: api, init: { ...init, duplex: "half" }, body: ["stream"] },
    { type: "chunk", bytes: new Uint8Array(3) },
    { type: "end" },
    { type: "broken", error: { kind: "Error", name: "TypeError", message: "x" } },
    { type: "pull" },
    { type: "abort" },
    { type: "refresh" },
    { type: "login", credentials: ["username", "eve", true, "password", "wrong", true] },
    { type: "configure", version: 1, options: { tokenUrl: elsewhere, attach: { to: [elsewhere] } }, base: elsewhere, lock: null },
    { type: "wake" },
  ];
};

// No text is longer than servers take in a header.
const STRANGE = [
  undefined, null, true, 0, -1, 1.5, NaN, Infinity, 2 ** 53, 10n, "", "x", "\u0000", "x".repeat(10_000), "constructor", "__proto__", "toString", [], [[]], [null],
  {}, { length: 9 }, { then: 1 }, new Date(0), /x/, new Map([["a", 1]]), new Set([1]), new Uint8Array(2), new ArrayBuffer(2), new Blob(["x"]), new Error("x"),
];
/** No number of a call. */
const NUMBERS = [undefined, null, "1", 1.5, NaN, Infinity, 2 ** 53, {}, [1], true, 10n];

const strange = (pick, all) => pick([() => pick(STRANGE), () => ({ ...mutated(pick, pick([...all, { type: "logout" }, { type: "adopt", answer: '"x"' }])), id: pick(NUMBERS) })])();

/** With one to three of its members, at any depth, replaced or taken away; its type only in part of them. */
function mutated(pick, message) {
  const copy = structuredClone(message);
  for (let times = pick([1, 1, 2, 3]); times > 0; times--) {
    let place = copy;
    let name = pick(Object.keys(place));
    while (hasMembers(place[name]) && pick([true, false])) {
      place = place[name];
      name = pick(Object.keys(place));
    }
    if (pick([true, true, false])) place[name] = pick(STRANGE);
    else delete place[name];
  }
  return copy;
}

const hasMembers = (value) => Object(value) === value && !ArrayBuffer.isView(value) && Object.keys(value).length > 0;

/** Mulberry32: numbers from 0 to 1. */
function chance(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
