// Which options compile, and which mistakes do not.
import { createAuth } from "jotpass";
import type { AuthOptions, TokenAnswer, TokenStorage } from "jotpass";

// All there are.
const everything: AuthOptions = {
  tokenUrl: new URL("https://a.test/token"),
  login: {
    method: "POST",
    encoding: "form",
    fields: { username: "email" },
    extra: { strategy: "local", remember: true, days: 7 },
    headers: { "x-own": "1" },
    credentials: "include",
    request: async (credentials: unknown) => new Request("/token", { body: String(credentials) }),
  },
  response: {
    accessToken: "data.token",
    refreshToken: "data.refresh",
    expiresIn: "header:x-life",
    expires: "data.expires",
    user: "data.user",
    parse: async (response: Response): Promise<TokenAnswer> => ({ accessToken: await response.text() }),
  },
  refresh: {
    url: new URL("https://a.test/refresh"),
    method: "GET",
    encoding: "bearer",
    field: "refresh",
    extra: { client_id: "web", days: 7, remember: true },
    headers: { "x-own": "1" },
    credentials: "include",
    request: async (refreshToken: string | null) => new Request("/refresh", { body: refreshToken }),
  },
  renew: { before: 30, tolerance: 5 },
  logout: { url: "/logout", method: "DELETE" },
  attach: { to: ["/api", new URL("https://b.test")], header: "authorization", scheme: "Bearer", query: "access_token" },
  timeout: 5000,
  signedOut: "reject",
  wait: { limit: 10, timeout: 60_000 },
  expired: async (response: Response) => response.status === 400 || (await response.text()) === "expired",
  storage: "indexeddb",
  name: "admin",
};
createAuth(everything);

// As little as possible.
createAuth({ tokenUrl: "/api/token" });
createAuth({ attach: { to: ["/api"] } });
createAuth({ tokenUrl: "/token", logout: false });
createAuth({ response: { parse: (response) => response.headers.get("x-token") ?? "" } });
createAuth({
  response: { parse: () => ({ accessToken: "a", refreshToken: null, expiresIn: "60", expires: 1e12, user: { id: 1 } }) },
});

createAuth({ tokenUrl: "/token", refresh: false });
createAuth({ tokenUrl: "/token", refresh: {} });
createAuth({ refresh: { request: () => new Request("/refresh") } });
createAuth({ tokenUrl: "/token", signedOut: "wait", wait: {} });
createAuth({ tokenUrl: "/token", expired: (response) => response.status === 400 });

// A storage is the browser's own, or anything that keeps a text, at once or later.
const texts = new Map<string, string>();
const slow: TokenStorage = { getItem: async (key) => texts.get(key), setItem: async (key, value) => void texts.set(key, value) };
createAuth({ tokenUrl: "/token", storage: slow });
createAuth({
  tokenUrl: "/token",
  storage: { getItem: (key) => texts.get(key) ?? null, setItem: (key, value) => texts.set(key, value) },
});
createAuth({ tokenUrl: "/token", storage: localStorage });
for (const storage of ["memory", "session", "local", "indexeddb"] as const) createAuth({ tokenUrl: "/token", storage });

// @ts-expect-error options are needed
createAuth();
// @ts-expect-error a misspelt option
createAuth({ tokenURL: "/api/token" });
// @ts-expect-error an address is a text or a URL
createAuth({ tokenUrl: 1 });
// @ts-expect-error no such method
createAuth({ login: { method: "PUT" } });
// @ts-expect-error no such encoding
createAuth({ login: { encoding: "xml" } });
// @ts-expect-error a misspelt login option
createAuth({ login: { header: {} } });
// @ts-expect-error names are renamed to names
createAuth({ login: { fields: { username: 1 } } });
// @ts-expect-error constant members are plain values
createAuth({ login: { extra: { nested: {} } } });
// @ts-expect-error request() makes a Request, not an address
createAuth({ login: { request: () => "/token" } });
// @ts-expect-error parse() tells a token
createAuth({ response: { parse: () => ({ token: "a" }) } });
// @ts-expect-error a place is an address, not a pattern
createAuth({ attach: { to: [/api/] } });
// @ts-expect-error places come as a list
createAuth({ attach: { to: "/api" } });
createAuth({ attach: { field: "access_token", redirects: "error" } });
createAuth({ attach: { cookie: true }, logout: false });
createAuth({ attach: { cookie: { csrfCookie: "csrf", csrfHeader: "x-csrf" } }, logout: { url: "/logout" } });
// @ts-expect-error redirects that do not exist
createAuth({ attach: { redirects: "manual" } });
// @ts-expect-error a misspelt name of a cookie
createAuth({ attach: { cookie: { name: "csrf" } } });
// @ts-expect-error a misspelt attach option
createAuth({ attach: { headers: "authorization" } });
// @ts-expect-error signing out at the server takes an address
createAuth({ logout: {} });
// @ts-expect-error `true` names no address
createAuth({ logout: true });
// @ts-expect-error milliseconds are a number
createAuth({ timeout: "5s" });
// @ts-expect-error no such choice
createAuth({ signedOut: "later" });
// @ts-expect-error `true` says not how
createAuth({ refresh: true });
// @ts-expect-error a refresh token goes into no address
createAuth({ refresh: { encoding: "query" } });
// @ts-expect-error no such method
createAuth({ refresh: { method: "PUT" } });
// @ts-expect-error a misspelt refresh option
createAuth({ refresh: { uri: "/refresh" } });
// @ts-expect-error request() makes a Request, not an address
createAuth({ refresh: { request: () => "/refresh" } });
// @ts-expect-error there may be no refresh token
createAuth({ refresh: { request: (refreshToken: string) => new Request(refreshToken) } });
// @ts-expect-error seconds are a number
createAuth({ renew: { before: "1m" } });
// @ts-expect-error a misspelt renew option
createAuth({ renew: { after: 60 } });
// @ts-expect-error how many, and how long
createAuth({ wait: 100 });
// @ts-expect-error a misspelt wait option
createAuth({ wait: { max: 100 } });
// @ts-expect-error expired() says yes or no
createAuth({ expired: (response) => response.status });
// @ts-expect-error no such storage
createAuth({ storage: "cookie" });
// @ts-expect-error a storage is read, too
createAuth({ storage: { setItem() {} } });
// @ts-expect-error a storage keeps text
createAuth({ storage: { getItem: () => 1, setItem() {} } });
// @ts-expect-error a name is a text
createAuth({ name: 1 });
