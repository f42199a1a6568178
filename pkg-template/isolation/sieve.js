// Keeps a response that repeats a token from the page: an API that answers with the headers it was sent, say. Knows the tokens as
// they stand; one that is written otherwise, or spread over several answers, it does not see.

import { AuthError } from "../snippets/jotpass/src/browser/auth_error.js";

const REDACTED = "[a token]";

// A text of less is no secret, and would be found everywhere.
const MIN_LENGTH = 8;

// How many tokens are remembered at most when no call is under way, the newest last.
const MOST = 6;

// `held` gives the tokens of this moment.
export function createSieve(held) {
  let known = [];
  let underWay = 0;
  const secrets = () => {
    const now = held().filter(({ length }) => length >= MIN_LENGTH);
    const all = [...known.filter((secret) => !now.includes(secret)), ...now];
    return (known = underWay ? all : all.slice(-MOST));
  };
  const refuse = () => {
    const why = "The response repeats the token, so it is kept from the page: take the address off attach.to";
    throw new AuthError("token-reflected", why);
  };

  const scrub = (text) =>
    typeof text === "string" ? secrets().reduce((text, secret) => text.replaceAll(secret, REDACTED), text) : text;

  return {
    // A call has begun; gives the function for its end. Until then no token is forgotten: however often it has been renewed since,
    // the call may have shown it.
    begin() {
      underWay++;
      secrets();
      return () => void underWay--;
    },
    scrub,
    // The same for a whole value, whose copy it gives.
    scrubAll: (value) => JSON.parse(scrub(JSON.stringify(value))),

    // What comes before the body.
    check({ url, statusText, headers }) {
      const texts = [url, statusText, ...headers].flat();
      if (secrets().some((secret) => texts.some((text) => text.includes(secret)))) refuse();
    },

    // For the chunks of one body, and then for its end: gives what may go on. Only what may be the begin of a token is held back.
    body() {
      let rest = new Uint8Array();
      return (chunk) => {
        if (!chunk) return rest;
        const bytes = rest.length ? concat(rest, chunk) : chunk;
        const text = decoder.decode(bytes);
        let count = 0;
        for (const secret of secrets()) {
          if (text.includes(secret)) refuse();
          count = Math.max(count, begun(text, secret));
        }
        rest = bytes.slice(bytes.length - count);
        return count ? bytes.slice(0, -count) : bytes;
      };
    },
  };
}

// One character for each byte, as many as there are.
const decoder = new TextDecoder("latin1");

// How much of the secret stands at the end of the text.
function begun(text, secret) {
  for (let count = Math.min(secret.length - 1, text.length); count > 0; count--) {
    if (text.endsWith(secret.slice(0, count))) return count;
  }
  return 0;
}

function concat(a, b) {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
