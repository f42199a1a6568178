// The table of redirects: every status, method and way, for every policy. Tells what differs from what the policy promises,
// above all where the token was seen. The address says which policy, and where the origins of the echo server are.

import { createAuth } from "/pkg/index.js";

const query = new URLSearchParams(location.search);
const AT_ONCE = 5;
const TOKEN = "canary-token-7Qx";
const HEADERS = ["x-access-token", "authorization"];
const nativeFetch = globalThis.fetch.bind(globalThis);

// Where a redirect may lead: what is listed, and what is not.
const PLACES = {
  listed: `${location.origin}/echo`,
  "another path": `${location.origin}/open`,
  ally: `${query.get("other")}/echo`,
  foreign: `${query.get("foreign")}/echo`,
};
const isListed = (place) => place === "listed" || place === "ally";
const isSameOrigin = (place) => place === "listed" || place === "another path";

const POLICIES = {
  safe: {},
  hooked: {},
  error: { redirects: "error" },
  follow: { redirects: "follow" },
  bearer: { header: "authorization" },
};

const STATUSES = [301, 302, 303, 307, 308];
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const WAYS = [
  ["listed", "listed"],
  ["listed", "another path"],
  ["listed", "ally"],
  ["listed", "foreign"],
  ["ally", "listed"],
  ["ally", "foreign"],
  ["listed", "listed", "foreign"],
  ["listed", "foreign", "listed"],
  ["listed", "foreign", "another path"],
  ["listed", "another path", "ally"],
  ["ally", "foreign", "ally"],
];

/** A case: where the steps of its way are, how they answer, and what is to come of it. */
const at = (place, id, step, params) => `${PLACES[place]}/${id}.${step}?${new URLSearchParams(params)}`;

/** The first address of a way whose every step redirects to the next. */
function addressOf(way, id, status, end = {}) {
  return way.reduceRight((next, place, step) => {
    const isEnd = step === way.length - 1;
    return at(place, id, step, isEnd ? { body: "the end", ...end } : { status, header: `location: ${next}`, body: "" });
  }, null);
}

const isReader = (method) => method === "GET" || method === "HEAD";
const REFUSED = { error: "AuthError redirect-refused" };

/** By the policy: the outcome, where it is not the native one, and for each step the requests: "t" shows the token. */
function promised(policy, method, way) {
  const last = way.length - 1;
  const all = (step) => way.map((_, i) => step(i));
  if (policy === "follow") return { steps: all(() => "t") };
  // Browsers themselves drop it, for good, where the origin changes.
  if (policy === "bearer") {
    const origin = (place) => new URL(PLACES[place]).origin;
    return { steps: all((i) => (way.slice(0, i + 1).every((place) => origin(place) === origin(way[0])) ? "t" : "-")) };
  }
  if (policy === "error" || !isReader(method)) return { outcome: REFUSED, steps: all((i) => (i === 0 ? "t" : "")) };
  const atEnd = isListed(way[last]) ? "-t" : "-";
  // The end is asked for itself, as a place that one has not been led to.
  const type = isSameOrigin(way[last]) && isListed(way[last]) ? "basic" : undefined;
  return {
    type,
    steps: all((i) => (i === 0 ? "t-" : i === last ? atEnd : "-")),
  };
}

function* table(policy) {
  for (const way of WAYS) {
    for (const status of STATUSES) {
      for (const method of METHODS) {
        yield {
          name: `${status} ${method}: ${way.join(" → ")}`,
          method,
          address: (id) => addressOf(way, id, status),
          way,
          ...promised(policy, method, way),
        };
      }
    }
  }
}

