// What is seen from outside of an `Auth`.

const EVENTS = ["signed-in", "renewed", "user-changed", "expiring", "expired", "signed-out", "login-required", "warning"];

/** The types of all events from now on, with what is particular about each. */
export function record(auth) {
  const seen = [];
  for (const type of EVENTS) {
    auth.on(type, (event) => seen.push(event.reason ? `${type} ${event.reason}` : `${type} ${event.session?.user?.name ?? null}`));
  }
  return seen;
}

/** What a promise was rejected with, as far as an app should look. */
export const failure = (promise) =>
  promise.then(
    () => "no failure",
    (error) => (error.name === "AuthError" ? [error.code, error.retryable, error.status] : error),
  );
