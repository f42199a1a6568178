// The same with the session in a shared worker, out of the page's reach.
import { AuthError, createAuth } from "jotpass/worker";

export async function signInIsolated(api) {
  try {
    const auth = createAuth({ tokenUrl: `${api}/api/token` });
    const { user, isolation } = await auth.login({ username: "demo", password: "demo" });
    const answer = await auth.fetch(`${api}/api/something`);
    return `${user.name}, ${answer.status}, ${isolation}`;
  } catch (error) {
    return AuthError.is(error) ? `${error.code}: ${error.cause}` : `${error}`;
  }
}
