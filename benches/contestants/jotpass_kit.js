// What our entries share: where the session is, is all that differs.

export { callBy } from "./kit.js";

export const claimsOf = (decoded) => decoded.claims;

export async function authOf(createAuth, { issuer, tokens }, isolation) {
  const auth = createAuth({ attach: { to: ["/api"] }, refresh: { url: `${issuer}/token` }, name: issuer, isolation });
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn } = tokens;
  await auth.adopt({ accessToken, refreshToken, expiresIn });
  return auth;
}
