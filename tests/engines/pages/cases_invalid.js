// The calls of the differential matrix that are wrong, or nearly so: each must fail, or not, as the native one does.

const POST = { method: "POST", body: "x" };
const used = () => {
  const request = new Request("/echo/used", POST);
  request.text();
  return request;
};
const usedStream = () => {
  const stream = new Response("x").body;
  stream.getReader();
  return stream;
};
const thrower = (error) => () => {
  throw error;
};
/** An init whose member throws what can be recognised as the reason. */
const throwing = (kit, name) => {
  const error = new RangeError("mine");
  kit.reason = () => error;
  return Object.defineProperty({}, name, { get: thrower(error), enumerable: true });
};

const CALLS = {
  "no arguments": () => [],
  undefined: () => [undefined],
  null: () => [null],
  "an empty text": () => [""],
  "a number": () => [42],
  "a symbol": () => [Symbol("x")],
  "an object whose toString throws": (kit) => {
    const error = new RangeError("mine");
    kit.reason = () => error;
    return [{ toString: thrower(error) }];
  },
  "an object without a primitive": () => [{ toString: () => ({}), valueOf: () => ({}) }],
  "an object without a prototype": () => [Object.create(null)],
  "a URL without a host": () => ["http://"],
  "a URL with a bad port": () => ["http://127.0.0.1:99999/echo/x"],
  "a URL with a bad host": () => ["http://[::x]/"],
  "a URL with a password": (kit) => [kit.url.replace("//", "//user:password@")],
  "a URL with a user": (kit) => [new URL(kit.url.replace("//", "//user@"))],
  "a URL of no scheme known": () => ["nothing-known:x"],
  "a javascript URL": () => ["javascript:1"],
  "a data URL": () => ["data:text/x-own,data"],
  "a bad data URL": () => ["data:"],
  "a blob URL": (kit) => [kit.blob],
  "a blob URL by POST": (kit) => [kit.blob, POST],
  "a blob URL of nothing": () => [`blob:${location.origin}/00000000-0000-0000-0000-000000000000`],
  "about:blank": () => ["about:blank"],
  "an init of null": (kit) => [kit.url, null],
  "an init of undefined": (kit) => [kit.url, undefined],
  "an init that is a number": (kit) => [kit.url, 1],
  "an init that is text": (kit) => [kit.url, "method"],
  "an init that is a function": (kit) => [kit.url, () => {}],
  "an init that is an array": (kit) => [kit.url, []],
  "a third argument": (kit) => [kit.url, {}, { method: "POST" }],
  "a used Request": () => [used()],
  "a used Request with a new body": () => [used(), POST],
  "a used Request with an empty init": () => [used(), {}],
  "a used Request with a body of null": () => [used(), { method: "PUT", body: null }],
  "a locked Request": (kit) => {
    const request = new Request(kit.url, POST);
    request.body?.getReader();
    return [request];
  },
  "a Request with a body, turned into a GET": (kit) => [new Request(kit.url, POST), { method: "GET" }],
  "a Request with a body, given another": (kit) => [new Request(kit.url, POST), { body: "another" }],
  "a stream in use": (kit) => [kit.url, { method: "POST", body: usedStream(), duplex: "half" }],
  "a stream without duplex": (kit) => [kit.url, { method: "POST", body: new Response("x").body }],
  "a stream kept alive": (kit) => [kit.url, { method: "POST", body: new Response("x").body, duplex: "half", keepalive: true }],
  "a body kept alive that is too big": (kit) => [kit.url, { method: "POST", body: "x".repeat(70_000), keepalive: true }],
  "a body that is a symbol": (kit) => [kit.url, { method: "POST", body: Symbol("x") }],
  "an array buffer that is gone": (kit) => {
    const { buffer } = new Uint8Array(3);
    structuredClone(buffer, { transfer: [buffer] });
    return [kit.url, { method: "POST", body: buffer }];
  },
  "a navigation": (kit) => [kit.url, { mode: "navigate" }],
  "a method over PUT without CORS": (kit) => [kit.url, { method: "PUT", mode: "no-cors" }],
  "only what is cached, without mode": (kit) => [kit.url, { cache: "only-if-cached" }],
  "what is not cached": (kit) => [kit.url, { cache: "only-if-cached", mode: "same-origin" }],
  "a window": (kit) => [kit.url, { window: globalThis }],
  "a signal that is none": (kit) => [kit.url, { signal: {} }],
  "a signal that is a number": (kit) => [kit.url, { signal: 1 }],
  "headers that throw": (kit) => {
    const error = new RangeError("mine");
    kit.reason = () => error;
    return [kit.url, { headers: { get x() { throw error; } } }];
  },
  "headers that are an iterator of what is no pair": (kit) => [kit.url, { headers: new Set(["a"]) }],
  "headers that are a Map": (kit) => [kit.url, { headers: new Map([["x-own", "1"]]) }],
  "headers that are a generator": (kit) => [kit.url, { headers: (function* () { yield ["x-own", "1"]; })() }],
};

