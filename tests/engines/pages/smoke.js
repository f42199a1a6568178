// The shortest way through the package: load it, take over a token, show it.
import { createAuth } from "/pkg/index.js";

globalThis.done = show();

async function show() {
  const signedIn = await fetch("/api/token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "demo", password: "demo" }),
  });
  const { token } = await signedIn.json();
  const auth = createAuth({ tokenUrl: "/api/token" });
  await auth.adopt(token);
  const { status } = await auth.fetch("/api/something");
  return { status, isAdopted: (await auth.token()) === token };
}
