// The plugin and the composables, against Vue's own types.
import { createApp, watch, type Ref } from "vue";
import { createAuth, type Auth, type Session } from "jotpass";
import { createAuthPlugin, useAuth, useSession, type SessionRefs } from "jotpass/vue";
import { check, type Equal } from "./support.js";

type Claims = { roles: string[] };
type User = { name: string };

const auth = createAuth<Claims, User>({ tokenUrl: "/token" });

createApp({}).use(createAuthPlugin(auth)).mount("#app");
// @ts-expect-error it is an Auth that is provided, not its options
createAuthPlugin({ tokenUrl: "/token" });
// @ts-expect-error the plugin has its Auth already, and takes nothing more
createApp({}).use(createAuthPlugin(auth), { name: "other" });

check<Equal<ReturnType<typeof useAuth<Claims, User>>, Auth<Claims, User>>>();
const { status, session } = useSession(auth);
check<Equal<typeof status.value, "loading" | "signed-out" | "signed-in" | "expired">>();
check<Equal<typeof session.value, Session<Claims, User> | null>>();
check<Equal<ReturnType<typeof useSession<Claims, User>>, SessionRefs<Claims, User>>>();
const name: string | undefined = session.value?.user?.name;
const asRef: Readonly<Ref<Session<Claims, User> | null>> = session;
watch(session, (now) => now?.claims?.roles);
void [name, asRef];
// @ts-expect-error only Jotpass writes it
status.value = "loading";
// @ts-expect-error nobody may be signed in
session.value.user;
// @ts-expect-error another Auth has other claims
useSession<{ scopes: string }, User>(auth);
