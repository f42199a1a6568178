// One of several tabs: an `Auth` of which every event is kept, with the time it came at. Must not soften anything.
import "./harness.js";
import { changeRow, storedText } from "./stored.js";

const TYPES = ["signed-in", "renewed", "user-changed", "expiring", "expired", "signed-out", "login-required", "warning"];

const waiting = [];
const now = () => performance.timeOrigin + performance.now();

Object.assign(window, { begin, calls, ending, happened, now, changeRow, storedText, events: [] });

/** An `Auth` object, ready, in `window.auth`; settles with its status. */
async function begin(options) {
  make({ refresh: { url: "/api/token/refresh" }, ...options });
  for (const type of TYPES) auth.on(type, (event) => keep(type, event));
  await auth.ready;
  return auth.status;
}

function keep(type, { reason, code, session }) {
  const event = { type, at: now(), reason, code, user: session?.user?.username };
  events.push(event);
  for (const waiter of waiting) if (waiter.type === type) waiter.resolve(event);
}

/** The first event of the type, past or to come. */
function happened(type) {
  return events.find((event) => event.type === type) ?? new Promise((resolve) => waiting.push({ type, resolve }));
}

/** The statuses of so many parallel requests. The browser's cache lets only one at a time ask for the same address. */
function calls(count) {
  const call = () => auth.fetch(`/api/something?${Math.random()}`).then(({ status }) => status);
  return Promise.all(Array.from({ length: count }, () => ending(call())));
}

/** What a call of ours gives, or the code or name of its error, if it settles in time: nothing may hang any longer. */
async function ending(call) {
  const started = now();
  const value = await call.catch((error) => error.code ?? error.name);
  return now() - started < 5000 ? value : "too late";
}
