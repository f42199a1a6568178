// What a developer writes to keep the token out of the page's reach. All that ask for it have one session.
import { AuthError, createAuth } from "jotpass/worker";

const api = new URLSearchParams(location.search).get("api") ?? location.origin;
const options = { tokenUrl: `${api}/api/token` };
const output = document.querySelector("output");

try {
  const auth = createAuth(options);
  const other = createAuth(options);
  const { user } = await auth.login({ username: "demo", password: "demo" });
  await other.ready;
  const answer = await other.fetch(`${api}/api/something`);
  output.value = `${user.name}, ${answer.status}, ${other.session.isolation}`;
} catch (error) {
  output.value = AuthError.is(error) ? `${error.code}: ${error.cause}` : `${error}`;
}
