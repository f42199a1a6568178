// All XMLHttpRequests of the differential test, generated: of any two dimensions that may have to do with each other, every value
// meets a third of the values of the other; all else is plain. Must touch nothing of the browser while it generates, since the spec counts the
// cases in Node.

const METHOD = Object.fromEntries("GET HEAD POST PUT PATCH DELETE OPTIONS get pOsT x-own".split(" ").map((name) => [name, name]));

const form = () => {
  const form = new FormData();
  form.append("name", "Zoë");
  form.append("file", new Blob(["in a file"], { type: "text/x-own" }), "a ☃.txt");
  return form;
};
const html = () => new DOMParser().parseFromString("<!doctype html><title>ä</title><p>☃", "text/html");
const xml = () => new DOMParser().parseFromString("<ä b='c'>☃</ä>", "application/xml");

const BODY = {
  none: undefined,
  null: () => null,
  "empty text": () => "",
  text: () => "Zoë ☃ \u{1f511}",
  "a lone surrogate": () => "\ud800",
  form,
  parameters: () => new URLSearchParams({ a: "b c", ä: "&" }),
  "a typed blob": () => new Blob(["blob"], { type: "text/x-own" }),
  "a blob": () => new Blob(["blob"]),
  "an array buffer": () => new Uint8Array([0, 1, 2, 255]).buffer,
  "a part of a buffer": () => new Uint16Array(new Uint8Array([9, 9, 0, 1, 2, 255, 9, 9]).buffer, 2, 2),
  "a data view": () => new DataView(new Uint8Array([9, 0, 255]).buffer, 1),
  "an HTML document": html,
  "an XML document": xml,
  "an object": () => ({ toString: () => "converted" }),
  "a number": () => 42,
  "what cannot be converted": () => Symbol("x"),
  "a big text": () => "x".repeat(300_000),
};

const RESPONSE_TYPE = Object.fromEntries(["", "text", "json", "blob", "arraybuffer", "document", "wrong"].map((type) => [type || "default", type]));

const ANSWER = {
  "200": {},
  "200 with JSON": { body: '{"a":["☃"]}', header: ["content-type: application/json", "x-first: 1", "X-Second: 2", "x-hidden: 3"] },
  "200 with XML": { body: "<a>ä</a>", header: "content-type: text/xml" },
  "200 with HTML": { body: "<p>ä", header: "content-type: text/html; charset=utf-8" },
  "200 with nothing": { body: "" },
  "in chunks": { framing: "chunked", body: "in two pieces ☃" },
  "204": { status: 204, reason: "No Content" },
  "404": { status: 404, reason: "Not Found" },
  "500": { status: 500, reason: "" },
  "that breaks off": { framing: "short" },
  "that never comes": { drop: "", isDropped: true },
  "a redirect": { status: 302, hops: 1 },
  "a redirect that keeps the method": { status: 307, hops: 2 },
  "not for this origin": { cors: "none" },
};

const TO = { "same origin": "url", "another port": "other", "another site": "site" };

/** Who listens, and since when. */
export const LISTENERS = {
  "before open": {},
  "after send": { isLate: true },
  "by handlers": { isHandler: true },
  "by handlers, after open": { isHandler: true, isMiddle: true },
  "capturing, after open": { isCapturing: true, isMiddle: true },
  "to the upload as well": { hasUpload: true },
  "to the upload by handlers": { hasUpload: true, isHandler: true },
  "to the upload after send": { hasUpload: true, isLate: true },
};

const on = (type, state, act) => ({
  onEvent: (kit, event) => {
    if (event.type === type && (state === undefined || kit.xhr.readyState === state)) kit.once(act);
  },
});
const ABORT = (kit) => kit.xhr.abort();
const AGAIN = (kit) => {
  kit.xhr.open("POST", kit.again);
  kit.xhr.send("again");
};

