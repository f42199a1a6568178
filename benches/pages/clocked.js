// A clock that can be put forward, as for a laptop that sleeps: `passTime(ms)` does so in this page and in its worker. Timers know
// nothing of it, as they know nothing of sleep. Runs before any contestant is loaded, in a worker too, where it listens.

import { session } from "./session.js";

const { Date: Real } = globalThis;
const channel = new BroadcastChannel(`clock of ${session}`);
const isWorker = !globalThis.document;
let ahead = 0;

globalThis.Date = class Date extends Real {
  constructor(...args) {
    super(...(args.length ? args : [Date.now()]));
  }
  static now() {
    return Real.now() + ahead;
  }
};

if (isWorker) {
  channel.onmessage = ({ data }) => {
    ahead += data;
    channel.postMessage("done");
  };
}

/** `hasWorker`: there is a worker, too, and it is waited for. */
export function passTime(ms, { hasWorker }) {
  ahead += ms;
  const done = hasWorker ? new Promise((resolve) => (channel.onmessage = resolve)) : undefined;
  channel.postMessage(ms);
  return done;
}
