import { createAuth } from "jotpass/inline";

export interface User {
  id: string;
  username: string;
  name: string;
  email: string;
}

// One for the whole app, made once. It survives a reload, and renews the token before it ends. From `jotpass/inline`, because the
// CLI does not find the WebAssembly file of `jotpass`.
export const auth = createAuth<{ name: string }, User>({
  tokenUrl: "/api/token",
  logout: { url: "/api/logout" },
  storage: "session",
});
