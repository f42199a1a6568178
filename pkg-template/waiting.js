// Those who wait for the engine to have something new: for a renewal, which has an end of its own, or for a login, which may
// never come, so there are only so many of these and only for so long.

import { AuthError } from "../src/browser/auth_error.js";

const loginRequired = () => new AuthError("login-required", "Nobody is signed in: call login()");

export function createWaiting({ limit, timeout }) {
  const waiters = new Set();

  return {
    resume: () => waiters.forEach((waiter) => waiter.resume()),
    fail: (error) => waiters.forEach((waiter) => waiter.fail(error)),

    // When somebody who begins to wait for a login gives up.
    deadline: () => performance.now() + timeout,

    // Settles at the next news. With a deadline it is a login that is waited for.
    wait: (signal, deadline) =>
      new Promise((resolve, reject) => {
        const stop = new AbortController();
        const ender = (settle) => (value) => {
          waiters.delete(waiter);
          stop.abort();
          clearTimeout(timer);
          settle(value);
        };
        const waiter = { deadline, resume: ender(resolve), fail: ender(reject) };
        const giveUp = () => waiter.fail(loginRequired());
        const timer = deadline && setTimeout(giveUp, Math.min(deadline - performance.now(), 2 ** 31 - 1));
        const onAbort = () => waiter.fail(signal.reason);
        signal?.addEventListener("abort", onAbort, { signal: stop.signal });
        if (signal?.aborted) onAbort();
        else if (deadline && [...waiters].filter(({ deadline }) => deadline).length >= limit) giveUp();
        else waiters.add(waiter);
      }),
  };
}
