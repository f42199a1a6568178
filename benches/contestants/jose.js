export { decodeJwt as decode } from "../libraries/jose.js";
