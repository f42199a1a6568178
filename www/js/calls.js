/**
 * The doors: one button per kind of call, what would go along before it and what came back after it. Must not attach a
 * token itself; that is what is being shown.
 */

import { AuthError } from "/pkg/index.js";
import { byId, fromTemplate, setText } from "./dom.js";
import { errorInWords, httpStatus } from "./words.js";

const list = byId("call-list");
const answer = byId("answer-text");
const longestAnswer = 600;

/** What becomes of a call that nobody helps. */
const noToken = { attached: false, reason: "nothing is installed over fetch()" };
const inNoAddress = { attached: false, verdict: "Refused:", reason: "an address would show it to the page" };
const cookieAlone = { attached: false, verdict: "Cookie alone:", reason: "the server wants the header, too" };

/** The browser's own, taken before `auth.install()` can hook it. */
const nativeFetch = globalThis.fetch;

/** Builds the list; `onRequest` is called after each call. */
export function mountCalls(auth, { isCookie, isIsolated, thirdParty, onRequest }) {
  let uninstall = null;

  const doors = [
    {
      id: "public",
      button: "Call public",
      what: "Open to all.",
      url: "/api/public",
      call: (url) => auth.fetch(url),
    },
    {
      id: "protected",
      button: "Call protected",
      what: "Opens to a valid token only.",
      url: "/api/something",
      call: (url) => auth.fetch(url),
    },
    {
      id: "legacy",
      button: "Call legacy",
      what: "Says 400 where others say 401.",
      url: "/api/legacy",
      call: (url) => auth.fetch(url),
    },
    {
      id: "third-party",
      button: "Call third party",
      what: "Another origin.",
      url: thirdParty && new URL("/hello", thirdParty).href,
      call: (url) => auth.fetch(url),
    },
    {
      id: "by-url",
      button: "Call by URL",
      what: "For images, EventSource and WebSocket.",
      url: "/api/something",
      shown: isCookie ? undefined : "/api/something?access_token=…",
      explain: () => (isIsolated ? inNoAddress : null),
      // Native, so that the token can have come from the URL, or by itself, alone.
      call: async (url) => nativeFetch(await auth.url(url)),
    },
    {
      id: "plain",
      button: "Call with plain fetch",
      what: isCookie ? "The page's own fetch(), by POST." : "The page's own fetch().",
      url: "/api/something",
      explain: () => (uninstall ? null : isCookie ? cookieAlone : noToken),
      // Reading a cookie opens by itself.
      call: (url) => fetch(url, { method: isCookie ? "POST" : "GET" }),
    },
  ];

  const views = doors.map((door) => mountDoor(door, auth, onRequest));
  list.replaceChildren(...views.map((view) => view.element));
  list.lastElementChild.append(
    hookSwitch((on) => {
      if (on) uninstall = auth.install({ fetch: true });
      else uninstall = void uninstall?.();
      explainAll();
    }),
  );

  auth.subscribe(explainAll);
  auth.ready.catch(() => {}).finally(explainAll);
  explainAll();

  function explainAll() {
    for (const view of views) view.explain();
  }
}

function mountDoor(door, auth, onRequest) {
  const element = fromTemplate("call-template");
  const button = element.querySelector("button");
  const [what, target] = element.querySelector(".call-what").children;
  const code = element.querySelector(".code");
  const explanation = element.querySelector(".call-explain");
  const [verdict, reason] = explanation.children;

  element.dataset.call = door.id;
  button.id = `call-${door.id}`;
  button.textContent = door.button;
  explanation.id = `explain-${door.id}`;
  button.setAttribute("aria-describedby", explanation.id);
  what.textContent = door.what;

  if (!door.url) {
    button.disabled = true;
    verdict.textContent = "Not available:";
    reason.textContent = "this server runs without a third party";
    return { element, explain: () => {} };
  }
  target.textContent = door.shown ?? door.url;

  button.addEventListener("click", async () => {
    const started = performance.now();
    try {
      const response = await door.call(door.url);
      const body = await response.text();
      setCode(code, response.status, String(response.status));
      showAnswer(door, response, body, Math.round(performance.now() - started));
    } catch (error) {
      setCode(code, 0, "failed");
      showFailure(door, error);
    } finally {
      onRequest();
    }
  });

  return { element, explain };

  function explain() {
    const said = door.explain?.() ?? auth.explain(door.url);
    element.dataset.attached = said.attached;
    setText(verdict, said.verdict ?? (said.attached ? "Token goes along:" : "No token:"));
    setText(reason, said.reason);
  }
}

function showAnswer(door, response, body, took) {
  const head = document.createElement("p");
  const code = document.createElement("span");
  code.className = "code";
  setCode(code, response.status, httpStatus(response.status, response.statusText));
  head.append(`${door.button}: `, code, ` in ${took} ms`);

  const text = document.createElement("pre");
  text.textContent = readable(body);
  show(head, text);
}

function showFailure(door, error) {
  const head = document.createElement("p");
  head.textContent = `${door.button}: no answer`;
  const sentence = document.createElement("p");
  sentence.className = "failure";
  sentence.textContent = AuthError.is(error) ? errorInWords(error.code, error.status) : errorInWords("network");
  show(head, sentence);
}

function show(...children) {
  answer.replaceChildren(...children);
  answer.parentElement.dataset.answered = "";
  answer.parentElement.scrollTop = 0;
}

function setCode(element, status, text) {
  element.dataset.class = String(status)[0];
  setText(element, text);
}

function readable(body) {
  if (body === "") return "(empty)";
  try {
    // Every line break left in JSON text is layout: a space in its place keeps the answer short.
    return JSON.stringify(JSON.parse(body), null, 1).replace(/\n */g, " ");
  } catch {
    return body.length > longestAnswer ? `${body.slice(0, longestAnswer)}…` : body;
  }
}

function hookSwitch(onChange) {
  const label = document.createElement("label");
  label.className = "switch";
  const input = document.createElement("input");
  input.type = "checkbox";
  input.id = "install";
  input.setAttribute("role", "switch");
  input.addEventListener("change", () => onChange(input.checked));
  label.append(input, document.createElement("span"), "Install Jotpass over fetch()");
  return label;
}
