// Where the session is, and the entry for pages that never hold one.
import { AuthError as ErrorOfIndex, createAuth } from "jotpass";
import type { Auth, AuthOptions, Session } from "jotpass";
import { AuthError, createAuth as createIsolated } from "jotpass/worker";
import { check } from "./support";
import type { Equal } from "./support";

check<Equal<AuthOptions["isolation"], "page" | "worker" | "shared-worker" | undefined>>();
check<Equal<Session["isolation"], "page" | "worker" | "shared-worker">>();
createAuth({ tokenUrl: "/token", isolation: "shared-worker" });
// @ts-expect-error no such mode
createAuth({ tokenUrl: "/token", isolation: "iframe" });

const auth = createIsolated<{ roles: string[] }, { name: string }>({ tokenUrl: "/token" });
check<Equal<typeof auth, Auth<{ roles: string[] }, { name: string }>>>();
createIsolated({ tokenUrl: "/token", isolation: "worker" });
// @ts-expect-error a page that holds the session itself imports the other entry
createIsolated({ tokenUrl: "/token", isolation: "page" });
check<Equal<typeof AuthError, typeof ErrorOfIndex>>();
