// At the top level, not in beforeAll(): `jotpass` keeps the `fetch` that it finds when it loads, which has to be MSW's.
import { createTokenServer } from "jotpass/testing";
import { http } from "msw";
import { setupServer } from "msw/node";

export const server = createTokenServer({ users: { ann: { password: "correct horse" } } });
export const network = setupServer(...server.handlers(http));

network.listen({ onUnhandledFrame: "error" });
