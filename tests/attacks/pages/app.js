// The victim: an app with a form, a session and an API. Loads its client only when it starts, as the attack may be there first.

const JOTPASS = { page: "/pkg/index.js", worker: "/pkg/worker.js", "shared-worker": "/pkg/worker.js" };
const CLIENTS = { naive: "./naive.js", "naive-worker": "./naive_port.js" };

/** `mode` is an isolation of Jotpass, or a client that knows no better. */
export async function start(mode, options) {
  const { createAuth } = await import(CLIENTS[mode] ?? JOTPASS[mode]);
  const isolation = mode === "page" || CLIENTS[mode] ? {} : { isolation: mode };
  const attach = { to: ["/api"], ...options.attach };
  const settings = { tokenUrl: "/api/token", refresh: { url: "/api/token/refresh" }, ...options, attach, ...isolation };
  // Where an attack finds it, as most apps leave it or something that leads to it.
  Object.assign(window, { auth: createAuth(settings), createAuth, settings });
  await auth.ready;
}

/** Somebody types and presses Enter. */
export async function signIn(credentials) {
  const form = document.querySelector("form");
  const signingIn = new Promise((resolve, reject) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      auth.login({ username: form.username.value, password: form.password.value }).then(resolve, reject);
      form.reset();
    });
  });
  for (const name of ["username", "password"]) {
    for (const letter of credentials[name]) {
      form[name].value += letter;
      form[name].dispatchEvent(new InputEvent("input", { data: letter, bubbles: true }));
    }
  }
  form.requestSubmit();
  await signingIn;
  await ask();
}

/** What goes on in it afterwards: a call, a renewal, a call. */
export async function work() {
  await ask();
  await auth.refresh().catch((error) => error);
  await ask();
}

async function ask() {
  const { message } = await (await auth.fetch("/api/something", { headers: { "x-mine": "1" } })).json();
  document.querySelector("output").textContent = message;
}
