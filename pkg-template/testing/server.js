// A token server that is a function: requests in, answers out, by a clock of its own. What it takes and what it answers are the
// usual shapes (RFC 6749 and what frameworks make of it); it reads credentials and tokens wherever they are, so that an app's
// options need no twin here.

import { isInside, targetOf, urlOf } from "./places.js";
import { claimsOf, decode, isMinted, mintToken } from "./mint.js";

const usual = ({ accessToken, refreshToken, expires, user }) => ({
  token: accessToken,
  refresh_token: refreshToken,
  expires,
  user,
});

export function createTokenServer({
  users,
  tokenUrl = "/api/token",
  refreshUrl = tokenUrl,
  logoutUrl = "/api/logout",
  routes = { "/api": (_, { user }) => ({ user }) },
  tokenLife = 600,
  refresh = "rotate",
  answer = usual,
  // Not bound: a test runner may put a clock of its own in its place.
  now = () => Date.now(),
}) {
  // What each token is and which login it came from, and all requests, failures and holds since the last reset.
  const tokens = new Map();
  const requests = [];
  const failures = [];
  const holds = new Set();
  let skew = 0;
  let count = 0;

  const clock = () => now() + skew;

  const userOf = (username) => users[username]?.user ?? { id: username, username };
  const issue = (login, hasRefresh) => {
    const { username } = login;
    const jti = `${++count}`;
    const accessToken = mintToken({ sub: username, jti, ...users[username]?.claims }, { expiresIn: tokenLife, now: clock() });
    const expires = claimsOf(accessToken).exp * 1000;
    tokens.set(accessToken, { login, expires });
    const issued = { accessToken, expiresIn: tokenLife, expires, user: userOf(username) };
    if (!hasRefresh) return issued;
    const refreshToken = `refresh-token-${jti}`;
    tokens.set(refreshToken, { login, isRefresh: true });
    return { ...issued, refreshToken };
  };
  const signIn = (username) => {
    if (!Object.hasOwn(users, username)) throw new Error(`createTokenServer has no user ${username}`);
    return issue({ username, isOver: false }, Boolean(refresh));
  };

  // A token of `mintToken`, such as `createTestAuth` shows, is as good as one from here.
  const find = (text) => {
    if (!tokens.has(text) && isMinted(text) && claimsOf(text)) {
      const { sub, exp = Infinity } = claimsOf(text);
      tokens.set(text, { login: { username: sub, isOver: false }, expires: exp * 1000 });
    }
    return tokens.get(text);
  };
  const valuesIn = (request, fields) =>
    [...request.headers.values(), ...new URL(request.url).searchParams.values(), ...Object.values(fields)].map((value) => `${value}`);
  const shownBy = (request, fields) =>
    valuesIn(request, fields)
      .map((value) => value.split(" ").at(-1))
      .find((value) => find(value) && !find(value).isRefresh) ?? null;
  const callerOf = (token) => {
    const { login, expires, isOver } = tokens.get(token) ?? {};
    if (!login || login.isOver || isOver || expires <= clock()) return null;
    return { user: userOf(login.username), claims: claimsOf(token) };
  };

  // By credentials or by refresh token, whatever names they have and wherever they travel.
  const exchange = (request, fields, isRenewal) => {
    const words = valuesIn(request, fields).map((value) => value.replace(/^Bearer /i, ""));
    const shown = words.find((word) => tokens.get(word)?.isRefresh) ?? (isRenewal ? words.find((word) => tokens.has(word)) : undefined);
    if (shown || isRenewal || fields.grant_type === "refresh_token") return renew(tokens.get(shown));
    const credentials = [...words, ...basicOf(request)];
    const known = Object.keys(users).find((name) => {
      const [at, other] = [credentials.indexOf(name), credentials.lastIndexOf(users[name].password)];
      // One word is not both.
      return at >= 0 && other >= 0 && at !== other;
    });
    return known ? json(answer(signIn(known))) : refusal(401, "invalid_credentials", "No user has this name and this password.");
  };
  const renew = (shown) => {
    // One that was spent is in two hands, and nobody knows whose is the good one (RFC 9700, section 4.14.2).
    if (shown?.isSpent) shown.login.isOver = true;
    if (!shown || shown.login.isOver) return refusal(400, "invalid_grant", "The refresh token no longer counts.");
    const isRotated = refresh === "rotate" && shown.isRefresh;
    if (isRotated) shown.isSpent = true;
    return json(answer(issue(shown.login, isRotated)));
  };

  const places = Object.entries({
    ...Object.fromEntries(Object.entries(routes).map(([path, respond]) => [path, (request, fields) => guarded(request, fields, respond)])),
    [tokenUrl]: (request, fields) => exchange(request, fields, refreshUrl === tokenUrl && fields.grant_type === "refresh_token"),
    ...(refreshUrl !== tokenUrl && { [refreshUrl]: (request, fields) => exchange(request, fields, true) }),
    [logoutUrl](request, fields) {
      const { login } = tokens.get(shownBy(request, fields)) ?? {};
      if (login) login.isOver = true;
      return new Response(null, { status: 204 });
    },
  });
  const guarded = async (request, fields, respond) => {
    const token = shownBy(request, fields);
    const caller = callerOf(token);
    if (!caller) return refusal(401, "invalid_token", "Renew the token or sign in again.", token ? ', error="invalid_token"' : "");
    const data = await respond(request, caller);
    // By its look, since it may be of another realm.
    return typeof data?.clone === "function" ? data : json(data);
  };
  const json = (data, status = 200, headers = {}) =>
    new Response(JSON.stringify(data), {
      status,
      headers: { "content-type": "application/json", date: new Date(clock()).toUTCString(), ...headers },
    });
  const refusal = (status, error, error_description, challenge) =>
    json({ error, error_description }, status, challenge === undefined ? {} : { "www-authenticate": `Bearer realm="test"${challenge}` });

  // The most specific of the places that hold the address.
  const responderOf = (url) =>
    places.filter(([place]) => isInside(targetOf(url), targetOf(place))).sort(([a], [b]) => b.length - a.length)[0]?.[1];
  const isAbout = (url, to) => to === undefined || isInside(targetOf(url), targetOf(to));

  const failureFor = async (request) => {
    const failure = failures.find(({ to, times }) => times > 0 && isAbout(request.url, to));
    if (!failure) return null;
    failure.times--;
    const { what } = failure;
    if (typeof what === "function") return what(request);
    return what === "network" ? Response.error() : refusal(what, "failed_on_demand", "The test wants this to fail.");
  };

  // The answer, or undefined for an address that is none of ours.
  const handle = async (request) => {
    const respond = responderOf(request.url);
    if (!respond) return undefined;
    const { method, url, headers } = request;
    const { pathname: path } = new URL(url);
    const entry = { method, url, path, headers: new Headers(headers), body: "", token: null, status: null };
    requests.push(entry);
    entry.body = await request.clone().text();
    const fields = fieldsOf(entry.body);
    entry.token = shownBy(request, fields);
    await Promise.all([...holds].filter(({ to }) => isAbout(url, to)).map(({ released }) => released));
    const response = (await failureFor(request)) ?? (await respond(request, fields));
    entry.status = response.status;
    return response;
  };

  return {
    requests,
    handle,
    // Takes what the native one takes, relative addresses in Node too.
    async fetch(input, init) {
      const request = new Request(urlOf(input) ? input : (targetOf(input)?.href ?? input), init);
      const { signal } = request;
      signal.throwIfAborted();
      const gaveUp = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
      const response = (await Promise.race([gaveUp, handle(request)])) ?? refusal(404, "not_found", "createTokenServer has no such route.");
      // What the browser says where no answer came.
      if (response.type === "error") throw new TypeError("Failed to fetch");
      return response;
    },
    // Not for all addresses: what a handler knows counts as handled, even if it does not answer.
    handlers: ({ all }) => places.map(([place]) => all(atOrBelow(targetOf(place)), ({ request }) => handle(request))),
    protect: (respond) => async (info) => {
      const fields = fieldsOf(await info.request.clone().text());
      return guarded(info.request, fields, (_, caller) => respond({ ...info, ...caller }));
    },

    issue: signIn,
    revoke({ all = false } = {}) {
      for (const token of tokens.values()) {
        if (all) token.login.isOver = true;
        else if (!token.isRefresh) token.isOver = true;
      }
    },
    advance: (ms) => void (skew += ms),
    failNext: (what, { to, times = 1 } = {}) => void failures.push({ what, to, times }),
    hold(to) {
      const hold = { to };
      hold.released = new Promise((release) => (hold.release = release));
      holds.add(hold);
      return () => {
        holds.delete(hold);
        hold.release();
      };
    },
    reset() {
      for (const { release } of holds) release();
      holds.clear();
      tokens.clear();
      requests.length = failures.length = skew = 0;
    },
  };
}

const atOrBelow = ({ origin, path }) => new RegExp(`^${(origin + path).replace(/[^\w/]/g, "\\$&")}(?:(?<=/)|/|$)`);

// RFC 7617; nothing where there is none.
function basicOf({ headers }) {
  try {
    const [, text] = /^Basic (.*)/i.exec(headers.get("authorization"));
    return /^([^:]*):([^]*)/.exec(decode(text)).slice(1);
  } catch {
    return [];
  }
}

// JSON, or a form.
function fieldsOf(body) {
  try {
    return Object(JSON.parse(body));
  } catch {
    return Object.fromEntries(new URLSearchParams(body));
  }
}
