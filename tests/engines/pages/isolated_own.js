// Scenes of a fetch through the port that have no native counterpart. Each gets an `Auth` that is signed in, and the kit of
// isolated.js.

// A native one has such an answer without any waiting, so this is time enough for what must not happen.
const ROUNDS = 60;

const echo = (id, query) => `/echo/${id}?${new URLSearchParams(query)}`;
const isShown = ({ head }) => /^x-access-token: canary-token-7Qx$/im.test(head);

async function later(kit) {
  for (let i = 0; i < ROUNDS; i++) await kit.say("nothing");
}

export const OWN_SCENES = {
  async "a server sends no more than a reader takes"(auth, kit) {
    const sent = async (send, id) => {
      const response = await send(echo(id, { flood: 512 }));
      const reader = response.body.getReader();
      await reader.read();
      await later(kit);
      const count = await kit.flooded(id);
      await reader.cancel();
      return count;
    };
    const [native, ours] = [await sent(kit.nativeFetch, "native-flood"), await sent(auth.fetch, "flood")];
    // Firefox takes all there is, natively and in workers; WebKit as much as comes in that time.
    return ours < 64 || ours < 4 * native ? "little" : `${ours} MiB, natively ${native} MiB`;
  },

  async "what a slow reader reads is whole"(auth, kit) {
    const response = await auth.fetch(echo("whole", { flood: 32 }));
    const reader = response.body.getReader();
    let size = 0;
    for (let part; !(part = await reader.read()).done; ) {
      size += part.value.length;
      if (size < 2 ** 20) await kit.say("nothing");
    }
    return size;
  },

  async "a response that is dropped is closed"(auth, kit) {
    if (!globalThis.gc) return true;
    await auth.fetch(echo("dropped", { flood: 1024 }));
    const gone = kit.when("gone dropped").then(() => true);
    for (let isGone; !isGone; ) {
      globalThis.gc();
      isGone = await Promise.race([gone, kit.say("nothing").then(() => false)]);
    }
    return true;
  },

  async "a thousand at once"(auth, kit) {
    const ask = async (i) => (await auth.fetch(echo("many", { body: `${i}` }), { method: "POST", body: `${i}` })).text();
    const texts = await Promise.all(Array.from({ length: 1000 }, (_, i) => ask(i)));
    const { many } = await kit.taken();
    return [texts.every((text, i) => text === `${i}`), new Set(many.map(({ body }) => body)).size, many.every(isShown)];
  },

  async "calls before the worker is there"(_, kit) {
    const auth = kit.make();
    const calls = [auth.fetch(echo("early")), auth.fetch(new Request(echo("early"), { method: "PUT", body: "x" }))];
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    await auth.adopt({ access_token: "canary-token-7Qx" });
    const { early } = await kit.taken();
    auth.close();
    return [statuses, early.some(isShown)];
  },

  async "a call that is aborted before the worker is there"(_, kit) {
    const auth = kit.make();
    const controller = new AbortController();
    const call = auth.fetch(echo("early"), { signal: controller.signal });
    controller.abort("early");
    const reason = await call.catch((error) => error);
    auth.close();
    return reason;
  },

  async "a login that comes with the first call"(_, kit) {
    const auth = kit.make();
    const login = auth.adopt({ access_token: "canary-token-7Qx" });
    await login;
    const { status } = await auth.fetch(echo("first"));
    const { first } = await kit.taken();
    auth.close();
    return [status, first.map(isShown)];
  },

  // Who has wrapped the global before sees what the page sends itself, who does so after sees all.
  async "the hook beside other wrappers"(auth, kit) {
    const native = globalThis.fetch;
    const seen = [];
    const wrap = (name) => {
      const inner = globalThis.fetch;
      globalThis.fetch = (...args) => (seen.push(`${name} ${new URL(args[0], location.href).pathname}`), inner(...args));
    };
    wrap("below");
    const uninstall = auth.install();
    wrap("above");
    await fetch(echo("hooked"));
    await fetch(`${kit.control}/smoke.js`);
    uninstall();
    globalThis.fetch = native;
    const { hooked } = await kit.taken();
    return [seen, hooked.map(isShown)];
  },

  async "what is not listed, and what is, by one that is closed"(auth, kit) {
    const own = await kit.signIn({ attach: { to: ["/echo"] } });
    const unlisted = await own.fetch("/open/unlisted");
    own.close();
    const closed = await own.fetch(echo("closed")).then(({ status }) => status, ({ code }) => code);
    const { unlisted: seen, closed: ofClosed } = await kit.taken();
    return [unlisted.status, seen.map(isShown), closed, (ofClosed ?? []).map(isShown)];
  },
};
