// What contestants share. A contestant is a module that exports what it can do:
//
// - `decode(token)`, and `claimsOf` if that is not yet the claims;
// - `signIn({ issuer, tokens, claims, session, isStubbed })`: starts signed in with these tokens of the issuer at this address, and gives
//   `call(url, init)`, which sends a request with the token, reads the answer to its end, and gives its status.

/** A call by something that is like fetch. */
export const callBy = (fetch) => async (url, init) => {
  const response = await fetch(url, init);
  await response.arrayBuffer();
  return response.status;
};

/** A call by a function that gives a token, which is all that some libraries do. */
export const callWith = (tokenOf) =>
  callBy(async (url, init) => {
    const token = await tokenOf();
    return fetch(url, { ...init, headers: { ...init?.headers, authorization: `Bearer ${token}` } });
  });

/** One exchange of a refresh token, by hand, for those who leave that to the app: each is the next one's refresh token. */
export function exchanger({ issuer, tokens }) {
  let { refresh_token } = tokens;
  return async () => {
    const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token });
    const response = await fetch(`${issuer}/token`, { method: "POST", body });
    if (!response.ok) throw new Error(`the issuer answered with status ${response.status}`);
    const answer = await response.json();
    refresh_token = answer.refresh_token;
    return answer.access_token;
  };
}
