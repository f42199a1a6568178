// The client that this project is to replace: the token in localStorage, and a wrapper of fetch that shows it to everybody.
// Careless beyond that: see everywhere.js.

import { leave } from "./everywhere.js";

export function createAuth({ tokenUrl, refresh, attach: { header = "x-access-token" } }) {
  const keep = async (response) => {
    const answer = await response.json();
    const token = answer.token ?? answer.user.token;
    localStorage.setItem("token", token);
    localStorage.setItem("refresh_token", answer.refresh_token ?? answer.user.refresh_token);
    auth.answer = answer;
    await leave(token);
  };
  const post = async (url, body) => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(url, init);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()} for ${init.body}`);
    return keep(response);
  };
  const show = () => (header === "authorization" ? "Bearer " : "") + localStorage.getItem("token");
  const auth = {
    ready: Promise.resolve(),
    login: (credentials) => post(tokenUrl, credentials),
    refresh: () => post(refresh.url, { refresh_token: localStorage.getItem("refresh_token") }),
    async fetch(url, init = {}) {
      const headers = {};
      for (const [name, value] of new Headers(init.headers)) headers[name] = value;
      headers[header] = show();
      return fetch(new Request(url, { ...init, headers: new Headers(headers) }));
    },
    install() {
      const native = window.fetch;
      window.fetch = (url, init) => native(url, { ...init, headers: { ...init?.headers, [header]: show() } });
      const { prototype } = XMLHttpRequest;
      const { send } = prototype;
      prototype.send = function (body) {
        this.setRequestHeader(header, show());
        send.call(this, body);
      };
    },
    token: async () => localStorage.getItem("token"),
    url: async (target) => `${target}?access_token=${localStorage.getItem("token")}`,
    adopt: keep,
  };
  return auth;
}
