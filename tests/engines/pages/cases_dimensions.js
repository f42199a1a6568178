// The dimensions of the differential matrix and their values. The first value of each is the ordinary one; a rare one is only
// used where a case is about it. Each value may add to the init of the call and to the query that tells the server what to
// answer, and may say what `is` special about it: see matrix_compare.js.

const NOTHING = {};
const one = (name, value) => ({ init: () => ({ [name]: value }) });
const each = (name, values, first = { default: NOTHING }) => ({
  ...first,
  ...Object.fromEntries(values.map((value) => [value, one(name, value)])),
});
const bytes = (world, ...values) => new world.Uint8Array(values);

const body = (make, rest = {}) => ({ init: (world) => ({ body: make(world), ...rest }) });
const BODY = {
  none: NOTHING,
  text: body(() => "häßlich ☃\r\n\0"),
  "empty text": body(() => ""),
  params: body((w) => new w.URLSearchParams([["a", "1 2"], ["a", "ä&="]])),
  form: body((w) => {
    const form = new w.FormData();
    form.append("näme", "välue\r\n");
    form.append("näme", "again");
    return form;
  }),
  "form with a file": body((w) => {
    const form = new w.FormData();
    form.append("file", new w.File([bytes(w, 0, 255, 13, 10)], 'a "quoted" ü.bin', { type: "x/y" }));
    form.append("blob", new w.Blob(["blob"]));
    return form;
  }),
  "typed blob": body((w) => new w.Blob(["blob"], { type: "text/x-own;charset=utf-8" })),
  "untyped blob": body((w) => new w.Blob([bytes(w, 0, 1, 254)])),
  "empty blob": body((w) => new w.Blob([])),
  "big blob": { ...body((w) => new w.Blob(["0123456789abcdef".repeat(5000)])), isRare: true },
  buffer: body((w) => bytes(w, 0, 128, 255).buffer),
  "part of a buffer": body((w) => bytes(w, 1, 2, 3, 4).subarray(1, 3)),
  view: body((w) => new w.DataView(bytes(w, 9, 8, 7).buffer, 1)),
  object: body(() => ({ toString: () => "an object" })),
  number: body(() => 42),
  null: body(() => null),
  stream: {
    ...body((w) => new w.ReadableStream({ start: (c) => (c.enqueue(new w.Uint8Array([65])), c.close()) }), { duplex: "half" }),
    isRare: true,
    // None is sent over HTTP/1.1.
    is: { isRacy: true },
  },
};

const headers = (make, rest) => ({ init: (world) => ({ headers: make(world) }), ...rest });
const HEADERS = {
  none: NOTHING,
  "an object": headers(() => ({ "X-Own": "one", "x-Other": "two", Accept: "text/x-own" })),
  "an object with odd values": headers(() => ({ "x-null": null, "x-undefined": undefined, "x-number": 1, "x-empty": "" })),
  Headers: headers((w) => new w.Headers({ "X-Own": "one", "accept-language": "tlh" })),
  "an array": headers(() => [["x-b", "2"], ["X-A", " padded "]]),
  duplicates: headers(() => [["x-own", "one"], ["X-OWN", "two"], ["x-own", "three"]]),
  "duplicates in Headers": headers((w) => {
    const given = new w.Headers([["x-own", "one"]]);
    given.append("X-Own", "two");
    return given;
  }),
  "a type": headers(() => ({ "Content-Type": "application/x-own+json" })),
  "a Latin-1 value": headers(() => ({ "x-own": "h\u00e4\u00df\u00ff" })),
  forbidden: headers(() => ({ cookie: "a=b", host: "other", "sec-own": "1", "x-own": "1", referer: "/x" })),
  conditions: headers(() => ({ "if-none-match": '"own"', range: "bytes=0-1" })),
  authorization: headers(() => ({ Authorization: "Basic b3duOm93bg==" })),
  "the caller's own token": { ...headers(() => ({ "X-ACCESS-TOKEN": "own" })), isRare: true, is: { isBare: true } },
  "an empty list": headers(() => []),
};

