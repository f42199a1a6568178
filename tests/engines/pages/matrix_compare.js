// What can be seen of a call, as JSON, and how two calls differ that should be alike but for the token. Knows the traits that a
// case may have:
//
//     isRacy        nobody can say what the server saw        isDropped     browsers may try again when nothing is answered
//     isCut         its body ends too early                   hasIntegrity  its answer is held against a digest
//     isNoCors      can carry no token                        isBare        shows a token of the caller's own instead
//     isWarmed      a native call has filled the cache        isText        its address is text, so a header is easily added
//     isRedirected  its answer is a redirect: which way the token then goes, the table of redirects says

const HEADER = "x-access-token";

/** The run that is native but for the header, which the caller itself has set. */
export const BY_HAND = "by hand";

/** The caller's objects; with what they were `before`, also whether they still hold the same. */
export function look(args, before) {
  return args.map((arg, i) => {
    if (arg === null || typeof arg !== "object" || watched.has(arg)) return { kind: typeof arg };
    const kind = Object.prototype.toString.call(arg);
    if (kind === "[object Request]") return { kind, value: lookAtRequest(arg) };
    const members = {};
    for (const name in arg) {
      try {
        members[name] = lookAtMember(arg[name]);
      } catch {
        members[name] = "throws";
      }
    }
    const keys = Reflect.ownKeys(arg).map(String);
    return { kind, keys, members, isFrozen: Object.isFrozen(arg), isAsBefore: before && isLike(before[i].members, members) };
  });
}

/** Objects that write down what is done to them, and so must not be looked at. */
export const watched = new WeakSet();

const isLike = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const lookAtRequest = (request) => ({
  ...Object.fromEntries(
    ["method", "mode", "credentials", "cache", "redirect", "referrer", "referrerPolicy", "integrity", "keepalive"].map(
      (name) => [name, request[name]],
    ),
  ),
  bodyUsed: request.bodyUsed,
  headers: [...request.headers],
  keys: Object.keys(request),
});

function lookAtMember(value) {
  if (typeof value === "symbol") return "symbol";
  const kind = Object.prototype.toString.call(value);
  if (kind === "[object Headers]") return { kind, entries: [...value] };
  if (kind === "[object ReadableStream]") return { kind, locked: value.locked };
  if (kind === "[object ArrayBuffer]") return { kind, size: value.byteLength };
  return { kind, text: Object(value) === value ? undefined : `${value}` };
}

/** A response, read to its end, together with a clone of it; but for one whose end never comes, in which browsers hang. */
export async function describe(response, kit, { isCut }) {
  const seen = {
    ...lookAtResponse(response),
    isOurs: response instanceof Response && Object.getPrototypeOf(response) === Response.prototype,
    keys: Object.keys(response),
  };
  const copy = isCut ? new Response() : response.clone();
  const [body, ofCopy] = await Promise.all([response, copy].map((one) => bytesOf(one, kit)));
  const bodyUsedAfter = response.bodyUsed;
  return { ...seen, body, bodyUsedAfter, copy: { ...lookAtResponse(copy), body: ofCopy } };
}

const lookAtResponse = (response) => ({
  ...Object.fromEntries(
    ["type", "url", "status", "statusText", "ok", "redirected", "bodyUsed"].map((name) => [name, response[name]]),
  ),
  hasBody: Object.prototype.toString.call(response.body),
  headers: [...response.headers],
});

async function bytesOf(response, kit) {
  try {
    return latin1(new Uint8Array(await response.arrayBuffer()));
  } catch (error) {
    return describeError(error, kit);
  }
}

const latin1 = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

export function describeError(error, kit) {
  const isObject = Object(error) === error;
  return {
    isReason: error === kit.reason(),
    text: isObject ? undefined : String(error),
    name: isObject ? error.name : undefined,
    message: isObject ? error.message : undefined,
    code: isObject ? error.code : undefined,
    class: isObject ? Object.prototype.toString.call(error) : typeof error,
    isOfThisWorld: error instanceof Object,
    isTypeError: error instanceof TypeError,
  };
}

