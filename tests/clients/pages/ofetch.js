import { api, auth, greeting } from "documentation";

const get = (url, options) => api(url, options);
const post = (url, body, options) => api(url, { ...options, method: "POST", body });
Object.assign(window, { auth, api, client: { greeting, get, post } });
