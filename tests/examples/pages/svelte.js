import { flushSync, hydrate, mount, unmount } from "svelte";
import { sessionStore } from "jotpass/svelte";
import { drawn, expose, target } from "./harness.js";
import SvelteClassic from "./SvelteClassic.svelte";
import SvelteRunes from "./SvelteRunes.svelte";
import SvelteView from "./SvelteView.svelte";

let app = null;
const draw = (component, props) => {
  app = mount(component, { target: target(), props });
  flushSync();
};

expose({
  mount: (auth) => draw(SvelteView, { stores: [sessionStore(auth)], onDrawn: drawn }),
  mountTwo: (auth, other) => draw(SvelteView, { stores: [sessionStore(auth), sessionStore(other)] }),
  mountClassic: (auth) => draw(SvelteClassic, { session: sessionStore(auth) }),
  mountRunes: (auth) => draw(SvelteRunes, { session: sessionStore(auth) }),
  hydrate: (auth) => void (app = hydrate(SvelteView, { target: target(), props: { stores: [sessionStore(auth)] } })),
  unmount: () => unmount(app),
  /** What a subscriber is told, and by how many listeners to the Auth. */
  subscribe(auth) {
    const told = [];
    const stop = sessionStore(auth).subscribe((state) => told.push(state));
    return { told, stop };
  },
});
