/**
 * The trials: what signs people out elsewhere, at the press of a button. Must not help the session through them; that is
 * what is being shown. What they tell of renewals comes from the server's log, not from Jotpass.
 */

import { AuthError } from "/pkg/index.js";
import { byId, setText } from "./dom.js";
import { errorInWords, httpStatus } from "./words.js";

const crowd = 50;
const outage = 10;

/** The browser's own, taken before `auth.install()` can hook it. */
const nativeFetch = globalThis.fetch;

/** Makes the buttons work; `log` is what `mountLog` gave. */
export function mountTrials(auth, { isolation, storage, log }) {
  mountTrial("burst", (tell) => callWithEndedToken(crowd, tell));
  mountTrial("revoke", (tell) => callWithEndedToken(1, tell));
  mountTrial("down", withoutServer);
  mountTrial("tab", openTab);

  function mountTrial(id, run) {
    const button = byId(`try-${id}`);
    const told = byId(`told-${id}`);
    const tell = (sentence, outcome = "good") => {
      told.dataset.outcome = outcome;
      setText(told, sentence);
    };
    button.addEventListener("click", async () => {
      // Not `disabled`, which would take the focus away.
      if (button.ariaDisabled === "true") return;
      button.ariaDisabled = "true";
      tell("");
      try {
        await run(tell, button);
      } catch (error) {
        tell(inWords(error), "bad");
      } finally {
        button.ariaDisabled = "false";
        log.poll();
      }
    });
  }

  async function callWithEndedToken(count, tell) {
    if (auth.status === "signed-out") return tell("Sign in first.", "bad");
    const seen = await log.watch();
    // A token whose time is over anyway needs no ending.
    if (auth.status === "signed-in") await auth.fetch("/api/revoke", { method: "POST" });
    const calls = await Promise.allSettled(Array.from({ length: count }, callOnce));
    const entries = await seen();

    const failed = calls.find(({ status }) => status === "rejected");
    if (failed) throw failed.reason;
    const refused = entries.filter(({ path, status }) => path === "/api/something" && status === 401).length;
    const renewals = entries.filter(({ path }) => path === "/api/token/refresh").length;
    const answered = calls.filter(({ value }) => value === 200).length;
    const counted = `${renewals} ${renewals === 1 ? "renewal" : "renewals"}`;
    tell(`${refused} refused → ${counted} → ${answered} answered`, answered === count ? "good" : "bad");
  }

  async function callOnce() {
    const response = await auth.fetch(auth.status === "signed-out" ? "/api/public" : "/api/something");
    await response.text();
    return response.status;
  }

  async function withoutServer(tell, button) {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ seconds: outage });
    const begun = await nativeFetch("/demo/down", { method: "POST", headers, body });
    if (!begun.ok) throw new Error(`the outage was answered ${begun.status}`);

    const failure = await callOnce().then(httpStatus, inWords);
    const stays = auth.status === "signed-out" ? "" : " You are still signed in.";
    tell(`A call failed: “${failure}”${stays}`, "bad");
    log.poll();
    await countDown(button, outage);

    if (auth.status === "expired") {
      tell("The server is back, which Jotpass will find out by itself.", "bad");
      await nextChange();
    }
    const unasked = auth.status === "signed-out" ? "" : " Nobody had to sign in.";
    tell(`Back by itself: ${httpStatus(await callOnce())}.${unasked}`);
  }

  /** Renewed or signed out, here or elsewhere. */
  function nextChange() {
    return new Promise((resolve) => {
      const stop = auth.subscribe(() => {
        if (auth.status === "expired") return;
        stop();
        resolve();
      });
    });
  }

  function openTab(tell) {
    const isOpen = window.open(location.href) !== null;
    if (!isOpen) tell("The browser has blocked it. Allow this page to open windows.", "bad");
    else if (isolation === "worker") tell("Open, with a worker of its own: choose the shared worker to share this session.");
    else if (storage === "memory") tell("Open, with a session of its own: choose another storage to share this one.");
    else tell("Open. Sign out in one, and look at the other.");
  }
}

/** Not told in the trial's own words, so that nobody has it read out every second. */
async function countDown(button, seconds) {
  const name = button.textContent;
  for (let left = seconds; left > 0; left--) {
    setText(button, `Down for ${left} s`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  setText(button, name);
}

const inWords = (error) => (AuthError.is(error) ? errorInWords(error.code, error.status) : errorInWords("network"));
