// Signs in by its own code flow, of which only the page that the user would see is left out: the issuer takes the nonce for the code.
// It keeps tokens in memory and renews by refresh token, in a worker of its own.

import { createAuth0Client } from "../libraries/auth0.js";
import { callWith } from "./kit.js";

export async function signIn({ session }) {
  const redirect_uri = location.origin;
  const client = await createAuth0Client({
    domain: location.origin,
    clientId: session,
    useRefreshTokens: true,
    authorizationParams: { redirect_uri },
  });
  let asked;
  await client.loginWithRedirect({ openUrl: (url) => void (asked = new URL(url).searchParams) });
  const answer = new URLSearchParams({ code: asked.get("nonce"), state: asked.get("state") });
  await client.handleRedirectCallback(`${redirect_uri}?${answer}`);
  return callWith(() => client.getTokenSilently());
}
