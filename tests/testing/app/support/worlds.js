// Both sides of the contract: the real `Auth` with the fake server, and the double with the same server behind its requests. What a
// test does to one of them only through here, it can do to both.
import { AuthError, createAuth } from "jotpass";
import { createTestAuth } from "jotpass/testing";
import { server } from "./setup.js";

export const ANN = { username: "ann", password: "correct horse" };
export const BOB = { username: "bob", password: "battery staple" };

const OPTIONS = { tokenUrl: "/api/token", logout: { url: "/api/logout" }, attach: { to: ["/api"], query: "access_token" } };

const onLogin = ({ username, password }) => {
  if (password !== ANN.password && password !== BOB.password) {
    throw new AuthError("invalid-credentials", "The credentials were refused", { status: 401, error: "invalid_credentials" });
  }
  const { accessToken, user } = server.issue(username);
  return { accessToken, user };
};

export const worlds = [
  [
    "the real one",
    ({ renewable, ...options } = {}) => {
      const auth = createAuth({ ...OPTIONS, ...options });
      return {
        auth,
        load: () => auth.ready,
        failRenewal: () => server.failNext(503, { to: OPTIONS.tokenUrl }),
        refuseRenewal: () => server.revoke({ all: true }),
      };
    },
  ],
  [
    "the double",
    (options) => {
      const auth = createTestAuth({ ...OPTIONS, status: "loading", onLogin, ...options });
      return {
        auth,
        load: () => auth.finishLoading(),
        failRenewal: () => auth.failNext("refresh", "server-error"),
        refuseRenewal: () => auth.failNext("refresh", "invalid-credentials"),
      };
    },
  ],
];
