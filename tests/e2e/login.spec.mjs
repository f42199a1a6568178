// How credentials travel, and what is known once they have been accepted. What leaves the page is read off the wire; that
// it was right, the real server says by letting the user in.
import { PAGE, USER, WIRE, expect, nextRequest, open, signIn, startServer, test } from "../support/jotpass.mjs";

const JSON_BODY = JSON.stringify(USER);
const FORM_BODY = String(new URLSearchParams(USER));
const BASIC = `Basic ${btoa(`${USER.username}:${USER.password}`)}`;

/** Signs in with these options, which must be data, and gives the request that did it. */
async function loginRequest(page, login, credentials = USER) {
  const request = nextRequest(page, "/api/token");
  await page.evaluate(([login, credentials]) => make({ login }).login(credentials), [login, credentials]);
  return request;
}

test.describe("credentials travel", WIRE, () => {
  test.beforeEach(({ page }) => open(page));

  test("as JSON by POST when nothing is said", async ({ page }) => {
    const { method, url, headers, body } = await loginRequest(page, undefined);
    expect([method, url, body]).toEqual(["POST", "/api/token", JSON_BODY]);
    expect(headers["content-type"]).toBe("application/json");
    expect(headers.accept).toContain("application/json");
  });

  test("as a form", async ({ page }) => {
    const { method, url, headers, body } = await loginRequest(page, { encoding: "form" });
    expect([method, url, body]).toEqual(["POST", "/api/token", FORM_BODY]);
    expect(headers["content-type"]).toBe("application/x-www-form-urlencoded");
  });

  for (const login of [{ method: "GET" }, { method: "GET", encoding: "query" }]) {
    test(`in the query: ${JSON.stringify(login)}`, async ({ page }) => {
      const { method, url, body } = await loginRequest(page, login);
      expect([method, url, body]).toEqual(["GET", `/api/token?${FORM_BODY}`, null]);
    });
  }

  test("as headers", async ({ page }) => {
    const { method, url, headers } = await loginRequest(page, { method: "GET", encoding: "headers" });
    expect([method, url]).toEqual(["GET", "/api/token"]);
    expect(headers).toMatchObject(USER);
  });

  test("by Basic", async ({ page }) => {
    const { method, url, headers } = await loginRequest(page, { method: "GET", encoding: "basic" });
    expect([method, url, headers.authorization]).toEqual(["GET", "/api/token", BASIC]);
  });

  test("under other names, where the app's differ from the server's", async ({ page }) => {
    const fields = { email: "username", secret: "password" };
    const { body } = await loginRequest(page, { fields }, { email: USER.username, secret: USER.password });
    expect(body).toBe(JSON_BODY);
  });

  test("together with constant members", async ({ page }) => {
    const { body } = await loginRequest(page, { encoding: "form", extra: { strategy: "local", remember: true, days: 7 } });
    expect(body).toBe(`${FORM_BODY}&strategy=local&remember=true&days=7`);
  });

  test("together with the app's own headers, which replace ours", async ({ page }) => {
    const { headers } = await loginRequest(page, { headers: { "X-Requested-With": "jotpass", Accept: "text/x-token" } });
    expect(headers).toMatchObject({ "x-requested-with": "jotpass", accept: "text/x-token" });
  });

  for (const encoding of ["form", "json"]) {
    test(`from a FormData, as ${encoding}`, async ({ page }) => {
      const request = nextRequest(page, "/api/token");
      await page.evaluate((encoding) => {
        const data = new FormData();
        for (const [name, value] of Object.entries(me)) data.append(name, value);
        return make({ login: { encoding } }).login(data);
      }, encoding);
      expect((await request).body).toBe(encoding === "form" ? FORM_BODY : JSON_BODY);
    });
  }

  test("as the app's own request wants it", PAGE, async ({ page }) => {
    const request = nextRequest(page, "/api/token");
    const gotTheSame = await page.evaluate(async () => {
      let given;
      const request = async (credentials) => {
        given = credentials;
        return new Request("/api/token?own=1", { method: "POST", body: new URLSearchParams(credentials) });
      };
      await make({ login: { request, method: "GET", encoding: "headers" } }).login(me);
      return given === me;
    });
    expect(gotTheSame).toBe(true);
    const { method, url, headers, body } = await request;
    expect([method, url, body]).toEqual(["POST", "/api/token?own=1", FORM_BODY]);
    expect(headers.username).toBeUndefined();
  });
});

