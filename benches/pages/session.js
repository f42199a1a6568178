// Which session this realm belongs to, and its issuer: a frame knows it by its query, a worker by the path it is loaded from.

const network = globalThis.fetch;

export const session = new URLSearchParams(location.search).get("session") ?? location.pathname.split("/")[3];
export const issuer = `${location.origin}/issuer/${session}`;

/** Has the issuer do something: see lab/issuer.mjs. */
export const ask = async (way) => (await network(`${issuer}/${way}`, { method: "POST" })).json();

/** What a contestant is given to start signed in. */
export async function open() {
  const tokens = await ask("start");
  const payload = tokens.access_token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
  const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (byte) => byte.charCodeAt(0))));
  return { session, issuer, tokens, claims };
}
