// The clock of a worker under test, where Playwright's does not reach: the module that runs before the worker's own script (see
// support/clock.mjs). A page turns it by messages, which all workers of the origin hear. What it stands on at its start the
// test has written into CLOCK; without one it shows the real time, and can be turned all the same. By such messages a page tells a
// worker other things, too.

const realTick = performance.now.bind(performance);
const realDate = Date.now;
const { setTimeout: startTimer, clearTimeout: stopTimer, close: closeWorker } = globalThis;
const LONGEST = 2 ** 31 - 1;

let base = realTick();
let since = base;
let isPaused = CLOCK?.isPaused ?? false;
const tick = () => base + (isPaused ? 0 : realTick() - since);
let shift = (CLOCK ? CLOCK.now + (isPaused ? 0 : realDate() - CLOCK.at) : realDate()) - tick();
const atStart = shift;

performance.now = tick;
Date.now = () => Math.round(tick() + shift);

const timers = new Map();
let lastId = 0;
let alarm;

globalThis.setTimeout = (work, delay = 0, ...args) => {
  timers.set(++lastId, { at: tick() + Math.max(0, delay), run: () => work(...args) });
  arm();
  return lastId;
};
globalThis.clearTimeout = (id) => void timers.delete(id);

const next = () => [...timers].sort(([, a], [, b]) => a.at - b.at)[0];

function arm() {
  stopTimer(alarm);
  const first = !isPaused && next();
  if (first) alarm = startTimer(ring, Math.min(LONGEST, Math.max(0, Math.ceil(first[1].at - tick()))));
}

// What is due, each once.
function ring() {
  for (const [id, { at, run }] of [...timers].sort(([, a], [, b]) => a.at - b.at)) {
    if (at <= tick() && timers.delete(id)) run();
  }
  arm();
}

function turnTo(time) {
  base = time;
  since = realTick();
}

const acts = {
  // The time goes by at once.
  fastForward(ms) {
    turnTo(tick() + ms);
    ring();
  },
  // The time goes by timer for timer.
  async runFor(ms) {
    const end = tick() + ms;
    for (let first = next(); first && first[1].at <= end; first = next()) {
      turnTo(Math.max(first[1].at, tick()));
      ring();
      await new Promise((resolve) => startTimer(resolve));
    }
    turnTo(Math.max(end, tick()));
    arm();
  },
  pauseAt(time) {
    acts.fastForward(time - Date.now());
    turnTo(tick());
    isPaused = true;
    arm();
  },
  // No timer runs.
  setSystemTime: (time) => void (shift = time - tick()),
  sleep: (ms) => void (shift = atStart + ms),
  // Of traps.js: the module is to trap at the next point that it passes.
  trap: () => traps.arm(0),
};

const me = Math.random();
const channel = new BroadcastChannel("clock");
const hello = () => channel.postMessage({ hello: me });
channel.onmessage = async ({ data: { to, id, act, value } }) => {
  if (act === undefined) return hello();
  if (to !== me) return;
  await acts[act](value);
  channel.postMessage({ done: id });
};
hello();

globalThis.close = () => {
  channel.postMessage({ bye: me });
  closeWorker.call(globalThis);
};
