// The entry with the module in it: what is known in the turn that creates an `Auth`, and what the API says to the token then adopted.
import { createAuth } from "/pkg/inline.js";

const auth = createAuth({ tokenUrl: "/api/token" });
globalThis.done = show(auth.status);

async function show(status) {
  await auth.login({ username: "demo", password: "demo" });
  const answer = await auth.fetch("/api/something");
  return { status, answer: answer.status };
}