/**
 * What sets the runs of a case apart from its native one: `differences` must not be, `remarks` are worth a look. With `unlike`,
 * the requests were made in different places: the headers that match it, how names are spelled and their order, they may have
 * of that place.
 */
export function compare(test, recordsById, token, unlike) {
  const differences = [];
  const remarks = [];
  const runs = test.runs.map((run) => ({
    ...run,
    outcome: normal(run.outcome, run.id, test),
    records: (recordsById[run.id] ?? [])
      .slice(test.isWarmed ? 1 : 0)
      .map((record) => normalRecord(record, run.id))
      .map((record) => (unlike ? placeless(record, unlike) : record)),
  }));
  const [native, ...others] = runs.filter(({ sender }) => sender !== BY_HAND);
  const byHand = runs.find(({ sender }) => sender === BY_HAND);
  const tell = (list, { sender }, what) => what && list.push(`${test.group}: ${test.name} | ${sender}: ${what}`);
  if (native.outcome.hangs) tell(differences, native, "hangs");
  const isFollowed = test.isRedirected && native.records.filter((record) => !isPreflight(record)).length > 1;

  for (const run of others) {
    const isShown = run.sender !== "signed out" && !test.isNoCors && !test.isBare;
    const { reads, readsAtOnce, ...outcome } = run.outcome;
    const { reads: nativeReads, readsAtOnce: nativeReadsAtOnce, ...nativeOutcome } = native.outcome;
    if (isFollowed && isShown && run.sender !== "following") {
      const [method] = native.records.find((record) => !isPreflight(record)).line.split(" ");
      const isRefused = outcome.error?.code === "redirect-refused" && outcome.error.name === "AuthError";
      // An answer that nobody may see has no bytes to hold against a digest.
      const isRefusedByDigest = test.hasIntegrity && outcome.error?.isTypeError;
      if (/^(GET|HEAD)$/.test(method)) isRefusedByDigest || tell(differences, run, difference(nativeOutcome, outcome, "outcome"));
      else if (!isRefused && !isRefusedByDigest) tell(differences, run, `not refused, though a ${method} was redirected: ${brief(outcome)}`);
      continue;
    }
    tell(differences, run, difference(nativeOutcome, outcome, "outcome"));
    tell(remarks, run, difference([nativeReadsAtOnce, nativeReads], [readsAtOnce, reads], "reads"));
    if (test.isRacy) continue;
    const seen = isShown ? run.records.map((record) => withoutToken(record, token)).filter(Boolean) : run.records;
    const wrong = seen.find((record) => typeof record === "string");
    const order = run.sender === "signed out" && !unlike ? (records) => records : sorted;
    if (wrong) {
      tell(differences, run, wrong);
      continue;
    }
    const [nativeRecords, ourRecords] = [native.records, seen].map((records) => order(settled(records, test)));
    tell(differences, run, difference(nativeRecords, ourRecords, "records"));
    if (!byHand || !isShown) continue;
    // The order of all but the token, whose place depends on how an app adds it.
    const others = (records) => records.map((record) => withoutToken(record, token)).filter(Boolean);
    const [theirs, ours] = [byHand, run].map(({ records }) => settled(others(records), test));
    tell(differences, run, difference(theirs, ours, "records with the token by hand"));
  }
  return { differences, remarks };
}

const settled = (records, { isDropped }) => (isDropped ? records.slice(0, 1) : records);

// In Chromium the order of headers is that of a hash table, in which one more changes the places of others. It is therefore
// compared with that of a native call that shows the token by hand.
const sorted = (records) => records.map((record) => ({ ...record, headers: [...record.headers].sort() }));

// What is different every time: the name of the run, and the boundaries that browsers think of.
const even = (text, id) => text.replaceAll(id, "ID").replace(/----(WebKitForm|geckoform)[Bb]oundary\w+/g, "BOUNDARY");