/** What is no simple way. The steps are those of `way`; others are not looked at. */
function* oddities(policy) {
  const isGuarded = policy !== "follow" && policy !== "bearer";
  const isSafe = policy === "safe" || policy === "hooked";
  const refused = isGuarded ? REFUSED : undefined;
  for (const [hops, what] of [[20, "as many as may be"], [21, "one too many"]]) {
    yield {
      name: `${hops} hops, ${what}`,
      way: ["listed"],
      address: (id) => at("listed", id, 0, { status: 302, hops }),
      outcome: policy === "error" ? REFUSED : undefined,
    };
  }
  yield {
    name: "a loop",
    way: ["listed"],
    address: (id) => at("listed", id, 0, { status: 307, header: `location: ${PLACES.listed}/${id}.0?status=307&hops=99` }),
    outcome: policy === "error" ? REFUSED : undefined,
  };
  for (const target of ["listed", "foreign"]) {
    const shown = (id) => new URLSearchParams({ status: 302, header: `location: ${at(target, id, 1, {})}` });
    if (isGuarded) {
      yield {
        name: `a server that redirects only who shows a token: ${target}`,
        way: ["listed", target],
        address: (id) => at("listed", id, 0, { shown: shown(id) }),
        outcome: REFUSED,
        steps: isSafe ? ["t-", ""] : ["t", ""],
      };
    }
    if (isSafe) {
      yield {
        name: `an end that redirects on who shows a token: ${target}`,
        way: ["listed", "listed", target],
        address: (id) =>
          at("listed", id, 0, {
            status: 302,
            header: `location: ${PLACES.listed}/${id}.1?${new URLSearchParams({
              shown: new URLSearchParams({ status: 302, header: `location: ${at(target, id, 2, {})}` }),
            })}`,
          }),
        outcome: REFUSED,
        steps: ["t-", "-t-", ""],
      };
    }
  }
  yield {
    name: "a foreign end that answers with 401",
    way: ["listed", "foreign"],
    address: (id) => addressOf(["listed", "foreign"], id, 302, { status: 401, reason: "Unauthorized" }),
    ...promised(policy, "GET", ["listed", "foreign"]),
  };
  yield {
    name: "a foreign end that allows nobody",
    way: ["listed", "foreign"],
    address: (id) => addressOf(["listed", "foreign"], id, 302, { cors: "none" }),
    outcome: refused && !isSafe ? refused : undefined,
  };
  yield {
    name: "a redirect to nowhere",
    way: ["listed"],
    address: (id) => at("listed", id, 0, { status: 302, header: "location: http://" }),
    // Some engines read the address only when they follow.
    isRefusable: policy === "error",
  };
  yield {
    name: "a redirect without a place, which looks like any other as long as nobody follows",
    way: ["listed"],
    address: (id) => at("listed", id, 0, { status: 302 }),
    outcome: refused,
  };
  if (isSafe) {
    yield {
      name: "a way without end",
      way: ["listed"],
      before: (id) => nativeFetch(`${PLACES.listed}/${id}.0?endless`),
      address: (id) => `${PLACES.listed}/${id}.0?endless`,
      isNative: false,
      outcome: REFUSED,
      rounds: 20,
    };
  }
}

async function outcomeOf(send, address, method) {
  try {
    const response = await send(address, { method });
    const { type, status, redirected, url } = response;
    const copy = response.clone();
    return { type, status, redirected, isCopyRedirected: copy.redirected, url, body: await response.text() };
  } catch (error) {
    return { error: [error.name, error.code].filter((part) => typeof part === "string").join(" ") };
  }
}

const isPreflight = ({ head }) => /^OPTIONS /.test(head) && /^access-control-request-method:/im.test(head);
const isShown = ({ head }) => HEADERS.some((name) => new RegExp(`^${name}: .*${TOKEN}`, "im").test(head));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function judge(test, policy, { id, nativeId, native, ours }, records) {
  const found = [];
  const tell = (what) => found.push(`${test.name}: ${what}`);
  const asNative = JSON.parse(JSON.stringify(native).replaceAll(nativeId, id));
  const expected = test.outcome ?? (test.type ? { ...asNative, type: test.type } : asNative);
  const isRefused = test.isRefusable && same(REFUSED, ours);
  if (!isRefused && !same(expected, ours)) tell(`${JSON.stringify(expected)} became ${JSON.stringify(ours)}`);
  test.way.forEach((place, step) => {
    const seen = records[`${id}.${step}`] ?? [];
    const requests = seen.filter((record) => !isPreflight(record));
    const shown = requests.map((record) => (isShown(record) ? "t" : "-")).join("");
    if (test.steps && shown !== test.steps[step]) tell(`step ${step} saw «${shown}» and not «${test.steps[step]}»`);
    const isSecret = policy !== "follow" && !(policy === "bearer" && isSameOrigin(place)) && !isListed(place);
    if (!isSecret) return;
    const leak = seen.find(({ head, body }) => `${head}${body}`.includes(TOKEN) || /request-headers:.*x-access-token/i.test(head));
    if (leak) tell(`${place} saw the token: ${leak.head}`);
  });
  if (test.rounds) {
    const rounds = Object.entries(records).filter(([one, seen]) => one.startsWith(`${id}.`) && seen.some(isShown)).length;
    if (rounds > test.rounds + 1) tell(`the token was shown in ${rounds} places`);
  }
  return found;
}

async function run(policy) {
  const to = [PLACES.listed, PLACES.ally];
  const auth = createAuth({ attach: { to, ...POLICIES[policy] } });
  await auth.adopt({ access_token: TOKEN, expires_in: 3600 });
  if (policy === "hooked") auth.install();
  const send = policy === "hooked" ? (...args) => globalThis.fetch(...args) : auth.fetch;

  const tests = [...table(policy), ...oddities(policy)];
  const queue = tests.entries();
  const runs = [];
  const work = async () => {
    for (const [index, test] of queue) {
      const [nativeId, id] = [`native-${index}-`, `jotpass-${index}-`];
      await test.before?.(id);
      const native = test.isNative !== false && (await outcomeOf(nativeFetch, test.address(nativeId), test.method));
      runs.push([test, { id, nativeId, native, ours: await outcomeOf(send, test.address(id), test.method) }]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const records = await (await nativeFetch(`${query.get("foreign")}/taken`)).json();
  return {
    cases: tests.length,
    status: auth.status,
    differences: runs.flatMap(([test, run]) => judge(test, policy, run, records)),
  };
}

globalThis.done = run(query.get("policy"));
