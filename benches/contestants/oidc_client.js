// Renews by itself, with a timer; whoever asks for the user in between gets what there is.

import { User, UserManager } from "../libraries/oidc_client.js";
import { callWith } from "./kit.js";

export async function signIn({ issuer, tokens, claims }) {
  const manager = new UserManager({
    authority: issuer,
    client_id: "bench",
    redirect_uri: location.origin,
    metadata: { issuer, token_endpoint: `${issuer}/token` },
  });
  const expires_at = Math.floor(Date.now() / 1000) + tokens.expires_in;
  await manager.storeUser(new User({ ...tokens, expires_at, profile: claims }));
  return callWith(async () => (await manager.getUser()).access_token);
}
