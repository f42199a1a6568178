// How a request shows that somebody is signed in: by a header; by a field of its form (RFC 6750, section 2.2); or by a cookie that
// no script can read, beside a header that repeats one that scripts of this site alone can read. Must not decide whether
// a request may.

const { URLSearchParams: Form } = globalThis;

const FORM = /^application\/x-www-form-urlencoded *(;|$)/i;

// Visible ASCII (RFC 9110, section 5.5).
const HEADER_VALUE = /^[\x21-\x7e]*$/;

export function createCarrier({ header, scheme, field, cookie }) {
  const name = cookie ? cookie.csrfHeader : header;
  const isForm = (type) => Boolean(field) && FORM.test(type);
  const isOwnForm = (body) => new Form(body).has(field);
  // A form with the token, given as its header has it.
  const fill = (body, value) => body + (body && "&") + new Form([[field, value.slice(scheme && scheme.length + 1)]]);
  // Name and value, if there is anything to show.
  const entryOf = (value) => {
    const text = cookie ? readCookie(cookie.csrfCookie) : value;
    return text === undefined ? undefined : [name, text];
  };
  const isFormCall = (call) => Boolean(field) && isForm(call.type()) && call.canBeText() && !/^(GET|HEAD)$/.test(call.method);

  return {
    // What the caller shows itself is the caller's to renew.
    isOwn: (headers) => !cookie && headers.has(name),
    isForm: (headers) => isForm(headers.get("content-type")),
    isFormCall,
    // What belongs to a request to an endpoint beside what the engine has planned.
    extra: cookie && entryOf,

    // Sends a call, a guarded one so that it follows no redirect: the promise of its answer, and whether the token was shown. In the
    // same turn, unless its body has to be read.
    async send(next, call, value, isGuarded) {
      const changes = isGuarded || cookie ? {} : undefined;
      if (isGuarded) changes.redirect = "manual";
      if (cookie) changes.credentials = "include";
      if (!isFormCall(call)) {
        const entry = call.headers.has(name) ? undefined : entryOf(value);
        return [call.send(next, entry, changes), true];
      }
      const text = call.text();
      const body = typeof text === "string" ? text : await text;
      if (isOwnForm(body)) return [call.send(next), false];
      return [call.send(next, ["content-type", call.type()], { ...changes, body: fill(body, value) }), true];
    },

    // The same for an XHR: the header it is to be sent with, if any, and its body; nothing if it is the caller's to renew.
    dress(body, headers, value) {
      const text = `${body ?? ""}`;
      if (!isForm(headers.get("content-type"))) return [entryOf(value), body];
      return isOwnForm(text) ? undefined : [undefined, fill(text, value)];
    },
    isCredentialed: Boolean(cookie),
  };
}

// As a script of the page sees it.
function readCookie(name) {
  const cookies = globalThis.document?.cookie.split("; ") ?? [];
  const text = cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
  try {
    const decoded = text && decodeURIComponent(text);
    // What no header can carry was not meant for one.
    return HEADER_VALUE.test(decoded) ? decoded : text;
  } catch {
    return text;
  }
}
