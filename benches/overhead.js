// What a request costs over the native fetch, with a fresh token. `?stubbed` puts a function in the place of the network. Leaves
// in `globalThis.done` the times per request, in milliseconds, of each contestant in each round.

const isStubbed = location.search === "?stubbed";
const [ROUNDS, REQUESTS] = isStubbed ? [150, 50] : [100, 20];

const BODY = "x".repeat(10_240);
const CALLS = {
  "no body": ["/api/something"],
  "10 KB body": ["/api/something", { method: "POST", body: BODY, headers: { "content-type": "text/plain" } }],
  "10 KB answer": ["/api/long"],
};

globalThis.done = main();

async function main() {
  if (isStubbed) await import("./stub.js");
  const native = globalThis.fetch;
  const { page, worker, shared } = await signIn();
  const contestants = {
    native: (...args) => native(...args),
    "by hand": byHand(native, "a-token"),
    "auth.fetch": page.fetch,
    hooked: globalThis.fetch,
    worker: worker.fetch,
    "shared-worker": shared.fetch,
  };
  const results = {};
  for (const [name, call] of Object.entries(CALLS)) {
    // Warm, so that the first is not the slowest for that.
    for (const fetch of Object.values(contestants)) await time(fetch, call);
    results[name] = Object.fromEntries(Object.keys(contestants).map((contestant) => [contestant, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [contestant, fetch] of shuffled(Object.entries(contestants))) {
        results[name][contestant].push(await time(fetch, call));
      }
    }
  }
  return results;
}

// One `Auth` for each home of the session; that of the page hooks the global fetch.
async function signIn() {
  const folder = isStubbed ? "/stubbed" : "/pkg";
  const [inPage, inWorker] = await Promise.all(["index", "worker"].map((entry) => import(`${folder}/${entry}.js`)));
  const make = ({ createAuth }, isolation) => createAuth({ attach: { to: ["/api"] }, isolation });
  const auths = { page: make(inPage), worker: make(inWorker, "worker"), shared: make(inWorker, "shared-worker") };
  for (const auth of Object.values(auths)) await auth.adopt({ accessToken: "a-token", expiresIn: 3600 });
  auths.page.install();
  return auths;
}

function byHand(native, token) {
  return async (input, init = {}) => {
    const headers = new Headers(init.headers ?? input.headers);
    const { origin, pathname } = new URL(input.url ?? input, location.href);
    if (origin === location.origin && pathname.startsWith("/api")) headers.set("x-access-token", token);
    const response = await native(input, { ...init, headers });
    if (response.status === 401) throw new Error("signed out");
    return response;
  };
}

// Each answer is read to its end.
async function time(fetch, call) {
  const begin = performance.now();
  for (let i = 0; i < REQUESTS; i++) {
    const response = await fetch(...call);
    await response.arrayBuffer();
  }
  return (performance.now() - begin) / REQUESTS;
}

function shuffled(list) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}
