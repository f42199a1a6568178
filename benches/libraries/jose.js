export { decodeJwt } from "jose";
