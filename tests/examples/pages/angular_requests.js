// Requests by their names, and what comes of each in words that can be compared.
import { HttpContext, HttpHeaders, HttpParams } from "@angular/common/http";

const form = () => {
  const data = new FormData();
  data.set("name", "Zoë");
  data.set("file", new Blob(["content"], { type: "text/plain" }), "note.txt");
  return data;
};

const post = (body, options) => (http) => http.post("/api/echo", body(), { observe: "response", ...options });
const get = (url, options) => (http) => http.get(url, { observe: "response", ...options });

export const REQUESTS = {
  json: get("/api/echo"),
  text: get("/api/echo", { responseType: "text" }),
  blob: get("/api/echo", { responseType: "blob" }),
  arraybuffer: get("/api/echo", { responseType: "arraybuffer" }),
  "the body alone": get("/api/echo", { observe: "body" }),
  events: get("/api/echo", { observe: "events" }),
  params: get("/api/echo?first=1#part", { params: new HttpParams({ fromObject: { list: ["a b", "c&d"], none: "" } }) }),
  headers: get("/api/echo", { headers: new HttpHeaders().set("Accept", "text/html").append("X-List", "one").append("X-List", "two") }),
  "a context": get("/api/echo", { context: new HttpContext() }),
  withCredentials: get("/api/echo", { withCredentials: true }),
  "credentials and cache": get("/api/echo", { credentials: "omit", cache: "no-store", keepalive: true }),
  HEAD: (http) => http.head("/api/echo", { observe: "response" }),
  DELETE: (http) => http.delete("/api/echo", { observe: "response" }),
  "an object": post(() => ({ name: "Zoë" })),
  "a list": post(() => [1, 2]),
  "a text": post(() => "Zoë"),
  "a number": post(() => 7),
  "a boolean": post(() => false),
  nothing: post(() => null),
  HttpParams: post(() => new HttpParams().set("name", "Zoë & co")),
  URLSearchParams: post(() => new URLSearchParams({ name: "Zoë" })),
  "a form": post(form),
  "a blob as body": post(() => new Blob(["<p>"], { type: "text/html" })),
  bytes: post(() => new Uint8Array([1, 2, 3]).buffer),
  "its own type": post(() => "<a/>", { headers: { "Content-Type": "text/xml" } }),
  "not found": get("/api/nowhere"),
  "not found, as text": get("/api/nowhere", { responseType: "text" }),
  "no JSON": get("/api/odd/broken"),
  "a refusal in plain words": get("/api/odd/refused"),
  "an XSSI prefix": get("/api/odd/prefixed"),
  "an empty answer": get("/api/odd/empty"),
  "no content": get("/api/odd/nothing"),
  "an older charset": get("/api/odd/latin", { responseType: "text" }),
  "a charset that nobody knows": get("/api/odd/unknown", { responseType: "text" }),
  "no network": get("/api/odd/cut"),
  "too late": get("/api/odd/never", { timeout: 200 }),
};

/** Everything a subscriber is told. */
export function outcome(http, name) {
  return new Promise((resolve) => {
    const told = [];
    const add = (kind) => (value) => told.push(describe(kind, value));
    const finally_ = () => Promise.all(told).then(resolve);
    REQUESTS[name](http).subscribe({
      next: add("next"),
      error(error) {
        add("error")(error);
        finally_();
      },
      complete() {
        told.push("complete");
        finally_();
      },
    });
  });
}

async function describe(kind, value) {
  if (value?.constructor === Object && !("type" in value)) return { kind, body: await describeBody(value) };
  const { type, name, ok, status, statusText, url, message, redirected, responseType } = value;
  const headers = value.headers?.keys().map((key) => key.toLowerCase()).filter((key) => key !== "date").toSorted();
  const error = value.error instanceof Error || value.error instanceof DOMException ? value.error.name : value.error;
  return { kind, type, name, ok, status, statusText, url, message, redirected, responseType, headers, error, body: await describeBody(value.body) };
}

// What stands between the parts of a form is different each time. Chromium's own headers are not always there in a worker.
async function describeBody(body) {
  if (body instanceof Blob) return [body.type, await describeBody(await body.text())];
  if (body instanceof ArrayBuffer) return ["bytes", await describeBody(new TextDecoder().decode(body))];
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return text?.replace(/----\w+/g, "----boundary").replace(/"sec-ch-ua[\w-]*":"(\\.|[^"\\])*",/g, "");
}
