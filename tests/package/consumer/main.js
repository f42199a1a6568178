// What a developer writes: sign in, call something, and decode the token in a part of the app that is loaded later.
import { AuthError, createAuth } from "jotpass";

const api = new URLSearchParams(location.search).get("api") ?? location.origin;
const auth = createAuth({ tokenUrl: `${api}/api/token` });
const output = document.querySelector("output");

try {
  const { user } = await auth.login({ username: "demo", password: "demo" });
  const answer = await auth.fetch(`${api}/api/something`);
  const { issuer } = await import("./later.js");
  output.value = `${user.name}, ${answer.status}, ${await issuer(await auth.token())}`;
} catch (error) {
  output.value = AuthError.is(error) ? `${error.code}: ${error.cause}` : `${error}`;
}
