import { createAuth, decodeJwt } from "../libraries/jotpass.js";
import { authOf, callBy, claimsOf } from "./jotpass_kit.js";

export { claimsOf, decodeJwt as decode };

export const signIn = async (session) => callBy((await authOf(createAuth, session)).fetch);
