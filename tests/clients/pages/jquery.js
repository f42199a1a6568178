import $ from "jquery";
import { createAuth } from "jotpass";
import { createPrefilter } from "jotpass/jquery";
import { auth, greeting } from "documentation";

// jQuery's own word for giving up is a method of what `$.ajax` returns.
function ask(settings, { headers, signal } = {}) {
  const request = $.ajax({ dataType: "json", headers, ...settings });
  signal?.addEventListener("abort", () => request.abort());
  return request;
}
const get = async (url, options) => ask({ url }, options);
const post = async (url, data, options) => ask({ url, method: "POST", data, contentType: "text/plain" }, options);

const GLOBALS = "ajaxStart ajaxSend ajaxSuccess ajaxError ajaxComplete ajaxStop";

/** All that a call tells its callers, in the order in which it does, as JSON can hold it. */
async function trace(settings) {
  const told = [];
  const tell = (what) => (...args) => void told.push([what, ...args.map(plain)]);
  $(document).on(GLOBALS, (event, ...args) => tell(event.type)(...args.slice(0, 1)));
  const call = { beforeSend: tell("beforeSend"), success: tell("success"), error: tell("error"), complete: tell("complete") };
  const statusCode = { 200: tell("200"), 404: tell("404"), 503: tell("503") };
  const request = $.ajax({ ...call, statusCode, ...settings });
  request.always(tell("always"));
  told.push(["returned", request.readyState]);
  await request.then(tell("then"), tell("catch"));
  $(document).off(GLOBALS);
  const { readyState, status, statusText, responseText, responseJSON, responseXML } = request;
  const header = [request.getResponseHeader("Content-Type"), request.getResponseHeader("X-None")];
  const names = request.getAllResponseHeaders()?.replace(/^date: .*\r\n/m, "");
  return { told, readyState, status, statusText, responseText, responseJSON, xml: plain(responseXML), header, names };
}

function plain(value) {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Document) return new XMLSerializer().serializeToString(value);
  if (value instanceof Blob) return ["Blob", value.type, value.size];
  if (value instanceof ArrayBuffer) return ["ArrayBuffer", value.byteLength];
  if (typeof value?.getResponseHeader === "function") return "jqXHR";
  // The settings of a call.
  if (value?.dataTypes) return "settings";
  return value ?? null;
}

Object.assign(window, { auth, $, createAuth, createPrefilter, trace, client: { greeting, get, post } });
