// A page before anything of a contestant is loaded. `start(name, task)` loads it and gives the milliseconds until its first answer:
// the claims of a token (`decode`), or a request that the stubbed network has answered (`fetch`).

import "./stubbed.js";
import { open } from "./session.js";

const session = await open();

globalThis.start = async (name, task) => {
  const begin = performance.now();
  const module = await import(`/bundles/stubbed/start/${name}.js`);
  if (task === "decode") await module.decode(session.tokens.access_token);
  if (task === "fetch") {
    const call = await module.signIn({ ...session, isStubbed: true });
    await call("/api/something");
  }
  return performance.now() - begin;
};