const answer = (query, rest) => ({ query, ...rest });
const SHA_OF_ECHO = "sha256-CSx56PgOVZ5AS89mDEjzUitnq6n/FISwNn4aTd73Qx0=";
const ANSWER = {
  "200": NOTHING,
  "204": answer({ status: 204, reason: "No Content" }),
  "404": answer({ status: 404, reason: "Not Found", body: "nothing here" }),
  "500 with a reason of its own": answer({ status: 500, reason: "Kaputt, sorry" }),
  "599 without a reason": answer({ status: 599, reason: "", body: "" }),
  "206": answer({ status: 206, reason: "Partial Content", header: ["content-range: bytes 0-3/9"] }),
  chunked: answer({ framing: "chunked", body: "in two pieces ☃" }),
  "with many headers": answer({
    header: ["X-First: 1", "x-second:  2 ", "X-FIRST: 3", "Content-Type: text/x-own", "x-hidden: 1", "set-cookie: a=b; path=/no"],
  }),
  "that breaks off": answer({ framing: "short" }, { isRare: true, is: { isCut: true } }),
  "that never comes": answer({ drop: "" }, { isRare: true, is: { isDropped: true } }),
  "a redirect": answer({ status: 302, reason: "Found", hops: 1 }, { isRare: true, is: { isRedirected: true } }),
  "a redirect that keeps the method": answer({ status: 307, reason: "", hops: 2 }, { isRare: true, is: { isRedirected: true } }),
};

// The cache is filled by a native call to the very URL.
const CACHED = answer({ header: ["cache-control: max-age=600", 'etag: "e"', "content-type: text/plain"] });
const ANSWERS_IN_CACHE = {
  ...CACHED,
  isRare: true,
  is: { isWarmed: true },
  before: (kit) => kit.nativeFetch(kit.url).then((response) => response.text()),
};

/** The members of an init as a caller may bring them; `world` is the frame whose objects they are. */
const SHAPE = {
  plain: { shape: (members, world) => Object.assign(new world.Object(), members) },
  frozen: { shape: (members, world) => world.Object.freeze(Object.assign(new world.Object(), members)) },
  inherited: { shape: (members, world) => world.Object.create(members) },
  "of getters": {
    shape(members, world) {
      const init = new world.Object();
      for (const [name, value] of Object.entries(members)) {
        Object.defineProperty(init, name, { get: () => value, enumerable: name !== "headers" });
      }
      return init;
    },
  },
  watched: { shape: (members, world, kit) => kit.watch(Object.assign(new world.Object(), members)) },
  "without a prototype": { shape: (members, world) => Object.assign(world.Object.create(null), members) },
};

const pick = (members, isWanted) => Object.fromEntries(Object.entries(members).filter(([name]) => isWanted(name)));
const isContent = (name) => /^(method|body|headers|duplex)$/.test(name);
const OLD = {
  headers: { "x-old": "1" },
  credentials: "omit",
  cache: "reload",
  referrer: "/old",
  referrerPolicy: "unsafe-url",
};
// Nothing to say is said by leaving the init out.
const withInit = (input, { members, shape, world, kit }) =>
  Object.keys(members).length > 0 ? [input, shape(members, world, kit)] : [input];

