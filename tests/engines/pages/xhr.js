// Makes every XMLHttpRequest of a group twice: by hand on the native one, with the token as the page would set it, and on the hooked
// one; and tells how the two differ in what the page and the server saw. The address says which group (`kind` and `part`), and
// where the origins of the echo server are.
//
// - fresh: the token is known and good.
// - waited: nobody is signed in when the page sends, and somebody is a moment later.
// - resent: the token is stale, so the server's first answer is a 401.

import { createAuth } from "/pkg/index.js";
import { CASES } from "./xhr_cases.js";
import { createLog } from "./xhr_log.js";

const query = new URLSearchParams(location.search);
const ORIGINS = { url: location.origin, other: query.get("other"), site: query.get("site") };
// Of its own, so that no request waits for a connection that one of these has.
const CONTROL = query.get("foreign");
const TOKEN = "canary-token-7Qx";
const STALE = "stale-token-7Qx";
// A request that takes longer, in milliseconds, hangs.
const LIMIT = 3000;

const nativeFetch = globalThis.fetch.bind(globalThis);
const control = (verb, key) => nativeFetch(`${CONTROL}/${verb}?${key}`, { cache: "no-store" });
const flat = (query) =>
  new URLSearchParams(Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
const later = () => new Promise((resolve) => setTimeout(resolve));

/**
 * What a browser does the same each time, which two native runs show as well: not how much of an upload it tells before somebody
 * breaks it off, nor what it tells of one to who listens only when it is under way.
 */
const repeated = (lines, { isTimed, listeners }) => {
  const isVague = isTimed || (listeners.hasUpload && listeners.isLate);
  return isVague ? lines.filter((line) => !/^(untrusted )?upload/.test(line)) : lines;
};

const trusting = (lines) => lines.map((line) => line.replace(/^untrusted /, ""));

/**
 * How the hooked request comes by its token; which cases can be held against native ones then (`isIn`), and what of their logs
 * (`shownOf`).
 */
const KINDS = {
  fresh: {
    options: {},
    prepare: (auth) => auth.session ?? auth.adopt({ access_token: TOKEN, expires_in: 3600 }),
    addressOf: (test) => test.query,
    isIn: () => true,
    shownOf: repeated,
    atOnce: 5,
  },
  resent: {
    options: {
      refresh: { request: () => new Request(`${CONTROL}/echo/renewal?${flat({ body: `{"access_token":"${TOKEN}","expires_in":3600}` })}`) },
    },
    prepare: (auth) => auth.adopt({ access_token: STALE, expires_in: 3600, refresh_token: "refresh" }),
    addressOf: (test) => ({ status: 401, cors: test.query.cors ?? "all", body: "refused", shown: `${flat(test.query)}&` }),
    // A redirect of the echo server comes back to the 401, and who listens to an upload that is under way hears one part or another.
    isIn: ({ isSync, isRedirected, listeners }) => !isSync && !isRedirected && !(listeners.hasUpload && listeners.isLate),
    // What ends while a token is renewed is ended by us.
    shownOf: (lines, test) => (test.isTimed ? trusting(repeated(lines, test)) : repeated(lines, test)),
    atOnce: 1,
  },
  waited: {
    options: { signedOut: "wait" },
    prepare: (auth) => auth.session && auth.logout().catch(() => {}),
    addressOf: (test) => test.query,
    async goOn(auth) {
      await later();
      await auth.adopt({ access_token: TOKEN, expires_in: 3600 });
    },
    isIn: ({ isSync, listeners }) => !isSync && !(listeners.hasUpload && listeners.isLate),
    // What comes of it while it waits is ours to tell, and that the upload starts it tells when it does.
    shownOf: (lines, test) =>
      trusting(repeated(lines, test))
        .filter((line) => !/^upload loadstart/.test(line))
        .map((line) => line.replace(/^(throws InvalidStateError|xhr loadstart).*/, "$1")),
    atOnce: 1,
  },
};

/** One request, from its making until nothing more can come of it. */
async function perform(test, id, isNative, address) {
  const origin = ORIGINS[test.to];
  const log = createLog(id);
  class Own extends XMLHttpRequest {
    open(...args) {
      log.write("own open");
      super.open(...args);
    }
    get status() {
      return super.status;
    }
  }
  const xhr = test.isOwnClass ? new Own() : new XMLHttpRequest();
  let isActed = false;
  let isSent = false;
  const kit = {
    xhr,
    again: `${origin}/echo/${id}?again`,
    once(act) {
      if (isActed) return;
      isActed = true;
      attempt(act);
      check?.();
    },
    spy: (name, value) => ({ toString: () => (log.write(`converts ${name}`), value) }),
  };
  const attempt = (act) => {
    try {
      act?.(kit);
    } catch (error) {
      log.write(`throws ${error?.name}: ${error?.message}`);
      if (error instanceof RangeError) throw error;
    }
  };
  if (isNative) setByHand(xhr);

  const { listeners } = test;
  const listen = () => log.listen(xhr, listeners, test.isForm, (event) => test.onEvent?.(kit, event));
  let check;
  const finished = new Promise((resolve) => {
    check = async () => {
      await later();
      if (xhr.readyState === 0 || xhr.readyState === 4) resolve();
    };
    if (!listeners.isLate && !listeners.isMiddle) listen();
    attempt(test.beforeOpen);
    attempt(() => {
      const url = `${origin}/echo/${id}?${flat(address)}`;
      const args = test.convert ? test.convert(kit, url) : [test.method, url, ...(test.args ?? [])];
      xhr.open(...args);
    });
    if (listeners.isMiddle) listen();
    attempt(() => (xhr.responseType = test.responseType));
    if (test.timeout) attempt(() => (xhr.timeout = test.timeout));
    attempt(test.beforeSend);
    xhr.addEventListener("loadend", check);
    attempt(() => {
      test.makeBody ? xhr.send(test.makeBody()) : xhr.send();
      isSent = true;
    });
    log.write("sent");
    if (listeners.isLate) listen();
    attempt(test.afterSend);
    if (isSent) check();
    else resolve();
  });
  if (test.onArrival) control("when", `arrived ${id}`).then(() => kit.once(test.onArrival));
  return { log, finished };
}

/** The native one, with the token as the page would set it. */
function setByHand(xhr) {
  const { open, send } = xhr;
  let isListed = false;
  xhr.open = (...args) => {
    isListed = !/^data:/.test(typeof args[1] === "string" ? args[1] : "");
    return open.apply(xhr, args);
  };
  xhr.send = (...args) => {
    try {
      if (isListed) xhr.setRequestHeader("x-access-token", TOKEN);
    } catch {
      // Nor can it be sent.
    }
    return send.apply(xhr, args);
  };
}

const inTime = (promise) => {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, LIMIT, "hangs")));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

