import { OAuth2Client, OAuth2Fetch } from "../libraries/oauth2_client.js";
import { callBy } from "./kit.js";

export function signIn({ issuer, tokens }) {
  const client = new OAuth2Client({ server: `${issuer}/`, clientId: "bench", tokenEndpoint: "token" });
  const token = {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    expiresAt: Date.now() + tokens.expires_in * 1000,
  };
  const wrapper = new OAuth2Fetch({ client, getStoredToken: () => token, getNewToken: () => null });
  return callBy((url, init) => wrapper.fetch(url, init));
}
