/**
 * Where the page starts: creates the `Auth` object and hands it to each part of the page. Must not hold logic of its
 * own; the parts do not know each other.
 */

import { createAuth } from "/pkg/index.js";
import { mountCalls } from "./calls.js";
import { byId } from "./dom.js";
import { mountLog } from "./log.js";
import { mountPass } from "./pass.js";
import { mountRing } from "./ring.js";
import { mountToken } from "./token.js";
import { duration } from "./words.js";

const auth = createAuth({
  tokenUrl: "/api/token",
  attach: { to: ["/api"], query: "access_token" },
  logout: { url: "/api/logout" },
});

const log = mountLog();
const token = mountToken(auth);
const pass = mountPass(auth, { onRequest: log.poll });
mountRing(auth, { onSecond: token.tick });

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
