// For Svelte: the state of an `Auth` as a store. Imports nothing of Svelte, whose contract for stores is a `subscribe`.

import { LOADING, isServer, stateOf } from "./session_state.js";

export const sessionStore = (auth) => ({
  subscribe(run) {
    // On a server nothing changes.
    if (isServer) {
      run(LOADING);
      return () => {};
    }
    let told = null;
    const tell = () => {
      const state = stateOf(auth);
      if (state !== told) run((told = state));
    };
    const stop = auth.subscribe(tell);
    tell();
    return stop;
  },
});