test.describe("to another origin, credentials travel", WIRE, () => {
  // The page's own policy lets it speak to its own server alone.
  test.use({ bypassCSP: true });

  test("without cookies, unless the app asks for them", async ({ page, other }) => {
    await open(page);
    await page.context().addCookies([{ name: "crumb", value: "1", url: other.url }]);
    const cookie = async (credentials) => {
      const request = nextRequest(page, "/api/token");
      const options = { tokenUrl: `${other.url}/api/token`, login: { credentials } };
      await page.evaluate((options) => make(options).login(me), options);
      return (await request).headers.cookie;
    };
    expect(await cookie(undefined)).toBeUndefined();
    expect(await cookie("include")).toBe("crumb=1");
  });
});

test.describe("names and passwords that are not ASCII", () => {
  const STRANGER = { username: "zoë", password: "pä$$ & wörd=1%+☃" };
  test.use({ serverArgs: ["--user", `${STRANGER.username}:${STRANGER.password}`] });

  for (const login of [{}, { encoding: "form" }, { method: "GET" }, { method: "GET", encoding: "basic" }]) {
    test(`arrive intact: ${JSON.stringify(login)}`, async ({ page }) => {
      await open(page);
      await page.evaluate(([login, user]) => make({ login }).login(user), [login, STRANGER]);
      expect(await page.evaluate(() => auth.session.user.username)).toBe(STRANGER.username);
    });
  }
});

// Tokens are read here, and functions of the app called.
test.describe("the answer", PAGE, () => {
  test.beforeEach(({ page }) => open(page));

  test("is read where the app says", async ({ page }) => {
    const read = await page.evaluate(async () => {
      const response = { accessToken: "refresh_token", user: "user.username", expiresIn: "header:content-length" };
      const session = await make({ response }).login(me);
      return { session, isOpaque: !(await auth.token()).includes("."), life: session.expiresAt - session.receivedAt };
    });
    expect(read).toMatchObject({ session: { claims: null, user: USER.username }, isOpaque: true });
    expect(read.life).toBeGreaterThan(100_000);
  });

  test("may hold the token in a header", async ({ page }) => {
    const token = await page.evaluate(async () => {
      await make({ response: { accessToken: "header:content-type" } }).login(me);
      return auth.token();
    });
    expect(token).toBe("application/json");
  });

  test("is read by the app's own function", async ({ page }) => {
    const session = await page.evaluate(async () => {
      const parse = async (response) => {
        const { token, user } = await response.json();
        return { accessToken: token, user: { id: user.id, from: response.headers.get("content-type") }, expiresIn: "60" };
      };
      return make({ response: { parse, accessToken: "nowhere" } }).login(me);
    });
    expect(session.user).toEqual({ id: session.claims.sub, from: "application/json" });
    expect(session.expiresAt - session.receivedAt).toBe(60_000);
  });

  test("may be a bare token from the app's own function", async ({ page }) => {
    const session = await page.evaluate(() => {
      const parse = async (response) => (await response.json()).token;
      return make({ response: { parse } }).login(me);
    });
    expect(session.claims.iss).toBe("jotpass-server");
    expect(session.user).toBeNull();
  });
});

