// All calls of the differential matrix, generated: every two values of any two of the main dimensions meet in some call, and
// what is left open is filled by dice that always fall alike. Must touch nothing of the browser while it generates, since the
// spec counts the cases in Node.

import { ABORTS } from "./cases_aborts.js";
import { INVALID } from "./cases_invalid.js";
import { DIMENSIONS, MAIN, WRITES } from "./cases_dimensions.js";

// How often a dimension that a case is not about has another value than its first.
const CHANCE = 0.3;

/** One after the other the same for everybody (Knuth's MMIX constants, 32 of their bits). */
function dice(seed) {
  let state = BigInt(seed);
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & (2n ** 64n - 1n);
    return Number(state >> 32n) / 2 ** 32;
  };
}

function* pairs() {
  const names = Object.keys(DIMENSIONS);
  for (const [i, first] of names.entries()) {
    for (const second of names.slice(i + 1)) {
      const isMain = MAIN.includes(first) && MAIN.includes(second);
      // What only says how the browser is to treat a request can get lost where the request is made anew.
      if (!isMain && first !== "input" && !(first === "referrer" && second === "referrerPolicy")) continue;
      for (const a of Object.keys(DIMENSIONS[first])) {
        for (const b of Object.keys(DIMENSIONS[second])) yield { [first]: a, [second]: b };
      }
    }
  }
}

/** The values of all dimensions, where `pinned` says what the case is about. */
function fill(pinned, roll) {
  const values = {};
  for (const [name, dimension] of Object.entries(DIMENSIONS)) {
    const common = Object.entries(dimension).flatMap(([value, { isRare }]) => (isRare ? [] : [value]));
    values[name] = pinned[name] ?? (roll() < CHANCE ? common[Math.floor(roll() * common.length)] : common[0]);
  }
  const isFree = (name) => !(name in pinned);
  const give = (name, value) => isFree(name) && (values[name] = value);
  const write = () => WRITES[Math.floor(roll() * WRITES.length)];

  // Away from what cannot be, unless that is what the case is about.
  if (values.cache === "only-if-cached" && values.mode !== "same-origin") give("mode", "same-origin");
  if (values.mode === "same-origin" && values.to !== "same origin") give("to", "same origin");
  if (values.mode === "no-cors" && !/^(GET|HEAD|POST)$/i.test(values.method)) {
    isFree("method") ? give("method", "GET") : give("mode", "default");
  }
  if (values.body !== "none" && /^(GET|HEAD)$/i.test(values.method)) {
    if (isFree("method") && values.mode !== "no-cors") give("method", write());
    else if (isFree("method")) give("method", "POST");
    else if (isFree("body")) give("body", "none");
  }
  if (values.body === "stream") {
    give("keepalive", "default");
    give("mode", "default");
  }
  // Of these no Request can be made.
  const isImpossible =
    (values.body !== "none" && /^(GET|HEAD)$/i.test(values.method)) ||
    (values.mode === "no-cors" && !/^(GET|HEAD|POST)$/i.test(values.method)) ||
    (values.body === "stream" && values.mode === "no-cors") ||
    (values.cache === "only-if-cached" && values.mode !== "same-origin");
  if (isImpossible) give("input", "text");
  if (values.input === "relative text") give("spelling", "plain");
  return values;
}

function* generated() {
  const roll = dice(4);
  const names = new Set();
  for (const pinned of pairs()) {
    const values = fill(pinned, roll);
    const parts = Object.entries(values).filter(([name, value]) => value !== Object.keys(DIMENSIONS[name])[0]);
    const name = parts.map(([name, value]) => `${name} ${value}`).join(", ") || "nothing special";
    if (names.has(name)) continue;
    names.add(name);
    const main = Object.keys(pinned).join(" ");
    yield { name, group: groupOf(main), ...assemble(values) };
  }
}

const groupOf = (about) =>
  /^input/.test(about) ? "inputs" : /body/.test(about) ? "bodies" : /method/.test(about) ? "methods" : "options";

/** What the runner needs to know of a case, and how its call is made from a kit (see matrix.js). */
function assemble(values) {
  const chosen = Object.entries(values).map(([name, value]) => DIMENSIONS[name][value]);
  const query = Object.assign({}, ...chosen.map(({ query }) => query ?? {}));
  const traits = Object.assign({}, ...chosen.map(({ is }) => is ?? {}));
  const { input, shape, spelling, to } = values;
  return {
    to: DIMENSIONS.to[to].origin,
    query,
    isText: input === "text",
    ...traits,
    before: chosen.find(({ before }) => before)?.before,
    make(kit) {
      const world = input.endsWith("of a frame") ? kit.frame : kit.window;
      const members = Object.assign({}, ...chosen.map(({ init }) => init?.(world, kit) ?? {}));
      const address = DIMENSIONS.spelling[spelling].spell(kit.url);
      return DIMENSIONS.input[input].args({ kit, world, address, members, shape: DIMENSIONS.shape[shape].shape });
    },
  };
}

/** `{ name, group, to, query, make(kit), before?(kit), during?(kit, answer), is…? }`, where `make` gives the arguments. */
export const CASES = [...generated(), ...ABORTS, ...INVALID];

export const GROUPS = [...new Set(CASES.map(({ group }) => group))];
