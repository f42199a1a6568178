/**
 * One attempt after the other, as a script would make them that got into this page. Must leave everything as it was, but for the
 * calls and renewals that were made.
 */

import { AuthError } from "/pkg/index.js";
import { lootInWords } from "../words.js";
import { asking } from "./asking.js";
import { connecting } from "./connecting.js";
import { listening } from "./listening.js";
import { looking } from "./looking.js";
import { createLoot, tryAtApi } from "./loot.js";
import { createSpy } from "./spy.js";

const [ask, ...network] = asking;

/** In milliseconds: nobody answers a thief for sure. */
const patience = 15_000;

export const attempts = [ask, ...looking, ...listening, ...network, ...connecting];

/**
 * Makes one attempt. The `outcome` is `token`, if the API takes what it got, `none` or `skipped`; `came` says what it came away
 * with, a token masked.
 */
export async function make(attempt, { auth, options, elsewhere }) {
  if (attempt.needsElsewhere && !elsewhere) return { outcome: "skipped", came: "this server runs without a third party" };
  const loot = createLoot();
  const spy = createSpy((...seen) => {
    loot.take(seen);
    const [, , result] = seen;
    if (result instanceof Promise) loot.takeLater(result);
  });
  const kit = { auth, options, name: options.name, elsewhere, loot, spy, outcome, answer, work };
  let words;
  try {
    words = await Promise.race([attempt.run(kit), later()]);
  } catch (error) {
    loot.take(error);
    words = inWords(error);
  } finally {
    spy.restore();
  }
  const { token, found } = await tryAtApi(loot);
  if (token) return { outcome: "token", came: token };
  return { outcome: "none", came: words ?? lootInWords(loot.texts.size, found) };

  /** What each promise comes to, in words for the last one that failed. */
  async function outcome(...promises) {
    let words;
    for (const result of await Promise.allSettled(promises)) {
      loot.take(result.value ?? result.reason);
      if (result.status === "rejected") words = inWords(result.reason);
    }
    return words;
  }

  async function answer(promise) {
    const response = await promise;
    loot.take(response);
    // Piece by piece: what comes before it breaks off counts, too.
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      text += decoder.decode(piece.value, { stream: true });
      loot.take(text);
    }
    return `answered ${response.status}, without it`;
  }

  /** What the app does, so that there is something to hear. */
  async function work() {
    await auth.fetch("/api/something");
    await auth.refresh();
    await auth.fetch("/api/something");
  }
}

const inWords = (error) => `refused: ${AuthError.is(error) ? error.code : error?.name}`;
const later = () => new Promise((resolve) => setTimeout(resolve, patience, "nobody answered"));
