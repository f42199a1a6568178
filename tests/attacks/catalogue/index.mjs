// Every attack there is, by its topic, and what comes of it.
//
// An attack has a `name`, a function `run(kit)` (see pages/kit.js), and what it obtains, mode by mode, when it gets in `before`
// the app has loaded, `after` somebody has signed in, or both: `token`, `password` or `no`, or `named:1` for a token that it
// obtains by the first of the threat model's named exceptions. It may have `prepare(kit)`, which the app's load waits for,
// `options` of the app, and `pageOptions` that only the page's own mode knows; `naive` names another client for that column.
// `hasPolicy`: the files are served with the policies that the threat model advises.
import named from "./named.js";
import network from "./network.js";
import objects from "./objects.js";
import patches from "./patches.js";
import port from "./port.js";
import storages from "./storages.js";

export const TOPICS = { storages, patches, objects, port, network, named };
export const MODES = ["naive", "page", "worker", "shared-worker"];

/** `[when, { mode: label }]` of an attack. */
export function labelsOf(attack) {
  const isGiven = (when) => attack[when] !== undefined;
  const labels = (when) => Object.fromEntries(attack[when].split(" ").map((label, i) => [MODES[i], label.replace(":", " ")]));
  return ["before", "after"].filter(isGiven).map((when) => [when, labels(when)]);
}

/** What has to be measured where this is the label. */
export const outcomeOf = (label) => (label.startsWith("named") ? "token" : label);
