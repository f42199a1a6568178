// Where requests go, and what holds what: the rules that the engine has in WebAssembly, as far as a test needs them.

export { resolve, targetOf, toPlace, urlOf } from "../places.js";

// By whole segments: `/api` holds `/api` and `/api/a`, not `/apis`.
export const isInside = (target, { origin, path }) =>
  target.origin === origin && (target.path === path || target.path.startsWith(path.endsWith("/") ? path : `${path}/`));
