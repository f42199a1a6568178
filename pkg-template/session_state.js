// `status` and `session` of an `Auth` in one object, for frameworks: they draw anew when the object is another one.

// What a server says, where nobody is signed in or out, and what a page says until it has taken over what the server drew.
export const LOADING = Object.freeze({ status: "loading", session: null });

export const isServer = typeof document === "undefined";

// By `Auth`, so that all who ask are told the same object.
const latest = new WeakMap();

export function stateOf(auth) {
  // First, because it may end between two looks at the clock; and who has one is signed in.
  const { session } = auth;
  const status = session ? "signed-in" : auth.status;
  const last = latest.get(auth);
  if (last?.status === status && last.session === session) return last;
  const state = Object.freeze({ status, session });
  latest.set(auth, state);
  return state;
}

export const missing = (what) =>
  new Error(`Jotpass: there is no \`Auth\` here. ${what}, with the \`auth\` that your app made by \`createAuth()\`.`);
