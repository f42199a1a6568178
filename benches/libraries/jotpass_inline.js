export { createAuth, decodeJwt } from "jotpass/inline";
