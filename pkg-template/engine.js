// The engine's place: the functions of src/api, and what is to know of an instance that may break. Whoever has the engine provides
// it: load.js in the package, the crate itself in a Rust app.

// `engine`: the functions. `load`: loads them, and gives a promise if that takes time, else nothing. `lifeline`: says whether the
// instance of this moment is still there, `{ isThere, check }`. `restarts`: told, with the error, when another has taken its place.
export let engine, load, lifeline, restarts;

export function provide(provided) {
  ({ engine, load, lifeline, restarts } = provided);
}
