// From `import` to the first answer, in a page of its own each time: `cold`, in a browser context that has loaded nothing yet, and
// `warm`, in a browser that keeps files and compiled code, as people's do.

import { NATIVE, namesOf } from "../contestants/index.js";
import { isWithin, median, summary } from "../report/statistics.mjs";
import { play, shuffled } from "./rounds.mjs";

/** What is hooked starts as what is not. */
const NOT = "jotpass_hooked";
const TASKS = ["decode", "fetch"].flatMap((task) =>
  namesOf(task === "decode" ? "decodes" : "fetches").filter((name) => name !== NOT).map((name) => ({ name, task, key: `${name} ${task}` })),
);
const FLOOR = `${NATIVE} fetch`;
/** Before what is warm is measured: from the second visit on, Chromium keeps the compiled code. */
const VISITS = 3;

export async function start(lab, limits) {
  const browser = await lab.openBrowser();
  const cold = await measure(limits, async (task) => {
    const context = await browser.newContext();
    const value = await visit(context, lab.url, task);
    await context.close();
    return value;
  });
  await browser.close();
  const keeping = await lab.openKeepingBrowser();
  const again = (task) => visit(keeping, lab.url, task);
  for (let i = 0; i < (limits.isShort ? 0 : VISITS); i++) for (const task of TASKS) await again(task);
  const warm = await measure(limits, again);
  await keeping.close();
  return { unit: "ms", cases: { cold, warm } };
}

async function measure(limits, visit) {
  const round = async () => {
    const values = {};
    for (const task of shuffled(TASKS)) values[task.key] = await visit(task);
    return values;
  };
  const timesOf = (values) => values.map(({ time }) => time);
  const isStable = (key, series) => isWithin(timesOf(series[key]), 0.03 * median(timesOf(series[key])));
  const { series, unstable } = await play(limits, round, isStable);
  const contestants = {};
  for (const { name, task, key } of TASKS) {
    const time = summary(timesOf(series[key]), !unstable.includes(key));
    // Over what the browser itself is busy with when it imports a module of one line.
    const busy = summary(series[key].map(({ busy }, i) => busy - (key === FLOOR ? 0 : series[FLOOR][i].busy)));
    (contestants[name] ??= {})[task] = { time, busy };
  }
  return contestants;
}

async function visit(context, url, { name, task }) {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await page.goto(`${url}/pages/start.html?session=${name}-${Math.random()}`);
  await page.waitForFunction(() => globalThis.start);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const before = await busyOf(devtools);
  const time = await page.evaluate(([name, task]) => globalThis.start(name, task), [name, task]);
  const busy = (await busyOf(devtools)) - before;
  // What one visit stored is nothing to the next; files and compiled code stay.
  await devtools.send("Storage.clearDataForOrigin", { origin: url, storageTypes: "cookies,indexeddb,local_storage" });
  await page.close();
  return { time, busy };
}

// How long the main thread was busy: the browser adds up its tasks, in time that the thread really ran.
async function busyOf(devtools) {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
}
