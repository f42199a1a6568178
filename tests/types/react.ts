// The hooks, against React's own types.
import { createElement } from "react";
import { createAuth, type Auth, type Session } from "jotpass";
import { AuthProvider, useAuth, useSession, type AuthProviderProps, type SessionState } from "jotpass/react";
import { check, type Equal } from "./support.js";

type Claims = { roles: string[] };
type User = { name: string };

const auth = createAuth<Claims, User>({ tokenUrl: "/token" });

createElement(AuthProvider, { auth });
createElement(AuthProvider, { auth }, "child", createElement("p"));
const props: AuthProviderProps<Claims, User> = { auth, children: null };
AuthProvider(props);
// @ts-expect-error there is nothing to provide
createElement(AuthProvider, {});
// @ts-expect-error it is an Auth that is provided, not its options
createElement(AuthProvider, { auth: { tokenUrl: "/token" } });

check<Equal<ReturnType<typeof useAuth<Claims, User>>, Auth<Claims, User>>>();
const inferred = useSession(auth);
check<Equal<typeof inferred, SessionState<Claims, User>>>();
check<Equal<ReturnType<typeof useSession>, SessionState>>();

const state = useSession<Claims, User>();
if (state.status === "signed-in") {
  check<Equal<typeof state.session, Session<Claims, User>>>();
  const roles: string[] | undefined = state.session.claims?.roles;
  const name: string | undefined = state.session.user?.name;
  void [roles, name];
} else {
  check<Equal<typeof state.session, null>>();
  check<Equal<typeof state.status, "loading" | "signed-out" | "expired">>();
}
if (state.session) check<Equal<typeof state.status, "signed-in">>();
// @ts-expect-error nobody may be signed in
state.session.user;
// @ts-expect-error there is no such status
if (state.status === "signed-up") void 0;
// @ts-expect-error a snapshot is not written on
state.status = "loading";
// @ts-expect-error another Auth has other claims
useSession<{ scopes: string }, User>(auth);
