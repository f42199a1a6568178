// What a careless API may have beside good endpoints: each gives away what it was sent, or leads elsewhere.
import { USER } from "./user.mjs";

/**
 * Endpoints by their path, each `(request, response, body)`. Their paths are read as leniently as some servers do: decoded first,
 * capitals, empty segments, path parameters and a slash at the end not minded. `ask(path, body)` posts to the real server.
 *
 *     /api/reflect?as=…  shows the token it was sent: see `WAYS`; and so does /open/reflect, which nobody lists
 *     /api/slow?key=…  the same, as soon as /api/go?key=… has been asked for
 *     /api/hop?to=…&status=…   redirects; with `&shown`, only who shows a token
 *     /api/renew   gives new tokens for a refresh token, or for the access token; /api/user gives them with the user
 *     /api/users/login, /api/users/renew   answer as the RealWorld API: the user holds the token
 *     /api/quote   refuses a renewal and quotes the refresh token that it refuses
 */
export function careless(ask) {
  const query = ({ url }) => new URL(url, "http://any").searchParams;
  const tokenOf = ({ headers }) => headers["x-access-token"] ?? headers.authorization?.replace(/^Bearer /, "");
  const json = (response, answer, status = 200) => {
    response.writeHead(status, { "content-type": "application/json", ...OPEN }).end(JSON.stringify(answer));
  };
  const reflect = (request, response) => WAYS[query(request).get("as")](response, tokenOf(request) ?? "none", request);
  const waiting = new Map();
  const slow = (request, response) => waiting.set(query(request).get("key"), () => reflect(request, response));
  const go = (request, response) => json(response, { done: waiting.get(query(request).get("key"))?.() });
  const hop = (request, response) => {
    const [to, status] = ["to", "status"].map((name) => query(request).get(name));
    const leads = tokenOf(request) || !query(request).has("shown");
    response.writeHead(leads ? Number(status) : 200, { ...(leads && { location: to }), ...OPEN }).end();
  };
  const renew = async (request, response, body) => {
    const isShown = tokenOf(request);
    if (!isShown && !body.length) return json(response, {}, 401);
    json(response, isShown ? await ask("/api/token", USER) : await ask("/api/token/refresh", JSON.parse(body)));
  };
  const user = async (request, response) => json(response, tokenOf(request) ? { user: await ask("/api/token", USER) } : {});
  const wrapped = (path) => async (request, response, body) => {
    const { token, refresh_token, user } = await ask(path, JSON.parse(body));
    // What it is wrapped in repeats both, and so do members that nobody asked for.
    json(response, { user: { ...user, token, refresh_token, bearer: `Bearer ${token}`, nested: [{ [token]: 1 }] } });
  };
  const quote = (request, response, body) => {
    const error_description = `The token ${JSON.parse(body).refresh_token} is not known`;
    json(response, { error: "invalid_grant", error_description }, 400);
  };
  const endpoints = {
    "/api/reflect": reflect,
    "/open/reflect": reflect,
    "/api/slow": slow,
    "/api/go": go,
    "/api/hop": hop,
    "/api/renew": renew,
    "/api/user": user,
    "/api/users/login": wrapped("/api/token"),
    "/api/users/renew": wrapped("/api/token/refresh"),
    "/api/quote": quote,
  };
  return (pathname) => endpoints[lenient(pathname)];
}

function lenient(path) {
  const plain = decodeURIComponent(path).toLowerCase().replace(/;[^/]*/g, "").replace(/\/+/g, "/");
  return new URL(plain, "http://any").pathname.replace(/(?<=.)\/$/, "");
}

const OPEN = { "cache-control": "no-store" };

const send = (type, ...chunks) => (response) => {
  response.writeHead(200, { "content-type": type, ...OPEN });
  // Each is on its way before the next is written.
  const next = (i) => (i < chunks.length ? response.write(chunks[i], () => setImmediate(next, i + 1)) : response.end());
  next(0);
};
const half = (text) => text.length >> 1;
const text = (encode) => (response, token) => send("text/plain", encode(token))(response);

/** How a token can be shown. */
const WAYS = {
  plain: text((token) => `You sent ${token}.`),
  json: (response, token) => send("application/json", JSON.stringify({ headers: { token } }))(response),
  chunks: (response, token) => send("text/plain", token.slice(0, half(token)), token.slice(half(token)))(response),
  letters: (response, token) => send("text/plain", ...token)(response),
  events: (response, token) => {
    return send("text/event-stream", `data: ${token.slice(0, half(token))}`, `${token.slice(half(token))}\n\n`)(response);
  },
  padded: text((token) => "x".repeat(200_000) + token),
  error: (response, token) => response.writeHead(500, OPEN).end(`No: ${token}`),
  header: (response, token) => response.writeHead(200, { "x-you-sent": token, ...OPEN }).end("See the header"),
  reason: (response, token) => response.writeHead(200, token, OPEN).end("See the status"),
  address: (response, token) => response.writeHead(302, { location: `/api/public?you=${token}`, ...OPEN }).end(),
  binary(response, token) {
    return send("application/octet-stream", Buffer.concat([Buffer.alloc(9, 255), Buffer.from(token)]))(response);
  },
  pieces: text((token) => token.match(/.{1,4}/g).join(" ")),
  reversed: text((token) => [...token].reverse().join("")),
  base64: text((token) => Buffer.from(token).toString("base64")),
  codes: text((token) => JSON.stringify([...Buffer.from(token)])),
  escaped: text((token) => token.replace(/./g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)),
  signature: text((token) => token.split(".").at(-1)),
  // In part, as asked for.
  range(response, token, { headers }) {
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(headers.range ?? "bytes=0-0");
    response.writeHead(206, { "content-range": `bytes ${from}-${to}/${token.length}`, ...OPEN });
    response.end(token.slice(Number(from), Number(to) + 1));
  },
  // Where it stays, and others find it.
  cookie: (response, token) => response.writeHead(200, { "set-cookie": `seen=${token}; path=/`, ...OPEN }).end("See the cookies"),
  cached: (response, token) => response.writeHead(200, { "cache-control": "max-age=600" }).end(token),
};
