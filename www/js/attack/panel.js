/** The panel: runs the attempts at the press of a button, and shows what came of each. Must not judge itself. */

import { byId, fromTemplate, setText } from "../dom.js";
import { outcomeInWords, summaryInWords } from "../words.js";
import { attempts, make } from "./attempts.js";

const button = byId("attack-run");
const summary = byId("attack-summary");
const table = byId("attack-rows");

/** `options` are those of `auth`, which a script can read in the page's source. */
export function mountAttack(auth, { options, thirdParty, onRequest }) {
  const rows = attempts.map(row);
  table.replaceChildren(...rows.map(({ element }) => element));

  button.addEventListener("click", async () => {
    // Not `disabled`, which would take the focus away.
    if (button.ariaDisabled === "true") return;
    if (auth.status !== "signed-in") return tell("none", "Sign in first: there is nothing to steal.");
    button.ariaDisabled = "true";
    tell("", "");
    for (const { show } of rows) show({ outcome: "open", came: "" });
    let got = 0;
    for (const [i, attempt] of attempts.entries()) {
      setText(button, `Attempt ${i + 1} of ${attempts.length}`);
      const result = await make(attempt, { auth, options, elsewhere: thirdParty });
      rows[i].show(result);
      if (result.outcome === "token") got++;
    }
    setText(button, "Attack me");
    button.ariaDisabled = "false";
    tell(got ? "token" : "none", summaryInWords(got, attempts.length));
    onRequest();
  });

  function tell(outcome, sentence) {
    summary.dataset.outcome = outcome;
    setText(summary, sentence);
  }
}

function row({ name, code }) {
  const element = fromTemplate("attack-row-template");
  const [what, result, came] = element.children;
  what.querySelector("b").textContent = name;
  what.querySelector("code").textContent = code;
  show({ outcome: "open", came: "" });
  return { element, show };

  function show(told) {
    element.dataset.outcome = told.outcome;
    setText(result.firstElementChild, outcomeInWords[told.outcome]);
    setText(came, told.came);
  }
}
