import { KeepAlive, createApp, createSSRApp, effectScope, h, isReadonly, ref } from "vue";
import { createAuthPlugin, useSession } from "jotpass/vue";
import { drawn, expose, target } from "./harness.js";
import { Provided, State } from "./vue_view.js";

let app = null;
const mount = (render, auth) => {
  app = createApp({ render });
  app.use(createAuthPlugin(auth)).mount(target());
};

expose({
  mount: (auth) => mount(() => h(State, { onDrawn: drawn }), auth),
  mountTwo: (auth, other) => mount(() => [h(State), h(State, { auth: other })], auth),
  hydrate(auth) {
    app = createSSRApp({ render: () => h(State) });
    app.use(createAuthPlugin(auth)).mount(target());
  },
  unmount: () => app.unmount(),
  missing() {
    let told;
    const app = createApp({ render: () => h(Provided, { onAuth() {} }) });
    app.config.errorHandler = (error) => (told = error);
    app.mount(document.createElement("div"));
    return told.message;
  },
  provided(auth) {
    let given;
    mount(() => h(Provided, { onAuth: (auth) => (given = auth) }), auth);
    return given === auth;
  },
  /** A view that can be put aside; the function does it, and brings it back. */
  mountKept(auth) {
    const isShown = ref(true);
    mount(() => h(KeepAlive, () => (isShown.value ? h(State) : h("i"))), auth);
    window.toggle = () => void (isShown.value = !isShown.value);
  },
  /** Outside of a component, as a store does it. */
  inScope(auth) {
    const scope = effectScope();
    const refs = scope.run(() => useSession(auth));
    return { refs, areReadonly: isReadonly(refs.status) && isReadonly(refs.session), stop: () => scope.stop() };
  },
});
