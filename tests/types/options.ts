// Which options compile, and which mistakes do not.
import { createAuth } from "jotpass";
import type { AuthOptions, TokenAnswer } from "jotpass";

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
  logout: { url: "/logout", method: "DELETE" },
  attach: { to: ["/api", new URL("https://b.test")], header: "authorization", scheme: "Bearer", query: "access_token" },
  timeout: 5000,
  signedOut: "reject",
};
createAuth(everything);

// As little as possible.
createAuth({ tokenUrl: "/api/token" });
createAuth({ attach: { to: ["/api"] } });
createAuth({ tokenUrl: "/token", logout: false });
createAuth({ response: { parse: (response) => response.headers.get("x-token") ?? "" } });
createAuth({ response: { parse: () => ({ accessToken: "a", refreshToken: null, expiresIn: "60", expires: 1e12, user: { id: 1 } }) } });

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
// @ts-expect-error a misspelt attach option
createAuth({ attach: { headers: "authorization" } });
// @ts-expect-error signing out at the server takes an address
createAuth({ logout: {} });
// @ts-expect-error `true` names no address
createAuth({ logout: true });
// @ts-expect-error milliseconds are a number
createAuth({ timeout: "5s" });
// @ts-expect-error no such choice
createAuth({ signedOut: "wait" });