const METHODS = ["", " ", "bad method", "GET\n", "CONNECT", "connect", "TRACE", "TRACK", "ä", "\0"];
const HEADERS = {
  "null": null,
  "a number": 5,
  "text": "x-own: 1",
  "a lone name": [["x-own"]],
  "three in a pair": [["x-own", "1", "2"]],
  "an empty name": { "": "1" },
  "a space in a name": { "x own": "1" },
  "a colon in a name": { "x-own:": "1" },
  "a letter in a name": { "ä": "1" },
  "a line break in a value": { "x-own": "a\nb" },
  "a NUL in a value": { "x-own": "a\0b" },
  "a snowman in a value": { "x-own": "☃" },
  "a symbol as value": { "x-own": Symbol("x") },
  "line breaks around a value": { "x-own": "\r\n a \t" },
};
const WORDS = {
  mode: ["wrong", "", "CORS"],
  credentials: ["wrong", "Include", null],
  cache: ["wrong", "NO-STORE"],
  redirect: ["wrong", "FOLLOW", undefined],
  referrer: ["http://", "javascript:1", "about:blank", "☃", 5, null],
  referrerPolicy: ["wrong", "", "always"],
  integrity: [5, null, "sha256-", "sha256-a sha512-b"],
  duplex: ["full", "wrong", "half"],
  priority: ["wrong", "", "auto"],
  keepalive: ["false", 0],
  unknown: ["x"],
};
const MEMBERS =
  "body cache credentials duplex headers integrity keepalive method mode priority redirect referrer referrerPolicy signal window";

function* invalid() {
  const give = (name, make, more) => ({ name, group: "invalid", to: "url", query: {}, make, ...more });
  for (const [name, make] of Object.entries(CALLS)) yield give(name, make, { isPassed: true });
  for (const method of METHODS) {
    const init = { method };
    yield give(`the method ${JSON.stringify(method)}`, (kit) => [kit.url, init]);
    yield give(`the method ${JSON.stringify(method)} over that of a Request`, (kit) => [new Request(kit.url), init]);
  }
  for (const method of ["GET", "HEAD", "get"]) {
    for (const body of ["x", ""]) {
      yield give(`${method} with the body ${JSON.stringify(body)}`, (kit) => [kit.url, { method, body }]);
      yield give(`${method} with the body ${JSON.stringify(body)} over a Request`, (kit) => [new Request(kit.url), { method, body }]);
    }
  }
  for (const [what, headers] of Object.entries(HEADERS)) yield give(`headers: ${what}`, (kit) => [kit.url, { headers }]);
  for (const [name, values] of Object.entries(WORDS)) {
    for (const value of values) {
      yield give(`${name}: ${JSON.stringify(value)}`, (kit) => [kit.url, { [name]: value }]);
      yield give(`${name}: ${JSON.stringify(value)}, over a Request`, (kit) => [new Request(kit.url), { [name]: value }]);
    }
  }
  for (const name of MEMBERS.split(" ")) {
    yield give(`an init whose ${name} throws`, (kit) => [kit.url, throwing(kit, name)]);
    yield give(`an init whose ${name} throws, over a Request`, (kit) => [new Request(kit.url, POST), throwing(kit, name)]);
  }
}

export const INVALID = [...invalid()];
