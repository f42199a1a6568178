/** axios with Jotpass: see `createAdapter`. */
import type { Auth } from "./index.js";

export {};

/** What axios gives its adapter, and what this one reads of it. */
type Config = {
  headers: any;
  env?: any;
  withCredentials?: boolean | undefined;
  timeout?: number | undefined;
  timeoutErrorMessage?: string | undefined;
  transitional?: { clarifyTimeoutError?: boolean | undefined } | undefined;
};

/** Any other adapter of axios. */
type Adapter = (config: any) => Promise<any>;

/**
 * An adapter for `axios.create({ adapter: createAdapter(auth, axios) })`: listed requests get the token, all others go as they are.
 * Errors and everything else are those of axios, 1.12 or newer; only `onUploadProgress` is never called.
 */
export function createAdapter(
  auth: Pick<Auth, "fetch">,
  axios: { getAdapter(adapters: any, config?: any): Adapter },
): (config: Config) => Promise<any>;
