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

/** Starts polling while the page is visible; the returned `poll` asks at once. */
export function mountLog() {
  let last = 0;
  let pause = interval;
  let timer = 0;
  let running = null;
  let again = false;

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : poll()));
  byId("log-clear").addEventListener("click", clear);
  poll();
  return { poll };

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
      const response = await nativeFetch(`/api/log?after=${last}`);
      if (!response.ok) throw new Error(`the log answered ${response.status}`);
      const log = await response.json();
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

/** Newest on top. Who has scrolled down to read keeps their place. */
function add(entries) {
  if (entries.length === 0) return;
  empty.hidden = true;
  const before = scroller.scrollHeight;
  rows.prepend(...entries.map(row).reverse());
  if (scroller.scrollTop > 0) scroller.scrollTop += scroller.scrollHeight - before;
  while (rows.rows.length > mostRows) rows.deleteRow(-1);
}

function row(entry) {
  const element = fromTemplate("log-row-template");
  const thirdParty = entry.origin === "third-party";
  element.dataset.origin = entry.origin;

  const time = element.querySelector("time");
  time.dateTime = new Date(entry.time).toISOString();
  time.textContent = timeOfDay(entry.time);
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
