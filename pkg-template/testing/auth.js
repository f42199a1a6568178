// An `Auth` whose session is what a test says: the whole contract of src/api/types.d.ts, with an empty place where the engine and
// the network would be. tests/testing holds it to what the real one does.

import { AuthError } from "../../src/browser/auth_error.js";
import { aborted, ahead, closed, readCredentials } from "../calls.js";
import { invalid } from "../places.js";
import { createRequests, loginRequired } from "./requests.js";
import { createSession } from "./session.js";

export function createTestAuth(options = {}) {
  const { onLogin = () => {}, attach } = options;
  const hasSession = ["user", "claims", "accessToken"].some((name) => options[name] !== undefined);
  const { status = hasSession ? "signed-in" : "signed-out" } = options;
  const session = createSession(options);
  const ready = deferred();
  // What the test wants to fail, by method, in turn.
  const failures = [];
  let isClosed = false;
  // Ends the login under way.
  let interrupt = () => {};
  let renewal = null;

  const check = () => {
    if (isClosed) throw closed();
  };
  // Nothing is done while it loads, and nothing after the end.
  const loaded = async (signal, reason = () => aborted(signal)) => {
    check();
    await ahead(ready.promise, signal, reason);
    check();
  };
  // A call begins, and fails where the test wants that.
  const begin = (method) => {
    check();
    const at = failures.findIndex((planned) => planned.method === method);
    if (at >= 0) throw failures.splice(at, 1)[0].error;
  };
  const supersede = () => interrupt(new AuthError("superseded", "A later call took this one's place"));
  const signIn = async (work, signal) => {
    supersede();
    const { promise, reject } = deferred();
    interrupt = reject;
    const parts = await Promise.race([promise, ahead(work(), signal, () => aborted(signal))]);
    interrupt = () => {};
    const signedIn = session.signIn(parts);
    // A listener may have closed it.
    check();
    return signedIn;
  };
  // What is refused for good ends the session.
  const renew = async () => {
    const { epoch } = session;
    try {
      if (!session.canRenew) throw loginRequired();
      // In a later turn, like one that goes to a server: who asks until then shares it.
      await null;
      if (epoch !== session.epoch) throw loginRequired();
      begin("refresh");
      return session.renew();
    } catch (error) {
      if (error.code === "invalid-credentials" && epoch === session.epoch) session.end("refused");
      throw error;
    }
  };
  // Those who ask at the same time share one renewal.
  const refresh = () => (renewal ??= renew().finally(() => (renewal = null)));
  const requests = createRequests(options, { session, loaded, begin, refresh, isClosed: () => isClosed });
  const token = async () => {
    try {
      if (session.status === "expired") await refresh();
    } catch (error) {
      if (error.code !== "login-required" && session.status === "expired") throw error;
    }
    return session.status === "signed-in" ? session.token : null;
  };

  const auth = {
    async login(credentials, init) {
      if (!options.login?.request) readCredentials(credentials);
      await loaded(init?.signal);
      return signIn(async () => {
        begin("login");
        return onLogin(credentials);
      }, init?.signal);
    },
    async adopt(answer) {
      await loaded();
      begin("adopt");
      return signIn(async () => given(answer));
    },
    async logout() {
      await loaded();
      supersede();
      session.end("logout");
    },
    async refresh() {
      await loaded();
      return refresh();
    },
    fetch(input) {
      return requests.send(options.fetch ?? globalThis.fetch, arguments);
    },
    async url(target) {
      if (!attach?.query) throw invalid("attach.query", "is missing: name the parameter");
      await loaded();
      begin("url");
      return requests.url(target);
    },
    async token() {
      await loaded();
      begin("token");
      return token();
    },
    get status() {
      return session.status;
    },
    get session() {
      return session.current;
    },
    get ready() {
      return isClosed ? Promise.reject(closed()) : ready.promise;
    },
    on: session.on,
    subscribe: session.subscribe,
    install: requests.install,
    explain: requests.explain,
    close() {
      isClosed = true;
      requests.uninstall();
      interrupt(closed());
      ready.reject(closed());
      session.close();
    },

    // What only a test can do.

    finishLoading(parts) {
      if (session.status === "loading") session.restore(parts ? "signed-in" : "signed-out", parts);
      ready.resolve();
    },
    signIn: session.signIn,
    renew: session.renew,
    expire: session.expire,
    signOut: (reason = "logout") => session.end(reason),
    emit: session.emit,
    failNext: (method, error) => void failures.push({ method, error: failure(error) }),
  };
  if (Symbol.dispose) auth[Symbol.dispose] = auth.close;
  if (status !== "loading") {
    session.restore(status, {});
    ready.resolve();
  }
  return auth;
}

function deferred() {
  const settle = {};
  const promise = new Promise((resolve, reject) => Object.assign(settle, { resolve, reject }));
  // Nobody has to wait for it.
  promise.catch(() => {});
  return { promise, ...settle };
}

const RETRYABLE = /^(load-failed|internal|network|timeout|rate-limited|server-error|malformed-answer)$/;
const STATUS = { "invalid-credentials": 401, "rate-limited": 429, "server-error": 503, "unexpected-status": 404 };

const failure = (error) =>
  AuthError.is(error)
    ? error
    : new AuthError(error, `The test wants this to fail: ${error}`, {
        retryable: RETRYABLE.test(error),
        status: STATUS[error],
      });

// A token obtained elsewhere, as the real one reads it under its first names.
function given(answer) {
  const { accessToken, user = null, expiresIn, expires } = typeof answer === "string" ? { accessToken: answer } : { ...answer };
  if (typeof accessToken !== "string" || !accessToken) throw new AuthError("no-token", "No token in the answer");
  return { accessToken, user, expiresIn: expiresIn ?? undefined, expires: expires ?? undefined };
}
