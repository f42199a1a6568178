// Who may sign in at the servers of the tests.

/** A password unlike any other text, so that finding it anywhere means that it leaked. */
export const USER = { username: "ann", password: "canary-Pa55w0rd-7Qx" };

/** Somebody else. */
export const OTHER = { username: "bob", password: "canary-0therPa55" };
