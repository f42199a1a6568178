// Before `jotpass` loads, which keeps the `fetch` it finds then.
import { createTokenServer } from "jotpass/testing";

export const server = createTokenServer({
  users: {
    ann: { password: "correct horse", claims: { roles: ["reader"] }, user: { id: 1, name: "Zoë Démo" } },
    bob: { password: "battery staple", user: { id: 2, name: "Bob" } },
  },
});

globalThis.fetch = server.fetch;
