// A worker that speaks Jotpass's protocol and believes all it is told: whoever configures it last is right, every address gets the
// token, and who says a word that it does not know is told how things stand. What an attack on the worker gets from this one, and
// not from Jotpass's, is known to be asked for in the right way.

const here = (path) => new URL(path, import.meta.url);
const KEPT = here("/token");
let options = {};
let session = {};

async function keep(response) {
  session = await response.json();
  await (await caches.open("tokens")).put(KEPT, new Response(session.token));
  return {};
}
const post = (url, body) =>
  fetch(here(url), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

const answer = {
  configure(message) {
    options = message.options;
    return { type: "configured" };
  },
  login: ({ credentials: [, username, , , password] }) => post(options.tokenUrl, { username, password }).then(keep),
  refresh: async () => ({ ...(await post(options.refresh.url, { refresh_token: session.refresh_token }).then(keep)), session }),
  async fetch({ url, init: { method, credentials } }) {
    const response = await fetch(here(url), { method, credentials, headers: { "x-access-token": session.token } });
    return { text: await response.text() };
  },
};

function serve(port) {
  port.onmessage = async ({ data }) => {
    const { type, id } = Object(data);
    const known = Object.hasOwn(answer, type) ? answer[type] : () => ({ session });
    try {
      port.postMessage({ type: "settled", id, ...(await known(data)) });
    } catch (error) {
      port.postMessage({ type: "settled", id, message: `${error}`, session });
    }
  };
}
if ("onconnect" in globalThis) globalThis.onconnect = ({ ports: [port] }) => serve(port);
else {
  // Begun anew, it remembers.
  const kept = await caches.match(KEPT);
  session = { token: await kept?.text() };
  serve(globalThis);
}
