// For Vue: the `Auth` as a plugin, and its state as refs. Keeps no state of its own.

import { computed, getCurrentInstance, hasInjectionContext, inject, onMounted, onScopeDispose, shallowRef } from "vue";
import { LOADING, isServer, missing, stateOf } from "./session_state.js";

const KEY = Symbol("jotpass");

export const createAuthPlugin = (auth) => ({ install: (app) => void app.provide(KEY, auth) });

export function useAuth() {
  const auth = hasInjectionContext() && inject(KEY, null);
  if (!auth) throw missing("Call `app.use(createAuthPlugin(auth))`, and this in `setup()`");
  return auth;
}

export function useSession(auth = useAuth()) {
  const instance = getCurrentInstance();
  // A component has an element before it is set up only where a server has drawn it.
  const isHydrating = Boolean(instance?.vnode.el);
  const state = shallowRef(isServer || isHydrating ? LOADING : stateOf(auth));
  const look = () => void (state.value = stateOf(auth));
  let stop = null;
  const start = () => {
    stop = auth.subscribe(look);
    look();
  };
  // On a server no scope is ever disposed of.
  if (!isServer) {
    onScopeDispose(() => stop?.());
    if (isHydrating) onMounted(start);
    else start();
  }
  return { status: computed(() => state.value.status), session: computed(() => state.value.session) };
}
