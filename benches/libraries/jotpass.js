export { createAuth, decodeJwt } from "jotpass";
