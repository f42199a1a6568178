// The shell in pkg-template/ as a Rust app has it: all of it but workers and the hook on XMLHttpRequest. Must hold no policy, and do
// nothing that the shell does. What is brought along is shell.bundle.js, which tests/examples/leptos_shell.spec.mjs makes of this.

import { createHome } from "../../pkg-template/auth.js";
import { installFetch, isMine, uninstall } from "../../pkg-template/fetch_hook.js";
import { readOptions } from "../../pkg-template/options.js";
import { invalid } from "../../pkg-template/places.js";
import { provide } from "./engine.js";

const TYPES = ["signed-in", "renewed", "user-changed", "expiring", "expired", "signed-out", "login-required", "warning"];

export function open(engine, options) {
  provide(engine);
  const [config, places] = readOptions(options);
  if (config.isIsolated) throw invalid("isolation", "must be page in a Rust app");
  return createHome(config, places, { install: installFetch, isMine, uninstall }).auth;
}

export const login = (auth, credentials, signal) => auth.login(credentials, { signal });

// As JSON in which no text has half a character, as a name that was cut somewhere may: no text of Rust can hold that.
export const textOf = (session) =>
  JSON.stringify(session).replace(/\\(ud[89a-f]..|.)/g, (escape, { length }) => (length > 1 ? "\ufffd" : escape));

// Tells the type and the event, and neither when anything else may have changed. Gives the function that ends it.
export function listen(auth, tell) {
  const stops = TYPES.map((type) => auth.on(type, (event) => tell(type, event)));
  stops.push(auth.subscribe(() => tell()));
  return () => stops.forEach((stop) => stop());
}
