// Who signs in at the servers of an attack.

/** A password unlike any other text. */
export const USER = { username: "ann", password: "canary-Pa55w0rd-7Qx" };
