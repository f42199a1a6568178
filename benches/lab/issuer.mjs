// A token endpoint as strict as they come: a refresh token is good for one exchange, and whoever shows a spent one ends the session
// (RFC 9700, section 4.14.2). Speaks to all contestants at once; each session is apart, by its name in the address.

const LIFE = 3600;
/** What an exchange takes at a server that looks into a database and signs. In milliseconds. */
const EXCHANGE = 20;

/** As long as that of RS256. */
const SIGNATURE = `${"s".repeat(341)}A`;
const json = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (claims) => `${json({ alg: "RS256", typ: "JWT" })}.${json(claims)}.${SIGNATURE}`;

export function createIssuer() {
  const sessions = new Map();
  // By access token, so that a request is checked by one look.
  const shown = new Map();

  const sessionOf = (name) => {
    if (!sessions.has(name)) sessions.set(name, { name, last: 0, valid: 1, ahead: 0, exchanges: 0 });
    return sessions.get(name);
  };

  const issue = (session, issuer, nonce) => {
    const generation = ++session.last;
    const iat = Math.floor(Date.now() / 1000) + session.ahead;
    const user = { id: session.name, email: "zoe@example.com", name: "Zoë Démo" };
    const claims = { iss: issuer, aud: session.name, sub: session.name, jti: `${generation}`, iat, exp: iat + LIFE, nonce, ...user };
    const access_token = jwt(claims);
    shown.set(access_token, { session, generation, exp: claims.exp });
    const refresh_token = `${session.name}.${generation}`;
    const scope = "openid profile email offline_access";
    return { access_token, refresh_token, id_token: jwt(claims), token_type: "Bearer", expires_in: LIFE, scope, user };
  };

  const exchange = async (session, issuer, given) => {
    session.exchanges++;
    await new Promise((resolve) => setTimeout(resolve, EXCHANGE));
    if (given.grant_type === "authorization_code") return issue(session, issuer, given.code);
    if (given.refresh_token === `${session.name}.${session.last}`) return issue(session, issuer);
    session.valid = Infinity;
    return { error: "invalid_grant", error_description: "The refresh token has been used before" };
  };

  const ways = {
    start: (session, issuer) => issue(session, issuer),
    token: exchange,
    user: (session) => ({ id: session.name, email: "zoe@example.com" }),
    // The access tokens of this moment are refused from now on.
    revoke: (session) => {
      Object.assign(session, { valid: session.last + 1, exchanges: 0 });
      return {};
    },
    // Time passes.
    advance: (session, _, { seconds }) => {
      session.ahead += Number(seconds);
      session.exchanges = 0;
      return {};
    },
    count: ({ exchanges }) => ({ exchanges }),
  };

  const answerBy = async (act, name, issuer, given) => {
    if (!act) return undefined;
    const answer = await act(sessionOf(name), issuer, given);
    return { status: answer.error ? 400 : 200, body: JSON.stringify(answer) };
  };

  return {
    /** Whether a request with this header shows a good token. */
    accepts(header) {
      const { session, generation, exp } = shown.get(header.replace(/^Bearer /, "")) ?? {};
      return session !== undefined && generation >= session.valid && exp * 1000 > Date.now() + session.ahead * 1000;
    },

    /** Answers at `/issuer/<session>/<way>`; gives status and body, or nothing for what it does not know. */
    async answer(url, body) {
      const [, , name, way] = url.pathname.split("/");
      return answerBy(ways[way], name, `${url.origin}/issuer/${name}`, fields(body, url.searchParams));
    },

    /** The token endpoint once more, for whom an issuer is a whole origin: the session is the client's id. */
    async answerAtRoot(url, body) {
      const given = fields(body, url.searchParams);
      return answerBy(exchange, given.client_id, `${url.origin}/`, given);
    },
  };
}

// However a contestant writes them.
function fields(body, query) {
  const given = body.startsWith("{") ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
  return { ...Object.fromEntries(query), ...given };
}
