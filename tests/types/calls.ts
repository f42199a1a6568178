// How the methods are called.
import { createAuth } from "jotpass";
import type { Auth, Session } from "jotpass";
import { check } from "./support";
import type { Equal } from "./support";

const auth = createAuth<{}, { name: string }>({ tokenUrl: "/token" });
const { signal } = new AbortController();

// Credentials are whatever the endpoint wants.
auth.login({ username: "a", password: "b" });
auth.login(new FormData(), { signal });
auth.login({ code: 7 }, {});
// @ts-expect-error credentials are needed
auth.login();
// @ts-expect-error a misspelt member
auth.login({}, { signals: signal });

auth.adopt("token");
auth.adopt({ accessToken: "token", refreshToken: null, expiresIn: 60, expires: "2030-01-01", user: { name: "a" } });
// @ts-expect-error an answer holds a token
auth.adopt({ token: "token" });
// @ts-expect-error the app's own user has a name
auth.adopt({ accessToken: "token", user: { nick: "a" } });

const next = auth.refresh();
check<Equal<Awaited<typeof next>, Session<{}, { name: string }>>>();
// @ts-expect-error it is one for all who ask, so nobody's to end
auth.refresh({ signal });
// @ts-expect-error the refresh token is kept by the object, not given to it
auth.refresh("token");

// A drop-in for fetch, whatever the argument.
const fetchLike: typeof fetch = auth.fetch;
fetchLike("/api");
auth.fetch(new URL("https://a.test"), { method: "POST" });
auth.fetch(new Request("/api"));

const url: Promise<string> = auth.url(new URL("https://a.test"));
// @ts-expect-error a Request is no address
auth.url(new Request("/api"));

const stop: () => void = auth.install({ fetch: true });
auth.install();
auth.install({ fetch: false, xhr: true });
// @ts-expect-error hooks nothing else
auth.install({ websocket: true });

const { attached, reason, listed } = auth.explain("/api");
check<Equal<typeof listed, boolean>>();
const isAttached: boolean = attached;
const why: string = reason;
// @ts-expect-error what is told is not changed
auth.explain("/api").attached = true;

{
  using scoped: Auth = createAuth({ tokenUrl: "/token" });
  scoped.close();
}

export { isAttached, stop, url, why };
