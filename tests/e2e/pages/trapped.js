// One life of a session, from createAuth() to logout(), in which the module traps at a point of the test's choice. See traps.js.
const LIFE = 600_000; // of the server's tokens

// The device's clock, which the test sets forward: that is how a token ends here.
const { now } = Date;
let ahead = 0;
Date.now = () => now() + ahead;
const passLife = () => void (ahead += LIFE + 60_000);

Object.assign(window, { sweep, outcome, passLife, breakNow });

/** What becomes of a call, or of its promise: `{ value }`, or `{ code }` and whether that was within 100 ms after the trap. */
async function outcome(call) {
  try {
    const value = await (typeof call === "function" ? call() : call);
    return { value: value instanceof Response ? value.status : "done" };
  } catch (error) {
    return { code: error.code ?? `${error}`, isInTime: performance.now() - traps.thrownAt < 100 };
  }
}

/** Traps, in the wake of what wakes a page. */
function breakNow() {
  traps.arm(0);
  dispatchEvent(new Event("focus"));
}

/** Has the server end the access token, of which nobody here is told. */
async function revoke(token) {
  const { ok } = await fetch("/api/revoke", { method: "POST", headers: { "x-access-token": token } });
  if (!ok) throw new Error("not revoked");
}

/** Lives once for every point from the first on, with this step between, until there is no such point; gives the problems. */
async function sweep(storage, first, step) {
  const other = await signedIn({ name: "other" });
  const problems = [];
  let points = 0;
  for (let at = first; ; at += step) {
    traps.arm(at);
    const found = await live({ storage, name: `${storage} ${at}` }, other);
    problems.push(...found.map((problem) => `trap ${at} (${traps.where}): ${problem}`));
    if (!traps.thrown) return { problems, points };
    points++;
  }
}

async function signedIn(options) {
  const auth = make(options);
  await auth.login(me);
  return { auth, warnings: counted(auth) };
}

function counted(auth) {
  const warnings = [];
  auth.on("warning", ({ code }) => warnings.push(code));
  return warnings;
}

/** The life, beside another session that has to go on through it; gives what was not as it should be. */
async function live(options, other) {
  const problems = [];
  const expect = (is, what) => is || problems.push(what);
  // Not within 100 ms: one that is at the server has its answer first.
  const isTrapped = ({ code }) => code === "internal" && traps.thrown > 0;
  other.warnings.length = traps.refusals.length = 0;

  // Does what must succeed or fall to the trap, in which case it must succeed when it is done again.
  const step = async (name, expected, ...calls) => {
    const results = await Promise.all(calls.map(outcome));
    for (const [i, result] of results.entries()) {
      if ((result.value ?? result.code) === expected) continue;
      expect(isTrapped(result), `${name}: ${JSON.stringify(result)}`);
      const again = await outcome(calls[i]);
      expect((again.value ?? again.code) === expected, `${name}, again: ${JSON.stringify(again)}`);
    }
  };

  const auth = make({ refresh: { url: "/api/token/refresh" }, ...options });
  const warnings = counted(auth);
  const something = () => auth.fetch("/api/something");
  const nested = [];
  for (const type of ["signed-in", "renewed", "expired", "signed-out"]) {
    auth.on(type, () => {
      traps.isListening = true;
      if (type !== "signed-out" && type !== "expired") nested.push(outcome(something));
      expect(["loading", "signed-in", "expired", "signed-out"].includes(auth.status), "a status of its own");
      traps.isListening = false;
    });
  }

  await step("ready", "done", () => auth.ready);
  await step("abort", "aborted", () => auth.login(me, { signal: AbortSignal.abort() }));
  await step("login", "done", () => auth.login(me));
  await step("fetch", 200, something);
  passLife();
  await step("three after the token's life", 200, something, something, something);
  let token;
  await step("token", "done", async () => void (token = await auth.token()));
  await revoke(token);
  await step("three after a revocation", 200, something, something, something);
  await step("refresh", "done", auth.refresh);
  await step("adopt nothing", "no-token", () => auth.adopt({}));
  await step("decode", "done", () => decodeJwt(token));
  await step("url", "done", () => auth.url("/api/something"));
  dispatchEvent(new Event("focus"));
  await step("news", "done", () => news(options.name));
  await step("explain", "done", async () => auth.explain("/api/something"));
  await step("fetch after all", 200, something);
  await step("logout", "done", auth.logout);
  await step("fetch without a session", 401, something);
  for (const result of await Promise.all(nested)) {
    expect(result.value === 200 || isTrapped(result), `in a listener: ${JSON.stringify(result)}`);
  }
  expect(warnings.join() === (traps.thrown ? "internal" : ""), `warnings: ${warnings}`);
  traps.at = Infinity;
  auth.close();

  expect(other.warnings.join() === (traps.thrown ? "internal" : ""), `warnings of the other: ${other.warnings}`);
  const { value } = await outcome(() => other.auth.fetch("/api/something"));
  expect(value === 200, `the other: ${value}`);
  expect(!traps.refusals.length, "a refresh token was spent twice");
  return problems;
}

/** Another tab says something, and it has been heard. */
function news(name) {
  const [teller, listener] = [new BroadcastChannel(`jotpass:${name}`), new BroadcastChannel(`jotpass:${name}`)];
  const heard = new Promise((resolve) => (listener.onmessage = resolve));
  teller.postMessage(false);
  return heard.finally(() => [teller, listener].forEach((channel) => channel.close()));
}
