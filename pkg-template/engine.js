// The engine: the functions of src/api, and what is to know of an instance that may break. In a Rust app the crate itself is the
// engine, and src/client/engine.js takes the place of this.

export * from "./jotpass.js";

// `load`: loads it, and gives a promise if that takes time, else nothing. `lifeline`: says whether the instance of this moment is still
// there, `{ isThere, check }`. `restarts`: told, with the error, when another has taken its place.
export { lifeline, load, restarts } from "./load.js";
