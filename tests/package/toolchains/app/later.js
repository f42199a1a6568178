import { decodeJwt } from "jotpass";

export const issuer = async (token) => (await decodeJwt(token)).claims.iss;
