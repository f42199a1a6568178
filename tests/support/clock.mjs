// Playwright's clock, for a page whose session is in a worker: the same calls turn the worker's clock too, which is that of
// e2e/pages/worker_clock.js, in a copy of the package whose worker runs it before anything else.
import { cp, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CLOCK = await readFile(fileURLToPath(new URL("../e2e/pages/worker_clock.js", import.meta.url)), "utf8");
const SCRIPT = "jotpass_worker.js";
const OWN = "own_worker.js";

/** A copy of the package at `from` in the folder `to`, whose workers have a clock that can be turned, and run these scripts first. */
export async function copyWithClock(from, to, inits) {
  await cp(from, to, { recursive: true });
  await rename(join(to, SCRIPT), join(to, OWN));
  const imports = ["./clock.js", ...inits, `./${OWN}`].map((address) => `import "${address}";\n`);
  await writeFile(join(to, SCRIPT), imports.join(""));
  await setStart(to, null);
  return to;
}

/** Where the clocks of workers stand that start from now on. */
const setStart = (pkg, start) => writeFile(join(pkg, "clock.js"), `const CLOCK = ${JSON.stringify(start)};\n${CLOCK}`);

/** In every page: tells all workers that there are what to do, such as to turn their clocks (see worker_clock.js). */
export function tellWorkers() {
  const channel = new BroadcastChannel("clock");
  const workers = new Set();
  const waiting = new Map();
  let lastId = 0;
  channel.onmessage = ({ data: { hello, bye, done } }) => {
    if (hello) workers.add(hello);
    workers.delete(bye);
    waiting.get(done)?.();
  };
  channel.postMessage({});
  window.tellWorkers = (act, value) => {
    const tell = (to) =>
      new Promise((resolve) => {
        const id = `${Math.random()} ${++lastId}`;
        waiting.set(id, resolve);
        channel.postMessage({ to, id, act, value });
      });
    return Promise.all([...workers].map(tell));
  };
}

/** `page.clock` for this page, with its workers' package in the folder `pkg`. Times are numbers or dates. */
export function workersClock(page, pkg) {
  const { clock } = page;
  let isPaused = false;
  let ahead = 0;
  const now = () => (isPaused ? 0 : Date.now()) + ahead;
  const move = { fastForward: (ms) => (ahead += ms), runFor: (ms) => (ahead += ms) };
  move.setSystemTime = (time) => (ahead += time - now());
  move.pauseAt = (time) => ([isPaused, ahead] = [true, time]);

  const act = (name) => async (given) => {
    const value = Number(given);
    move[name](value);
    await setStart(pkg, { now: now(), at: Date.now(), isPaused });
    await clock[name](value);
    await page.evaluate(([name, value]) => window.tellWorkers?.(name, value), [name, value]);
  };
  return {
    async install({ time = Date.now() } = {}) {
      ahead = time - Date.now();
      await setStart(pkg, { now: time, at: Date.now(), isPaused });
      await clock.install({ time });
    },
    ...Object.fromEntries(Object.keys(move).map((name) => [name, act(name)])),
  };
}
