import { api, auth, greeting } from "documentation";

const get = (url, options) => api.get(url, options).json();
const post = (url, body, options) => api.post(url, { ...options, body }).json();
Object.assign(window, { auth, api, client: { greeting, get, post } });
