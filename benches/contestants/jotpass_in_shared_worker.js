import { createAuth } from "../libraries/jotpass_worker.js";
import { authOf, callBy } from "./jotpass_kit.js";

export const signIn = async (session) => callBy((await authOf(createAuth, session, "shared-worker")).fetch);
