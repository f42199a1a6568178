// What the matrix does not ask of a fetch through the port. Each scene is played natively and through a worker, and gives what can
// be seen of it, as JSON. The address says which isolation, and where the other origins of the echo server are.

import { createAuth } from "/pkg/worker.js";
import { SCENES } from "./isolated_scenes.js";
import { OWN_SCENES } from "./isolated_own.js";

const query = new URLSearchParams(location.search);
const isolation = query.get("isolation");
const [other, control] = [query.get("other"), query.get("foreign")];

const nativeFetch = globalThis.fetch.bind(globalThis);
const { origin } = location;
let count = 0;

const make = (options) => createAuth({ isolation, name: `${performance.timeOrigin} ${++count}`, attach: { to: [origin, other] }, ...options });
const signIn = async (options) => {
  const auth = make(options);
  await auth.adopt({ access_token: "canary-token-7Qx", expires_in: 3600 });
  return auth;
};

const kit = {
  other,
  control,
  make,
  signIn,
  nativeFetch,
  say: (key) => nativeFetch(`${control}/say?${key}`),
  when: (key) => nativeFetch(`${control}/when?${key}`),
  flooded: async (id) => Number(await (await nativeFetch(`${control}/flooded?${id}`)).text()),
  taken: async () => (await nativeFetch(`${control}/taken`)).json(),
};

// What becomes of a call, as JSON.
async function settled(call) {
  try {
    return (await call()) ?? null;
  } catch (error) {
    if (Object(error) !== error) return { thrown: `${error}` };
    return { thrown: error.name, code: error.code ?? null, message: error.message };
  }
}

async function run() {
  const auth = await signIn();
  const [native, ours, own] = [{}, {}, {}];
  for (const [name, scene] of Object.entries(SCENES)) {
    const id = name.replaceAll(/[^a-z]+/g, "-");
    native[name] = await settled(() => scene(nativeFetch, `${id}-n`, kit));
    ours[name] = await settled(() => scene(auth.fetch, `${id}-o`, kit));
  }
  for (const [name, scene] of Object.entries(OWN_SCENES)) own[name] = await settled(() => scene(auth, kit));
  // What is different by its nature.
  const even = (value) => JSON.parse(JSON.stringify(value).replaceAll(/-[no](?=[?"#/])/g, ""));
  return { isolation: auth.session.isolation, native: even(native), ours: even(ours), own };
}

globalThis.done = run();
