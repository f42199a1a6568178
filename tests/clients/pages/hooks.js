import axios from "axios";
import Backbone from "backbone";
import htmx from "htmx.org";
import $ from "jquery";
import ky from "ky";
import { ofetch } from "ofetch";
import { auth, greeting } from "documentation";

function ask(request, signal) {
  signal?.addEventListener("abort", () => request.abort());
  return request;
}
const clients = {
  axios: {
    get: async (url, options) => (await axios.get(url, options)).data,
    post: async (url, body, options) => (await axios.post(url, body, options)).data,
  },
  jquery: {
    get: async (url, { headers, signal } = {}) => ask($.ajax({ url, headers, dataType: "json" }), signal),
    post: async (url, data, { headers } = {}) => $.ajax({ url, method: "POST", data, contentType: "text/plain", headers }),
  },
  backbone: {
    get: async (url, { headers, signal } = {}) => ask(Backbone.sync("read", new Backbone.Model(), { url, headers }), signal),
    post: async (url, data, options) => Backbone.sync("create", new Backbone.Model(), { url, data, ...options }),
  },
  ky: {
    get: (url, options) => ky.get(url, options).json(),
    post: (url, body, options) => ky.post(url, { ...options, body }).json(),
  },
  ofetch: {
    get: (url, options) => ofetch(url, options),
    post: (url, body, options) => ofetch(url, { ...options, method: "POST", body }),
  },
};
Object.assign(window, { auth, axios, $, htmx, client: { greeting, ...clients[window.chosen] } });
