/** A list of claims in words, with the time that is left. Must not present them as verified. */

import { setText } from "./dom.js";
import { claimInWords } from "./words.js";

/** Fills `list`, a `dl`: `show` takes claims or null, `tick` the seconds left of their token. */
export function createClaims(list) {
  let shown = null;
  let secondsLeft = null;
  const inWords = (name) => claimInWords(name, shown[name], { now: Date.now(), secondsLeft });
  return { show, tick };

  function show(claims) {
    shown = claims;
    list.hidden = claims === null;
    list.replaceChildren(...Object.keys(claims ?? {}).map(pair));
  }

  function pair(name) {
    const term = document.createElement("dt");
    term.textContent = name;
    const meaning = document.createElement("dd");
    meaning.dataset.claim = name;
    meaning.textContent = inWords(name);
    const pair = document.createElement("div");
    pair.append(term, meaning);
    return pair;
  }

  function tick(seconds) {
    secondsLeft = seconds;
    const end = list.querySelector('[data-claim="exp"]');
    if (end) setText(end, inWords("exp"));
  }
}
