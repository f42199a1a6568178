// Who takes part, and in what: plain data, for Node and for the page. `title` names it in the tables; `decodes`, `fetches` say what
// there is to measure; `pages` are where a session lives elsewhere than in the page. `renews` says in words what becomes of a token
// that is over, by the library's own documentation.

const AT_401 = "on a 401";
const BEFORE = "before sending, by the clock";

export const CONTESTANTS = {
  native: { title: "native fetch", fetches: true, isBare: true },
  by_hand: { title: "by hand, 15 lines", fetches: true, decodes: true, renews: AT_401 },
  ky: { title: "ky", fetches: true, renews: AT_401 },
  axios: { title: "axios + axios-auth-refresh", fetches: true, renews: AT_401 },
  oauth2_client: { title: "@badgateway/oauth2-client", fetches: true, renews: `${BEFORE}; ${AT_401}` },
  auth0: { title: "@auth0/auth0-spa-js", fetches: true, givesToken: true, renews: BEFORE },
  oidc_client: { title: "oidc-client-ts", fetches: true, givesToken: true, renews: "by a timer" },
  supabase: { title: "@supabase/auth-js", fetches: true, givesToken: true, renews: BEFORE },
  jwt_decode: { title: "jwt-decode", decodes: true },
  jose: { title: "jose", decodes: true },
  jotpass: { title: "jotpass", fetches: true, decodes: true, renews: `${BEFORE}; ${AT_401}` },
  jotpass_inline: { title: "jotpass/inline", fetches: true, decodes: true, renews: `${BEFORE}; ${AT_401}` },
  jotpass_hooked: { title: "jotpass, global fetch hooked", fetches: true, renews: `${BEFORE}; ${AT_401}` },
  jotpass_in_worker: { title: "jotpass, worker", fetches: true, isElsewhere: true, renews: `${BEFORE}; ${AT_401}` },
  jotpass_in_shared_worker: { title: "jotpass, shared-worker", fetches: true, isElsewhere: true, renews: `${BEFORE}; ${AT_401}` },
};

export const NATIVE = "native";
export const isOurs = (name) => name.startsWith("jotpass");
export const namesOf = (task) => Object.keys(CONTESTANTS).filter((name) => CONTESTANTS[name][task]);