test.describe("the session", () => {
  test("tells the claims, the user and the end", PAGE, async ({ page }) => {
    await signIn(page);
    const { session, status, token } = await page.evaluate(async () => {
      const { session, status } = auth;
      return { session, status, token: await auth.token() };
    });
    expect(status).toBe("signed-in");
    expect(session.claims).toEqual(JSON.parse(Buffer.from(token.split(".")[1], "base64url")));
    expect(session.user).toMatchObject({ username: USER.username, id: session.claims.sub });
    // The server's tokens end at a whole second.
    expect(session.expiresAt - session.receivedAt).toBeGreaterThan(598_000);
    expect(session.expiresAt - session.receivedAt).toBeLessThanOrEqual(601_000);
    expect(Math.abs(session.receivedAt - Date.now())).toBeLessThan(20_000);
  });

  test("is what login() gives", async ({ page }) => {
    await open(page);
    expect(await page.evaluate(async () => (await make().login(me)) === auth.session)).toBe(true);
  });

  test("cannot be changed, at any depth", async ({ page }) => {
    await signIn(page);
    const thrown = await page.evaluate(() => {
      "use strict";
      const { session } = auth;
      const changes = [
        () => (session.user = null),
        () => (session.extra = 1),
        () => (session.claims.sub = "somebody"),
        () => delete session.claims.exp,
        () => (session.user.name = "Somebody"),
      ];
      return changes.map((change) => {
        try {
          change();
        } catch (error) {
          return error.name;
        }
      });
    });
    expect(thrown).toEqual(Array(5).fill("TypeError"));
  });

  test("is the same object until something changes", async ({ page }) => {
    await open(page);
    const same = await page.evaluate(async () => {
      const first = await make().login(me);
      await auth.fetch("/api/something");
      await auth.login({ username: "ann", password: "wrong" }).catch(() => {});
      const unchanged = auth.session === first;
      await auth.login(me);
      return { unchanged, changed: auth.session !== first };
    });
    expect(same).toEqual({ unchanged: true, changed: true });
  });

  test("is null before a login and after a logout", async ({ page }) => {
    await open(page);
    const states = await page.evaluate(async () => {
      const state = () => [auth.status, auth.session];
      const before = [make().status, auth.session];
      await auth.ready;
      const ready = state();
      await auth.login(me);
      await auth.logout();
      return [before, ready, state()];
    });
    expect(states).toEqual([["loading", null], ["signed-out", null], ["signed-out", null]]);
  });

  test("is untouched by a later login that fails", async ({ page }) => {
    await signIn(page);
    const status = await page.evaluate(async () => {
      await auth.login({ ...me, password: "wrong" }).catch(() => {});
      return [auth.status, (await auth.fetch("/api/something")).status];
    });
    expect(status).toEqual(["signed-in", 200]);
  });
});

test.describe("adopt()", () => {
  test.beforeEach(({ page }) => open(page));

  test("signs in with a token from elsewhere", async ({ page, server }) => {
    const answer = await (await fetch(`${server.url}/api/token?${FORM_BODY}`)).json();
    const adopted = await page.evaluate(async (token) => {
      const session = await make().adopt(token);
      return { session, isCurrent: session === auth.session, status: (await auth.fetch("/api/something")).status };
    }, answer.token);
    expect(adopted).toMatchObject({ isCurrent: true, status: 200, session: { user: null, claims: { sub: answer.user.id } } });
    expect(adopted.session.expiresAt).toBe(adopted.session.claims.exp * 1000);
  });

  test("takes an opaque token with all that is known of it", async ({ page }) => {
    const session = await page.evaluate(() => make().adopt({ accessToken: "opaque", expiresIn: 60, user: { name: "Ann" } }));
    expect(session).toMatchObject({ claims: null, user: { name: "Ann" } });
    expect(session.expiresAt - session.receivedAt).toBe(60_000);
  });

  test("keeps nothing of the app's own object", async ({ page }) => {
    const user = await page.evaluate(async () => {
      const answer = { accessToken: "opaque", user: { name: "Ann" } };
      await make().adopt(answer);
      answer.user.name = "Bob";
      return auth.session.user;
    });
    expect(user).toEqual({ name: "Ann" });
  });

  test("knows a token that has ended", async ({ page, server }) => {
    const ending = await startServer({ args: ["--token-life", "0s"] });
    const { token } = await (await fetch(`${ending.url}/api/token?username=demo&password=demo`)).json();
    await ending.stop();
    const states = await page.evaluate(async (token) => {
      const events = record(make());
      await auth.adopt(token);
      const left = isolation === "page" ? await auth.token() : null;
      return { events, status: auth.status, session: auth.session, left };
    }, token);
    expect(states).toEqual({ events: ["signed-in", "expired", "login-required"], status: "expired", session: null, left: null });
    expect(server.url).not.toBe(ending.url);
  });
});

const DECODED = { header: { alg: "none" }, claims: { sub: "me" } };
const TOKEN = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"me"}')}.`.replaceAll("=", "");

test("decodeJwt() reads header and claims, and verifies nothing", async ({ page }) => {
  await open(page);
  expect(await page.evaluate((token) => decodeJwt(token), TOKEN)).toEqual(DECODED);
});

test("decodeJwt() reads the same where the browser decodes no base64url", async ({ page }) => {
  await page.addInitScript(() => delete Uint8Array.prototype.setFromBase64);
  await open(page);
  expect(await page.evaluate((token) => decodeJwt(token), TOKEN)).toEqual(DECODED);
  const failed = await page.evaluate((token) => failure(decodeJwt(token)), `${TOKEN}YR`);
  expect(failed.message).toContain("a part is not base64url");
});
