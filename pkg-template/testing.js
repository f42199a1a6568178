// The entry `jotpass/testing`: tokens, a token server and an `Auth` for the tests of apps. No WebAssembly, no network, no timers,
// and no test runner.

export { createTestAuth } from "./testing/auth.js";
export { mintToken } from "./testing/mint.js";
export { createTokenServer } from "./testing/server.js";
