import { type Session, createAuth } from "jotpass";

const auth = createAuth<{ roles: string[] }, { name: string }>({ tokenUrl: "/api/token" });

export const roles = (session: Session<{ roles: string[] }>) => session.claims?.roles ?? [];

// @ts-expect-error without types there would be nothing to complain about
auth.login();
