// Lives in a frame and says goodbye to the server when it is left. The address says by whose fetch, and what token it has.

import { createAuth } from "/pkg/index.js";

const query = new URLSearchParams(location.search);
const nativeFetch = globalThis.fetch.bind(globalThis);
const auth = createAuth({
  attach: { to: ["/echo"] },
  // It never comes back from there.
  refresh: { url: `/open/${query.get("id")}-renewal?hold` },
});

globalThis.ready = (async () => {
  const expired = new Promise((resolve) => auth.on("expired", resolve));
  const isFresh = query.get("token") === "fresh";
  await auth.adopt({ access_token: query.get("token"), refresh_token: "refresh", expires_in: isFresh ? 3600 : 0.001 });
  if (!isFresh) await expired;
  if (query.get("by") === "hooked") auth.install();
  const send = { native: nativeFetch, "auth.fetch": auth.fetch, hooked: globalThis.fetch }[query.get("by")];
  addEventListener("pagehide", () => {
    const goodbye = { method: "POST", body: "goodbye", keepalive: true };
    send(`/echo/${query.get("id")}`, goodbye).catch(() => {});
    nativeFetch(`/echo/${query.get("id")}-after`, goodbye);
  });
})();
