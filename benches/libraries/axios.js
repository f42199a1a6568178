export { default as axios } from "axios";
export { createAuthRefresh } from "axios-auth-refresh";
