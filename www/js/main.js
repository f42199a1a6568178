/**
 * Where the page starts: creates the `Auth` object and hands it to each part of the page. Must not hold logic of its
 * own; the parts do not know each other.
 */

import { createAuth } from "/pkg/index.js";
import { mountCalls } from "./calls.js";
import { byId } from "./dom.js";
import { mountEvents } from "./events.js";
import { mountLog } from "./log.js";
import { mountPass } from "./pass.js";
import { mountRing } from "./ring.js";
import { mountStorage, storage } from "./storage.js";
import { mountToken } from "./token.js";
import { mountTrials } from "./trials.js";
import { duration } from "./words.js";

const auth = createAuth({
  tokenUrl: "/api/token",
  refresh: { url: "/api/token/refresh" },
  attach: { to: ["/api"], query: "access_token" },
  logout: { url: "/api/logout" },
  storage,
  // Tabs that keep theirs elsewhere have a session of their own.
  name: storage,
});

const log = mountLog();
const token = mountToken(auth);
const pass = mountPass(auth, { onRequest: log.poll });
mountRing(auth, { onSecond: token.tick });
mountEvents(auth);
mountStorage();
mountTrials(auth, { storage, log });

const demo = await readDemo();
mountCalls(auth, { thirdParty: demo.thirdParty, onRequest: log.poll });
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