function normal(outcome, id, { isCut }) {
  const same = JSON.parse(even(JSON.stringify(outcome), id));
  // WebKit says it now so, now otherwise, as the end comes before or after somebody reads.
  if (isCut && same.response) {
    delete same.response.bodyUsedAfter;
    delete same.response.body.message;
  }
  return same;
}

const isPreflight = ({ line, headers }) =>
  line.startsWith("OPTIONS ") && headers.some((header) => /^access-control-request-method:/i.test(header));

/** A record whose boundary is the same every time, and with it the length that the boundary makes. */
function normalRecord({ head, body, framing }, id) {
  const [line, ...headers] = even(head, id).split("\r\n");
  const evenBody = even(body, id);
  const isLength = (header) => header.toLowerCase() === `content-length: ${body.length}`;
  const measured = headers.map((header) => (isLength(header) ? `content-length: ${evenBody.length}` : header));
  return { line, headers: measured, body: evenBody, framing };
}

const placeless = ({ headers, ...record }, unlike) => ({
  ...record,
  headers: headers
    .filter((header) => !unlike.test(header))
    .map((header) => header.replace(/^[^:]*/, (name) => name.toLowerCase())),
});

/** The record as it would be without the token; null if it would not be; a text if the token is not as it must be. */
function withoutToken(record, token) {
  if (isPreflight(record)) return withoutTokenAsked(record);
  const isToken = (header) => header.toLowerCase().startsWith(`${HEADER}:`);
  const shown = record.headers.filter(isToken);
  if (shown.length !== 1 || shown[0].slice(HEADER.length) !== `: ${token}`) return `shows ${JSON.stringify(shown)}: ${record.line}`;
  return { ...record, headers: record.headers.filter((header) => !isToken(header)) };
}

function withoutTokenAsked(record) {
  let isAsked = false;
  const headers = record.headers.flatMap((header) => {
    const [, name, list] = /^(access-control-request-headers: ?)(.*)$/i.exec(header) ?? [];
    if (!name) return [header];
    const [separator] = /, ?/.exec(list) ?? [","];
    const names = list.split(separator);
    isAsked = names.filter((one) => one === HEADER).length === 1;
    const rest = names.filter((one) => one !== HEADER);
    return rest.length > 0 ? [name + rest.join(separator)] : [];
  });
  if (!isAsked) return `the preflight does not ask for ${HEADER}, once: ${record.headers.join(" | ")}`;
  const isNeeded = headers.some((header) => /^access-control-request-headers:/i.test(header));
  return isNeeded || !isSimple(headers) ? { ...record, headers } : null;
}

// Without the header nobody would have asked for this (Fetch standard, CORS-safelisted method).
const isSimple = (headers) => headers.some((header) => /^access-control-request-method: ?(GET|HEAD|POST)$/i.test(header));

/** Where two values differ, first of all; undefined if they do not. */
function difference(native, ours, path) {
  if (native === ours) return undefined;
  const isBoth = [native, ours].every((value) => value !== null && typeof value === "object");
  if (!isBoth || Array.isArray(native) !== Array.isArray(ours)) return `${path}: ${brief(native)} became ${brief(ours)}`;
  if (Array.isArray(native) && native.length !== ours.length) {
    const without = (list, other) => {
      const left = other.map((value) => JSON.stringify(value));
      const isLeft = (value) => left.includes(value) && left.splice(left.indexOf(value), 1);
      return brief(list.filter((value) => !isLeft(JSON.stringify(value))));
    };
    return `${path}: lost ${without(native, ours)}, gained ${without(ours, native)}`;
  }
  const names = new Set([...Object.keys(native), ...Object.keys(ours)]);
  return [...names].map((name) => difference(native[name], ours[name], `${path}.${name}`)).find(Boolean);
}

function brief(value) {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
