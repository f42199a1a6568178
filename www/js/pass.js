/**
 * The pass: who is signed in, signing in and signing out. Must not look into the token.
 */

import { AuthError } from "/pkg/index.js";
import { byId, setText } from "./dom.js";
import { duration, errorInWords, statusInWords, timeOfDay } from "./words.js";

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

  const render = () => {
    // The session decides: between reading it and the status the token may end.
    const { session } = auth;
    const status = session ? "signed-in" : auth.status;
    show(status === "loading" && failed ? "failed" : status, session, busy);
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
    const told = auth.logout();
    // The pressed button is about to vanish: the focus goes to what takes its place.
    title.focus();
    await told;
    onRequest();
  });

  auth.on("signed-in", ({ session }) => {
    tell("");
    const life = session.expiresAt === null ? "" : ` The token lives ${duration(secondsBetween(session))}.`;
    announce.textContent = `Signed in as ${nameOf(session)}.${life}`;
    render();
    title.focus({ preventScroll: true });
  });
  auth.on("expired", ({ session }) => {
    announce.textContent = "Your token has ended. Sign in again to go on.";
    text.textContent = endedAt(session);
  });
  auth.on("signed-out", () => {
    announce.textContent = "Signed out.";
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

function show(status, session, busy) {
  pass.dataset.status = pill.dataset.status = status;
  setText(pill, statusInWords[status]);

  const inside = session !== null;
  form.hidden = inside;
  signOut.hidden = !inside;
  signIn.setAttribute("aria-disabled", String(busy));
  setText(signIn, busy ? "Signing in…" : status === "expired" ? "Sign in again" : "Sign in");

  if (inside) {
    setText(title, `Hello, ${nameOf(session)}`);
    setText(text, `Signed in at ${timeOfDay(session.receivedAt)}${emailOf(session)}.`);
  } else if (status === "expired") {
    setText(title, "Your pass has ended");
  } else {
    setText(title, "Sign in");
    setText(text, "Trade a name and a password for a token.");
  }
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

const nameOf = ({ user, claims }) => user?.name ?? claims?.name ?? "you";
const emailOf = ({ user }) => (user?.email ? ` as ${user.email}` : "");
const secondsBetween = ({ receivedAt, expiresAt }) => Math.round((expiresAt - receivedAt) / 1000);
const endedAt = ({ expiresAt }) =>
  `The token ended at ${timeOfDay(expiresAt)}, so the doors are shut. Sign in again to get a new one.`;