const INPUT = {
  text: { args: (call) => withInit(call.address, call) },
  "relative text": { args: (call) => withInit(call.kit.relative(call.address), call) },
  URL: { args: (call) => withInit(new URL(call.address), call) },
  "an object with toString": { args: (call) => withInit({ toString: () => call.address }, call) },
  Request: { args: ({ address, members, world }) => [new world.Request(address, members)] },
  "Request and undefined": { args: ({ address, members, world }) => [new world.Request(address, members), undefined] },
  "Request and init": {
    args: ({ address, members, shape, world, kit }) => [
      new world.Request(address, pick(members, isContent)),
      shape(pick(members, (name) => !isContent(name)), world, kit),
    ],
  },
  "Request of the options and init of the content": {
    args: ({ address, members, shape, world, kit }) => [
      new world.Request(address, pick(members, (name) => !isContent(name))),
      shape(pick(members, isContent), world, kit),
    ],
  },
  "Request that init overrides": { args: (call) => withInit(new call.world.Request(call.address, OLD), call) },
  "Request of a class of the caller's": {
    args({ address, members, world }) {
      class Own extends world.Request {}
      return [new Own(address, members)];
    },
  },
  "Request of a frame": { args: ({ address, members, world }) => [new world.Request(address, members)] },
  "init of a frame": { args: (call) => withInit(call.address, call) },
};

const spelled = (spell) => ({ spell });
const SPELLING = {
  plain: spelled((url) => url),
  "with a fragment": spelled((url) => `${url}#fragment?not=a&query`),
  "padded, with a tab inside": spelled((url) => ` \n${url.replace("?", "?\t")} `),
  "with dots": spelled((url) => url.replace("/echo/", "/x/%2e%2E/./echo/")),
  "with a backslash": spelled((url) => url.replace("/echo/", "\\echo\\")),
  "in capitals": spelled((url) => url.replace(/^http/, "HTTP")),
  "with letters to escape": spelled((url) => `${url}&ä= "<>\`{}☃%zz`),
};

/** What may have a body. */
export const WRITES = "POST PUT PATCH DELETE OPTIONS post put patch PURGE x-own".split(" ");
const POLICIES =
  "no-referrer no-referrer-when-downgrade origin origin-when-cross-origin same-origin strict-origin strict-origin-when-cross-origin unsafe-url";

export const DIMENSIONS = {
  input: INPUT,
  to: { "same origin": { origin: "url" }, "another port": { origin: "other" }, "another site": { origin: "site" } },
  method: each("method", ["HEAD", "get", ...WRITES], { GET: NOTHING }),
  body: BODY,
  headers: HEADERS,
  answer: { ...ANSWER, "that is in the cache": ANSWERS_IN_CACHE },
  mode: { ...each("mode", ["cors", "same-origin"]), "no-cors": { ...one("mode", "no-cors"), is: { isNoCors: true } } },
  credentials: each("credentials", ["omit", "same-origin", "include"]),
  cache: {
    ...each("cache", ["no-store", "reload", "no-cache", "force-cache"]),
    // Only with the mode same-origin.
    "only-if-cached": { ...one("cache", "only-if-cached"), isRare: true },
  },
  redirect: each("redirect", ["follow", "error", "manual"]),
  // From here on, only what each kind of input makes of it.
  shape: SHAPE,
  spelling: SPELLING,
  keepalive: each("keepalive", [true, false]),
  priority: each("priority", ["high", "low"]),
  referrer: {
    default: NOTHING,
    none: one("referrer", ""),
    "about:client": one("referrer", "about:client"),
    "a page": one("referrer", "/a/page?a=b#c"),
    "a page elsewhere": { init: (_, kit) => ({ referrer: `${kit.origins.other}/elsewhere` }) },
  },
  referrerPolicy: each("referrerPolicy", POLICIES.split(" ")),
  integrity: {
    default: NOTHING,
    right: { ...one("integrity", SHA_OF_ECHO), is: { hasIntegrity: true } },
    wrong: { ...one("integrity", SHA_OF_ECHO.replace("C", "D")), isRare: true, is: { hasIntegrity: true } },
    nonsense: { ...one("integrity", "nonsense"), is: { hasIntegrity: true } },
  },
  window: each("window", [null]),
  signal: {
    default: NOTHING,
    "of its own": { init: (world) => ({ signal: new world.AbortController().signal }) },
    null: one("signal", null),
  },
};

/** Of these, every two values meet. */
export const MAIN = ["input", "to", "method", "body", "headers", "answer", "mode", "credentials", "cache", "redirect"];
