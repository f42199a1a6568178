// The app of this page: its address says where the API is, and whether the session is isolated. On a server there is no address.
import { createApp } from "./app.js";

const address = new URLSearchParams(globalThis.location?.search);
const api = address.get("api") ?? "";
const app = createApp(api);

export const { auth } = app;

let isolated;
const signInIsolated = async () => (await import("./isolated.js")).signInIsolated(api);

export const signIn = () => (address.has("isolated") ? (isolated ??= signInIsolated()) : app.signIn());
