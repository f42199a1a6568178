import { createAuth } from "jotpass";
import { sessionStore } from "jotpass/svelte";

// One for the whole app, made once. It survives a reload, and renews the token before it ends.
export const auth = createAuth({
  tokenUrl: "/api/token",
  logout: { url: "/api/logout" },
  storage: "session",
});

export const session = sessionStore(auth);
