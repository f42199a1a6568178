// The verbs of the platform: each does one thing and decides nothing. Calls the natives as they were when this module
// loaded, so that a later patch of a global sees no token.

const {
  fetch: nativeFetch,
  setTimeout: startTimer,
  clearTimeout: stopTimer,
  Request: NativeRequest,
  performance,
  TextDecoder,
} = globalThis;

// Made when it is first needed: there are places without a TextDecoder that only import this.
let decoder;

// JSON in UTF-8; undefined for anything else.
export const parse = (bytes) => {
  try {
    decoder ??= new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return JSON.parse(decoder.decode(bytes));
  } catch {}
};

// Own members only: what somebody put on Object.prototype is in no answer.
export const at = (value, path) =>
  path
    .split(".")
    .reduce((v, name) => (v !== null && typeof v === "object" && Object.hasOwn(v, name) ? v[name] : null), value);

export const is = (value, path, text) => at(value, path) === text;

export const has = (value, path) => at(value, path) != null;

export const textAt = (value, path) => {
  const text = at(value, path);
  return typeof text === "string" ? text : undefined;
};

export const numberAt = (value, path) => number(at(value, path));

// Name, text and whether it was a string, in turn, of an object or of anything with entries, such as FormData.
export const members = (value) =>
  (!isObject(value) ? [] : value[Symbol.iterator] ? [...value] : Object.entries(value)).flatMap(([name, value]) =>
    typeof value === "string"
      ? [name, value, true]
      : value === undefined
        ? []
        : [`${name}`, `${JSON.stringify(value)}`, false],
  );

export const isObject = (value) => Object(value) === value && !Array.isArray(value);

// A number, or the text of one; NaN otherwise.
export const number = (value) =>
  typeof value === "number" ? value : typeof value === "string" && value.trim() ? Number(value) : NaN;

// What decodeJwt gives.
export const decoded = (header, claims) => ({ header, claims });

// What is left behind the groups of four: bits that make no byte must be zero.
const TAIL = /^(|.[AQgw]|..[AEIMQUYcgkosw048])$/;

// Decodes one of these texts and gives how many bytes it wrote; 0 for what is not base64url without padding, and where the browser
// has no such native. That lets white space and padding pass, of which there come fewer bytes, and all that may be in the tail. It
// would refuse that if it was told to want padding, but to add some takes longer than to look.
export const fromBase64url = (bytes, texts, at) => {
  try {
    const text = texts[at];
    const { written } = bytes.setFromBase64(text, { alphabet: "base64url" });
    if (written === (text.length * 3) >> 2 && TAIL.test(text.slice(text.length & ~3))) return written;
  } catch {}
  return 0;
};

export const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

// Milliseconds since the page began, whatever its clock is set to.
export const pageClock = () => performance.now();

// (Re)arms the one timer of a host; a negative delay only stops it.
export function arm(host, delay) {
  stopTimer(host.timer);
  host.timer = delay < 0 ? undefined : startTimer(host.wake, delay);
}

// Timers stop in a sleeping device and a hidden page, so every sign of life asks the clock again. What may be kept in the
// back/forward cache is left first.
export function watch(wake, leave) {
  const onWake = () => globalThis.document?.visibilityState === "hidden" || wake();
  const watched = ["visibilitychange", "pageshow", "resume", "online", "focus"].map((type) => [type, onWake]);
  watched.push(["pagehide", leave]);
  // visibilitychange and resume are fired at the document and bubble to here.
  for (const pair of watched) globalThis.addEventListener?.(...pair);
  return () => watched.forEach((pair) => globalThis.removeEventListener?.(...pair));
}

// How an exchange fails: the order of FAILURES in api/mod.rs.
export const [ABORTED, TIMEOUT, CALLBACK_FAILED, NETWORK, UNSENDABLE] = [0, 1, 2, 3, 4];

// The exchange of a planned request. It follows no redirect: where one leads, nobody has agreed to send credentials.
export function exchange(host, ticket, method, url, headers, body, credentials) {
  return exchangeBy(host, ticket, UNSENDABLE, () => {
    const { keepalive } = host.begin(ticket);
    const init = {
      method,
      headers: new Headers(),
      body,
      credentials,
      keepalive,
      redirect: "manual",
      cache: "no-store",
    };
    for (let i = 0; i < headers.length; i += 2) init.headers.set(headers[i], headers[i + 1]);
    const extra = host.extra?.();
    if (extra) init.headers.set(...extra);
    return new NativeRequest(url, init);
  });
}

// One exchange with an endpoint, from the request to the last byte of the answer. `make` makes the request, and may be
// the app's own. Always delivers, once.
export async function exchangeBy(host, ticket, stage, make) {
  const { signal, parse } = host.begin(ticket);
  const stop = new AbortController();
  const end = (failure, cause) => stop.abort({ failure, cause });
  const obey = (signal) => {
    const onAbort = () => end(ABORTED, signal.reason);
    signal.addEventListener("abort", onAbort, { signal: stop.signal });
    if (signal.aborted) onAbort();
  };
  const timer = startTimer(end, Math.min(host.timeout, 2 ** 31 - 1), TIMEOUT);

  const work = async () => {
    if (signal) obey(signal);
    const request = await make();
    obey(request.signal);
    if (stop.signal.aborted) return;
    stage = NETWORK;
    const response = await nativeFetch(request, { signal: stop.signal });
    if (!parse || !response.ok) return { response, text: await response.text() };
    stage = CALLBACK_FAILED;
    return { response, given: JSON.stringify(await parse(response)) };
  };
  const stopped = new Promise((_, reject) => stop.signal.addEventListener("abort", reject));

  let outcome;
  try {
    outcome = await Promise.race([stopped, work()]);
  } catch (cause) {
    // What the platform throws at a header quotes the value it refuses, which may be the password.
    outcome = stop.signal.aborted
      ? stop.signal.reason
      : { failure: stage, cause: stage === UNSENDABLE ? undefined : cause };
  }
  stopTimer(timer);
  // Takes the listeners off the signals, too.
  stop.abort();
  host.deliver(ticket, outcome);
}
