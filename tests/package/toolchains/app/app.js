// What a developer writes: sign in, call something, and decode the token in a part of the app that is loaded later.
import { AuthError, createAuth } from "jotpass";

/** An app whose API is at this origin. `signIn` gives what came of it, as text, and does it once. */
export function createApp(api) {
  const auth = createAuth({ tokenUrl: `${api}/api/token` });
  let result;
  return { auth, signIn: () => (result ??= signIn(auth, api)) };
}

async function signIn(auth, api) {
  try {
    const { user } = await auth.login({ username: "demo", password: "demo" });
    const answer = await auth.fetch(`${api}/api/something`);
    const { issuer } = await import("./later.js");
    return `${user.name}, ${answer.status}, ${await issuer(await auth.token())}`;
  } catch (error) {
    return AuthError.is(error) ? `${error.code}: ${error.cause}` : `${error}`;
  }
}
