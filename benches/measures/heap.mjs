// What is held after ten thousand requests, over what was held before: JavaScript's heap, and the memory of WebAssembly.

import { namesOf } from "../contestants/index.js";
import { summary } from "../report/statistics.mjs";
import { play, shuffled } from "./rounds.mjs";

const REQUESTS = 10_000;
/** Compiled code and caches fill up first. */
const WARM_UP = 2000;

export async function heap(lab, limits) {
  const names = namesOf("fetches");
  const browser = await lab.openBrowser();
  const requests = limits.isShort ? 20 : REQUESTS;
  const round = async () => {
    const values = {};
    for (const name of shuffled(names)) values[name] = await visit(browser, lab.url, name, requests, limits.isShort ? 2 : WARM_UP);
    return values;
  };
  const { series } = await play(limits, round, () => true);
  await browser.close();
  const outcome = (name) => {
    const of = (what) => summary(series[name].map((value) => value[what]));
    return { before: of("before"), after: of("after"), wasm: of("wasm") };
  };
  return { unit: "KB", requests, cases: { stubbed: Object.fromEntries(names.map((name) => [name, outcome(name)])) } };
}

async function visit(browser, url, name, requests, warmUp) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const query = new URLSearchParams({ name, kind: "stubbed", session: `${name}-${Math.random()}` });
  await page.goto(`${url}/pages/frame.html?${query}`);
  const send = (times) => page.evaluate((times) => globalThis.contestant.send("no body", times), times);
  await page.evaluate(async () => {
    await globalThis.ready;
    await globalThis.contestant.signIn();
  });
  await send(warmUp);
  const before = await used(devtools);
  await send(requests);
  const after = await used(devtools);
  const wasm = await memoryOfWasm(devtools);
  await context.close();
  return { before: before / 1024, after: after / 1024, wasm: wasm / 1024 };
}

async function used(devtools) {
  await devtools.send("HeapProfiler.collectGarbage");
  return (await devtools.send("Runtime.getHeapUsage")).usedSize;
}

// Of all memories in the page, whoever made them.
async function memoryOfWasm(devtools) {
  const { result: prototype } = await devtools.send("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" });
  const { objects } = await devtools.send("Runtime.queryObjects", { prototypeObjectId: prototype.objectId });
  const { result } = await devtools.send("Runtime.callFunctionOn", {
    objectId: objects.objectId,
    functionDeclaration: "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }",
    returnByValue: true,
  });
  return result.value;
}
