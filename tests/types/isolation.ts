// Where the session is, which is a matter of the entry.
import { AuthError as ErrorOfIndex, createAuth } from "jotpass";
import type { Auth, Session } from "jotpass";
import { AuthError, createAuth as createIsolated } from "jotpass/worker";
import { check } from "./support";
import type { Equal } from "./support";

check<Equal<Parameters<typeof createIsolated>[0]["isolation"], "worker" | "shared-worker" | undefined>>();
check<Equal<Session["isolation"], "page" | "worker" | "shared-worker">>();
// @ts-expect-error a page whose session is in a worker imports the other entry
createAuth({ tokenUrl: "/token", isolation: "shared-worker" });
// @ts-expect-error no such mode
createIsolated({ tokenUrl: "/token", isolation: "iframe" });

const auth = createIsolated<{ roles: string[] }, { name: string }>({ tokenUrl: "/token" });
check<Equal<typeof auth, Auth<{ roles: string[] }, { name: string }>>>();
createIsolated({ tokenUrl: "/token", isolation: "worker" });
// @ts-expect-error a page that holds the session itself imports the other entry
createIsolated({ tokenUrl: "/token", isolation: "page" });
check<Equal<typeof AuthError, typeof ErrorOfIndex>>();
