/** The events of the `Auth` object, newest first. Must not act on any of them. */

import { byId, fromTemplate } from "./dom.js";
import { eventsInWords, timeOfDay } from "./words.js";

const list = byId("event-list");
const empty = byId("events-empty");
const most = 50;

/** Listens to everything that `auth` has to say. */
export function mountEvents(auth) {
  for (const [type, inWords] of Object.entries(eventsInWords)) {
    auth.on(type, (detail) => add(type, inWords(detail)));
  }
}

function add(type, sentence) {
  const item = fromTemplate("event-template");
  const [time, name, words] = item.children;
  const now = new Date();
  time.dateTime = now.toISOString();
  time.textContent = timeOfDay(now);
  name.textContent = name.dataset.event = type;
  words.textContent = sentence;
  list.prepend(item);
  empty.hidden = true;
  if (list.childElementCount > most) list.lastElementChild.remove();
}
