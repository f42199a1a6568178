/**
 * The entry `jotpass/inline`: all that `jotpass` exports, with the WebAssembly in the script. For bundlers that leave files alone, and for
 * pages that want to know without waiting that nobody is signed in: an `Auth` with `storage: "memory"` is never `loading`.
 */
export * from "./index.js";
