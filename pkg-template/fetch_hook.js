// The hook on the page's fetch, and who takes part in a hook: every request is offered to the Auth objects that may list its
// place, the most specific first. Taken out again they restore what was there, unless somebody else has hooked the global since:
// then they stay in that chain and let everything pass.

import { targetOf } from "./places.js";

// Those who take part in each kind of hook, and how they leave it.
const registries = [];
const inFetch = createRegistry();

// Our hooks on the global fetch and what each has covered, the last on top.
const layers = [];

// What is on its way down through the layers, and what has been sent so: it has been offered already.
let passing;
const offered = new WeakSet();

// Gives the function that takes it out.
export const installFetch = (agent) => enter(inFetch, agent, hookFetch, unhookFetch);

// Whether no other Auth that is installed has more to do with the place.
export function isMine(agent, target) {
  return !inFetch.has(agent) || pick(inFetch, target)[0] === agent;
}

// Takes it out of all.
export function uninstall(agent) {
  for (const agents of registries) agents.get(agent)?.();
}

export function createRegistry() {
  registries.push(new Map());
  return registries.at(-1);
}

export function enter(agents, agent, hook, unhook) {
  const leave = () => {
    if (agents.get(agent) !== leave) return;
    agents.delete(agent);
    if (!agents.size) unhook();
  };
  hook();
  if (!agents.has(agent)) agents.set(agent, leave);
  return agents.get(agent);
}

// The most specific first.
export const pick = (agents, target) =>
  target
    ? [...agents.keys()]
        .map((agent) => [agent, agent.rank(target)])
        .filter(([, rank]) => rank)
        .sort(([, a], [, b]) => b - a)
        .map(([agent]) => agent)
    : [];

function hookFetch() {
  const previous = globalThis.fetch;
  if (layers.some(({ hook }) => hook === previous)) return;
  // A member of an object, so that its name outlives the minifier.
  const { fetch: hook } = {
    fetch(input) {
      const given = arguments[1] ?? input;
      const send = (...args) => {
        const before = passing;
        [passing] = args;
        // Not what the caller may use again.
        const made = args[1] ?? args[0];
        if (made !== given && Object(made) === made) offered.add(made);
        try {
          return previous.apply(this, args);
        } finally {
          passing = before;
        }
      };
      const target = arguments.length ? targetOf(input) : null;
      if (!target || offered.has(given) || isPassing(target)) return send(...arguments);
      const offer = (pass, agent) => (args, target) => agent.fetchBy(send, args, { target, pass });
      return pick(inFetch, target).reduceRight(offer, (args) => send(...args))(arguments, target);
    },
  };
  globalThis.fetch = hook;
  layers.push({ hook, previous });
}

// What is below may call for something else before it goes on.
const isPassing = ({ href }) => passing !== undefined && targetOf(passing)?.href === href;

function unhookFetch() {
  for (let i; (i = layers.findIndex(({ hook }) => hook === globalThis.fetch)) >= 0; layers.splice(i)) {
    globalThis.fetch = layers[i].previous;
  }
}
