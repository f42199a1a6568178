/**
 * Where the page starts: creates the `Auth` object and hands it to each part of the page. Must not hold logic of its
 * own; the parts do not know each other.
 */

import { mountAttack } from "./attack/panel.js";
import { mountCalls } from "./calls.js";
import { byId } from "./dom.js";
import { mountEvents } from "./events.js";
import { entry, homeOptions, isolation, mountHome, storage } from "./home.js";
import { mountIsolated } from "./isolated.js";
import { mountKept } from "./kept.js";
import { mountLog } from "./log.js";
import { mountPass } from "./pass.js";
import { mountRing } from "./ring.js";
import { mountToken } from "./token.js";
import { mountTrials } from "./trials.js";
import { duration } from "./words.js";

const options = { refresh: { url: "/api/token/refresh" }, logout: { url: "/api/logout" }, ...homeOptions };
const { createAuth } = await import(entry);
const auth = createAuth(options);

const isCookie = storage === "cookie";
const log = mountLog();
const isIsolated = isolation !== "page";
const token = isIsolated ? mountIsolated(auth) : isCookie ? mountKept(auth) : mountToken(auth);
const onRequest = () => {
  log.poll();
  token.look?.();
};
const pass = mountPass(auth, { onRequest });
mountRing(auth, { onSecond: token.tick });
mountEvents(auth);
mountHome(auth);
mountTrials(auth, { isolation, storage, log });

const demo = await readDemo();
mountCalls(auth, { isCookie, isIsolated, thirdParty: demo.thirdParty, onRequest });
mountAttack(auth, { options, thirdParty: demo.thirdParty, onRequest });
if (demo.users) pass.offer(demo.users);
if (demo.tokenLife) byId("about-server").textContent = `This server's tokens live ${duration(demo.tokenLife)}.`;

/** What the server tells about itself. The page works without. */
async function readDemo() {
  try {
    const response = await fetch("/demo.json");
    if (response.ok) return await response.json();
  } catch {
    // The log says that the server does not answer.
  }
  return { thirdParty: null };
}
