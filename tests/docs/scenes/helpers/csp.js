// Signs in by every entry that has an engine, so that a policy is seen to allow what it must.
import { createAuth } from "jotpass";
import { createAuth as createInline } from "jotpass/inline";
import { createAuth as createIsolated } from "jotpass/worker";

const entries = { jotpass: createAuth, inline: createInline, worker: createIsolated };

window.signInBy = async (entry) => {
  const auth = entries[entry]({ tokenUrl: "/api/token", name: entry, attach: { to: ["/api/something"] } });
  await auth.login({ username: "demo", password: "demo" });
  return (await auth.fetch("/api/something")).status;
};
