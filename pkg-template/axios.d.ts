/** axios with Jotpass: see `createAdapter`. */
import type { Auth } from "./index.js";

export {};

/**
 * An adapter for `axios.create({ adapter: createAdapter(auth, axios) })`: listed requests get the token, all others go as they are.
 * Errors and everything else are those of axios, 1.12 or newer; only `onUploadProgress` is never called.
 */
export function createAdapter<Adapter extends (config: never) => Promise<unknown>>(
  auth: Pick<Auth, "fetch">,
  axios: { getAdapter(adapters: "fetch", config?: never): Adapter },
): Adapter;
