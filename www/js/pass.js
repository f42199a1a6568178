/**
 * The pass: who is signed in, signing in and signing out. Must not look into the token.
 */

import { AuthError } from "/pkg/index.js";
import { byId, setText } from "./dom.js";
import { duration, endInWords, errorInWords, nameOf, statusInWords, timeOfDay } from "./words.js";

const pass = byId("pass");
const pill = byId("status");
const title = byId("pass-title");
const text = byId("pass-text");
const form = byId("login");
const error = byId("login-error");
const password = byId("password");
const hint = byId("login-hint");
const signIn = byId("sign-in");
const signOut = byId("sign-out");
const announce = byId("announce");

/**
 * Keeps the pass in step with `auth`; `onRequest` is called after each request the server has seen. The returned
 * `offer` is for the users whose passwords the server gives away.
 */
export function mountPass(auth, { onRequest }) {
  let busy = false;
  let failed = false;
  /** The last session there was, and why it ended if it did. */
  let last = null;
  let end = null;

  const render = () => {
    // The session decides: between reading it and the status the token may end.
    const { session } = auth;
    const status = session ? "signed-in" : auth.status;
    last = session ?? last;
    show({ status: status === "loading" && failed ? "failed" : status, session: last, end, busy });
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    tell("");
    render();
    try {
      const { username, password } = form.elements;
      await auth.login({ username: username.value, password: password.value });
      // What was typed has done its work.
      password.value = password.defaultValue;
    } catch (reason) {
      tell(AuthError.is(reason) ? errorInWords(reason.code, reason.status) : errorInWords());
      if (reason?.code === "invalid-credentials") mistyped();
    } finally {
      busy = false;
      render();
      onRequest();
    }
  });

  signOut.addEventListener("click", async () => {
    await auth.logout();
    onRequest();
  });

  auth.on("signed-in", ({ session }) => {
    tell("");
    const life = session.expiresAt === null ? "" : ` The token lives ${duration(secondsBetween(session))}.`;
    announce.textContent = `Signed in as ${nameOf(session)}.${life}`;
    render();
  });
  auth.on("expired", () => {
    announce.textContent = "Your token has ended. You stay signed in, and the next one is asked for.";
  });
  auth.on("signed-out", ({ reason }) => {
    end = reason;
    announce.textContent = endInWords[reason];
    render();
  });

  auth.subscribe(render);
  auth.ready
    .catch((reason) => {
      failed = true;
      tell(errorInWords(reason?.code));
    })
    .finally(render);
  render();
  return { offer };
}

/** The page offers the demo's user; a server may have others, or keep them to itself. */
function offer([user]) {
  const { username, password } = form.elements;
  username.defaultValue = user?.username ?? "";
  password.defaultValue = user?.password ?? "";
  const [name, word] = hint.querySelectorAll("b");
  setText(name, username.defaultValue);
  setText(word, password.defaultValue);
  hint.hidden = !user;
}

function show({ status, session, end, busy }) {
  pass.dataset.status = pill.dataset.status = status;
  setText(pill, statusInWords[status]);

  const inside = status === "signed-in" || status === "expired";
  // What has the focus is about to vanish: the focus goes to what takes its place.
  if (inside ? form.contains(document.activeElement) : document.activeElement === signOut) title.focus({ preventScroll: true });
  form.hidden = inside;
  signOut.hidden = !inside;
  signIn.setAttribute("aria-disabled", String(busy));
  setText(signIn, busy ? "Signing in…" : "Sign in");

  setText(title, inside ? `Hello, ${session ? nameOf(session) : "again"}` : "Sign in");
  setText(text, inside ? insideInWords(status, session) : outsideInWords(end));
}

function insideInWords(status, session) {
  if (status === "signed-in") {
    const from = `${emailOf(session)}Token of ${timeOfDay(session.receivedAt)}.`;
    return `${from} At the mark on the ring, the next one comes by itself.`;
  }
  return "The token has ended, and the server gives no new one yet. You stay signed in: Jotpass goes on asking.";
}

function outsideInWords(end) {
  const why = end === null ? "" : `${endInWords[end]} `;
  return `${why}Trade a name and a password for a token.`;
}

/** Next to the form, in words. */
function tell(sentence) {
  setText(error, sentence);
  password.removeAttribute("aria-invalid");
}

function mistyped() {
  password.setAttribute("aria-invalid", "true");
  password.select();
}

const emailOf = ({ user }) => (user?.email ? `${user.email}. ` : "");
const secondsBetween = ({ receivedAt, expiresAt }) => Math.round((expiresAt - receivedAt) / 1000);