/** What the page does to it, and when. */
const ACT = {
  nothing: {},
  "aborts before it sends": { beforeSend: ABORT },
  "aborts at once": { afterSend: ABORT, isRacy: true },
  "aborts at loadstart": { ...on("loadstart", undefined, ABORT), isRacy: true },
  "aborts while the server thinks": { answer: { hold: "" }, onArrival: ABORT },
  "aborts at the headers": { ...on("readystatechange", 2, ABORT), isRacy: true },
  "aborts while it loads": { ...on("readystatechange", 3, ABORT), isRacy: true },
  "aborts at progress": { ...on("progress", undefined, ABORT), isRacy: true },
  "aborts when it is done": on("readystatechange", 4, ABORT),
  "aborts at load": on("load", undefined, ABORT),
  "aborts at loadend": on("loadend", undefined, ABORT),
  "aborts at abort": { afterSend: ABORT, ...on("abort", undefined, ABORT), isRacy: true },
  "lets it time out": { timeout: 60, answer: { hold: "" } },
  "sets the limit late": { answer: { hold: "" }, onArrival: (kit) => (kit.xhr.timeout = 1) },
  "opens anew at once": { afterSend: AGAIN, isRacy: true },
  "opens anew at the headers": { ...on("readystatechange", 2, AGAIN), isRacy: true },
  "opens anew when it is done": on("readystatechange", 4, AGAIN),
  "opens anew at load": on("load", undefined, AGAIN),
  "opens anew at loadend": on("loadend", undefined, AGAIN),
  "opens anew at abort": { afterSend: ABORT, ...on("abort", undefined, AGAIN), isRacy: true },
  "opens what cannot be opened": { afterSend: (kit) => kit.xhr.open("GET", "http://") },
  "opens with a bad method": { beforeSend: (kit) => kit.xhr.open("bad method", "/") },
  "opens a data URL after it": { ...on("loadend", undefined, (kit) => (kit.xhr.open("GET", "data:,data"), kit.xhr.send())) },
  "sends twice": { afterSend: (kit) => kit.xhr.send() },
  "sends without opening": { beforeOpen: (kit) => kit.xhr.send() },
  "sends when it is done": on("loadend", undefined, (kit) => kit.xhr.send()),
  "sets a header before it opens": { beforeOpen: (kit) => kit.xhr.setRequestHeader("a", "b") },
  "sets a header too late": { afterSend: (kit) => kit.xhr.setRequestHeader("a", "b") },
  "sets a bad header": { beforeSend: (kit) => kit.xhr.setRequestHeader("a b", "c") },
  "sets headers": {
    beforeSend({ xhr }) {
      xhr.setRequestHeader("X-Own", "1");
      xhr.setRequestHeader("x-own", " 2 ");
      xhr.setRequestHeader("Content-Type", "text/x-own");
      xhr.setRequestHeader("cookie", "forbidden");
    },
  },
  "sets the credentials": { beforeSend: (kit) => (kit.xhr.withCredentials = true) },
  "sets the credentials too late": { afterSend: (kit) => (kit.xhr.withCredentials = true) },
  "sets the type of the response late": on("readystatechange", 2, (kit) => (kit.xhr.responseType = "json")),
  "sets the type of the response too late": on("load", undefined, (kit) => (kit.xhr.responseType = "json")),
  "overrides the type": { beforeSend: (kit) => kit.xhr.overrideMimeType("text/plain; charset=latin1") },
  "overrides the type before it opens": { beforeOpen: (kit) => kit.xhr.overrideMimeType("text/html") },
  "overrides the type too late": on("load", undefined, (kit) => kit.xhr.overrideMimeType("text/html")),
  "throws where it listens": on("load", undefined, () => { throw new RangeError("mine"); }),
  "gives a user": { args: [true, "user", "password"] },
  "gives a third argument": { args: ["yes"] },
  "is synchronous": { args: [false] },
  "is synchronous, by undefined": { args: [undefined] },
  "is synchronous, with a limit": { args: [false], beforeOpen: (kit) => (kit.xhr.timeout = 10) },
  "gives objects": {
    convert: (kit, address) => [kit.spy("method", "POST"), kit.spy("url", address), true, kit.spy("user", "user"), kit.spy("password", "pw")],
  },
  "gives a URL": { convert: (kit, address) => ["GET", new URL(address)] },
  "gives too little": { convert: () => ["GET"] },
  "is of a class of the page's own": { isOwnClass: true },
};

const DIMENSIONS = { method: METHOD, body: BODY, responseType: RESPONSE_TYPE, answer: ANSWER, to: TO, listeners: LISTENERS, act: ACT };

const PAIRS = [
  ["method", "body"],
  ["method", "answer"],
  ["method", "to"],
  ["body", "listeners"],
  ["body", "to"],
  ["responseType", "answer"],
  ["responseType", "act"],
  ["answer", "to"],
  ["answer", "listeners"],
  ["act", "listeners"],
  ["act", "to"],
];

function* generated() {
  const names = new Set();
  for (const [one, two] of PAIRS) {
    for (const [i, a] of Object.keys(DIMENSIONS[one]).entries()) {
      for (const [j, b] of Object.keys(DIMENSIONS[two]).entries()) {
        if (i > 0 && j > 0 && (i + j) % 3 > 0) continue;
        const plain = Object.fromEntries(Object.entries(DIMENSIONS).map(([name, values]) => [name, Object.keys(values)[0]]));
        const values = { ...plain, [one]: a, [two]: b };
        // Where it is about what is sent, there must be something.
        if (one !== "method" && (values.body !== "none" || values.listeners.includes("upload"))) values.method = "POST";
        if (values.listeners.includes("upload") && one !== "body") values.body = "text";
        const parts = Object.entries(values).filter(([name, value]) => value !== plain[name]);
        const name = parts.map(([name, value]) => `${name} ${value}`).join(", ") || "nothing special";
        if (names.has(name)) continue;
        names.add(name);
        yield assemble(name, values);
      }
    }
  }
}

function assemble(name, values) {
  const [answer, act, listeners] = [ANSWER[values.answer], ACT[values.act], LISTENERS[values.listeners]];
  const { isDropped, ...query } = answer;
  return {
    name,
    act: values.act,
    answer: values.answer,
    method: values.method,
    makeBody: BODY[values.body],
    isForm: values.body === "form",
    responseType: RESPONSE_TYPE[values.responseType],
    to: TO[values.to],
    query: { ...query, ...act.answer },
    listeners,
    ...act,
    isRacy: act.isRacy || isDropped,
    isSync: Boolean(act.args) && !act.args[0],
    isRedirected: "hops" in answer,
    // The browser ends what it is not told to end by an answer.
    isTimed: "hold" in (act.answer ?? {}),
  };
}

export const CASES = [...generated()];
