import Backbone from "backbone";
import { auth, greeting } from "documentation";

function ask(method, url, { headers, signal, ...options } = {}) {
  const model = new Backbone.Model();
  const request = Backbone.sync(method, model, { url, headers, ...options });
  signal?.addEventListener("abort", () => request.abort());
  return request;
}
const get = async (url, options) => ask("read", url, options);
const post = async (url, data, options) => ask("create", url, { ...options, data });
Object.assign(window, { auth, Backbone, client: { greeting, get, post } });
