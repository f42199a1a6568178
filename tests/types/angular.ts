// Provider, signal, interceptor and guard, against Angular's own types.
import { provideHttpClient, withInterceptors } from "@angular/common/http";
import { computed, type ApplicationConfig, type Signal } from "@angular/core";
import { provideRouter, type Routes } from "@angular/router";
import { createAuth, type Auth, type Session } from "jotpass";
import { authGuard, authInterceptor, injectAuth, injectSession, provideAuth, type AuthGuardOptions, type SessionState } from "jotpass/angular";
import { check, type Equal } from "./support.js";

type Claims = { roles: string[] };
type User = { name: string };

const auth = createAuth<Claims, User>({ tokenUrl: "/token" });

const options: AuthGuardOptions = { redirectTo: (wanted) => `/sign-in?next=${encodeURIComponent(wanted)}` };
const routes: Routes = [
  { path: "", canActivate: [authGuard({ redirectTo: "/sign-in" })], children: [] },
  { path: "members", canActivateChild: [authGuard(options)], children: [] },
];
export const config: ApplicationConfig = {
  providers: [provideAuth(auth), provideRouter(routes), provideHttpClient(withInterceptors([authInterceptor]))],
};
// @ts-expect-error it has to know where to send them
authGuard();
// @ts-expect-error a path, or what makes one
authGuard({ redirectTo: 404 });
// @ts-expect-error it is an Auth that is provided, not its options
provideAuth({ tokenUrl: "/token" });

check<Equal<ReturnType<typeof injectAuth<Claims, User>>, Auth<Claims, User>>>();
const inferred = injectSession(auth);
check<Equal<typeof inferred, Signal<SessionState<Claims, User>>>>();
const state = inferred();
if (state.status === "signed-in") check<Equal<typeof state.session, Session<Claims, User>>>();
else check<Equal<typeof state.session, null>>();
const name: Signal<string | undefined> = computed(() => injectSession<Claims, User>()().session?.user?.name);
void name;
// @ts-expect-error only Jotpass writes it
inferred.set(state);
// @ts-expect-error another Auth has other claims
injectSession<{ scopes: string }, User>(auth);
