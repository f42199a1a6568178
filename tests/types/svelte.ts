// The store, against Svelte's own types.
import { derived, fromStore, get, type Readable } from "svelte/store";
import { createAuth, type Session } from "jotpass";
import { sessionStore, type SessionState, type SessionStore } from "jotpass/svelte";
import { check, type Equal } from "./support.js";

type Claims = { roles: string[] };
type User = { name: string };

const auth = createAuth<Claims, User>({ tokenUrl: "/token" });

const session = sessionStore(auth);
check<Equal<typeof session, SessionStore<Claims, User>>>();
const readable: Readable<SessionState<Claims, User>> = session;
const state = get(session);
check<Equal<typeof state, SessionState<Claims, User>>>();
if (state.status === "signed-in") check<Equal<typeof state.session, Session<Claims, User>>>();
else check<Equal<typeof state.session, null>>();
const current: SessionState<Claims, User> = fromStore(session).current;
const name: Readable<string | undefined> = derived(session, ({ session }) => session?.user?.name);
const stop: () => void = session.subscribe(({ status }) => status);
void [readable, current, name, stop];
// @ts-expect-error there is nothing to write
session.set(state);
// @ts-expect-error it is an Auth that is watched, not its options
sessionStore({ tokenUrl: "/token" });
// @ts-expect-error another Auth has other claims
sessionStore<{ scopes: string }, User>(auth);