async function runAll(tests, kind, letter, auth) {
  const queue = tests.values();
  const work = async () => {
    for (const test of queue) {
      const id = `x${`${test.index}`.padStart(5, "0")}${letter}`;
      if (auth) await kind.prepare(auth);
      const { log, finished } = await perform(test, id, !auth, kind.addressOf(test));
      if (auth) kind.goOn?.(auth);
      if ((await inTime(finished)) === "hangs") log.write("hangs");
      test.ids.push(id);
      test.logs.push(log.lines());
      control("say", `go ${id}`);
    }
  };
  await Promise.all(Array.from({ length: kind.atOnce }, work));
}

async function run() {
  const kind = KINDS[query.get("kind")];
  const [part, parts] = query.get("part").split("/").map(Number);
  const tests = CASES.map((test, index) => ({ ...test, index, ids: [], logs: [] })).filter(
    (test) => test.index % parts === part && kind.isIn(test),
  );
  const uncaught = [0, 0];
  let nth = 0;
  addEventListener("error", (event) => (uncaught[nth]++, event.preventDefault()));

  await runAll(tests, { ...kind, atOnce: 5 }, "n");
  nth = 1;
  const auth = createAuth({ attach: { to: Object.values(ORIGINS), redirects: "follow" }, ...kind.options });
  await auth.ready;
  const uninstall = auth.install({ fetch: false, xhr: true });
  await runAll(tests, kind, "h", auth);
  uninstall();

  const records = await (await control("taken", "")).json();
  const differences = tests.flatMap((test) => compare(test, kind, records));
  if (uncaught[0] !== uncaught[1]) differences.push(`uncaught: ${uncaught}`);
  return { cases: tests.length, events: tests.flatMap(({ logs }) => logs[1]).length, differences };
}

function compare({ name, ids, logs, ...test }, kind, records) {
  const [native, hooked] = logs.map((lines) => kind.shownOf(lines, test));
  const differences = differ(`${name}: log`, native, hooked);
  // What came of it in the end: of the first try the native one knows nothing, nor of the question that went before.
  const isLast = ({ head }) => kind !== KINDS.resent || !(head.includes(STALE) || /^access-control-request-method/im.test(head));
  const [wanted, seen] = ids.map((id) => (records[id] ?? []).filter(isLast).map((record) => bare(record, id)));
  const isCertain = !test.isRacy && !test.isTimed;
  return isCertain ? [...differences, ...differ(`${name}: server`, wanted, seen)] : differences;
}

const differ = (what, native, hooked) => {
  const i = Array.from({ length: Math.max(native.length, hooked.length) }).findIndex((_, i) => native[i] !== hooked[i]);
  return i < 0 ? [] : [`${what} ${i}\n  native ${native[i]}\n  hooked ${hooked[i]}`];
};

/** Without what is another for each: its address, and the boundary of its form, which has not one length in every engine. */
const bare = ({ head, body }, id) => {
  const text = `${head}\n${body}`.replaceAll(id, "ID");
  const boundary = /boundary=(\S+)/.exec(head)?.[1];
  return boundary ? text.replaceAll(boundary, "BOUNDARY").replace(/^content-length: .*$/im, "") : text;
};

globalThis.done = run();
