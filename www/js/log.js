/**
 * The live table of what the servers saw. Must use the browser's own `fetch`, taken before anybody hooks it, so that
 * looking at the log is never itself part of the show.
 */

import { byId, fromTemplate, setText } from "./dom.js";
import { timeOfDay, transportInWords } from "./words.js";

const nativeFetch = globalThis.fetch;

const scroller = byId("log-scroll");
const rows = byId("log-rows");
const empty = byId("log-empty");
const text = byId("log-text");
const textAtRest = text.textContent;

const interval = 1000;
const longestInterval = 8000;
const mostRows = 200;

/**
 * Starts polling while the page is visible. The returned `poll` asks at once; `watch` gives a function that gives what the
 * servers have seen since.
 */
export function mountLog() {
  let last = 0;
  let pause = interval;
  let timer = 0;
  let running = null;
  let again = false;

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : poll()));
  byId("log-clear").addEventListener("click", clear);
  poll();
  return { poll, watch };

  /** One request at a time; a call in the meantime makes one more follow. */
  function poll() {
    again = running !== null;
    running ??= read().finally(() => {
      running = null;
      clearTimeout(timer);
      if (again) poll();
      else if (!document.hidden) timer = setTimeout(poll, pause);
    });
  }

  async function read() {
    try {
      const log = await ask(last);
      if (log.last < last) {
        // The server has been started anew and counts from the beginning.
        last = 0;
        again = true;
        return;
      }
      last = log.last;
      pause = interval;
      setText(text, textAtRest);
      add(log.entries);
    } catch {
      pause = Math.min(pause * 2, longestInterval);
      setText(text, "The server does not answer; trying again. Is it still running?");
    }
  }

  async function clear() {
    await nativeFetch("/api/log", { method: "DELETE" }).catch(() => {});
    // What a request already under way brings is older than the clearing.
    await running;
    rows.replaceChildren();
    empty.hidden = false;
    poll();
  }
}

async function ask(after) {
  const response = await nativeFetch(`/api/log?after=${after}`);
  if (!response.ok) throw new Error(`the log answered ${response.status}`);
  return response.json();
}

async function watch() {
  const { last } = await ask(Number.MAX_SAFE_INTEGER);
  return async () => (await ask(last)).entries;
}

/** Newest on top; what is like the one before it shares its row. Who has scrolled down to read keeps their place. */
function add(entries) {
  if (entries.length === 0) return;
  empty.hidden = true;
  const before = scroller.scrollHeight;
  for (const entry of entries) {
    const newest = rows.rows[0];
    if (newest?.dataset.kind === kindOf(entry)) countUp(newest, entry);
    else rows.prepend(row(entry));
  }
  if (scroller.scrollTop > 0) scroller.scrollTop += scroller.scrollHeight - before;
  while (rows.rows.length > mostRows) rows.deleteRow(-1);
}

const kindOf = ({ origin, method, path, transports, status }) => [origin, method, path, transports, status].join(" ");

function countUp(row, { time }) {
  const count = Number(row.dataset.count) + 1;
  row.dataset.count = count;
  row.querySelector(".log-request strong").textContent = `× ${count}`;
  setTime(row, time);
}

function setTime(row, time) {
  const element = row.querySelector("time");
  element.dateTime = new Date(time).toISOString();
  element.textContent = timeOfDay(time);
}

function row(entry) {
  const element = fromTemplate("log-row-template");
  const thirdParty = entry.origin === "third-party";
  element.dataset.origin = entry.origin;
  element.dataset.kind = kindOf(entry);
  element.dataset.count = 1;

  setTime(element, entry.time);
  element.querySelector(".log-where").textContent = thirdParty ? "third party" : "API";
  element.querySelector(".log-request b").textContent = entry.method;
  element.querySelector(".log-request span").textContent = entry.path;

  const how = entry.transports?.length > 1 ? entry.transports : [entry.transport];
  const badge = element.querySelector(".badge");
  badge.textContent = how.map(transportInWords).join(" + ");
  badge.dataset.transport = entry.transport ?? "none";

  const code = element.querySelector(".code");
  code.textContent = entry.status ?? "none";
  code.dataset.class = String(entry.status ?? 0)[0];
  return element;
}
