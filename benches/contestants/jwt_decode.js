export { jwtDecode as decode } from "../libraries/jwt_decode.js";
