// As the readme of axios-auth-refresh says: the token by a request interceptor, one renewal for all who wait. Where the network is a
// function in the place of fetch, axios is told to use that; else it uses what it does by itself, XMLHttpRequest.

import { axios, createAuthRefresh } from "../libraries/axios.js";
import { exchanger } from "./kit.js";

export function signIn(session) {
  const renew = exchanger(session);
  let token = session.tokens.access_token;
  const api = axios.create({ responseType: "arraybuffer", ...(session.isStubbed && { adapter: "fetch" }) });
  api.interceptors.request.use((request) => {
    request.headers.authorization = `Bearer ${token}`;
    return request;
  });
  createAuthRefresh(api, async (failed) => {
    token = await renew();
    failed.response.config.headers.authorization = `Bearer ${token}`;
  });
  return async (url, { method, body, headers } = {}) => (await api.request({ url, method, data: body, headers })).status;
}
