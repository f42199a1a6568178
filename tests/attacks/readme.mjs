// The README's table of attacks: what each obtains in each mode, as the tests have measured it.
import { MODES, TOPICS, labelsOf } from "./catalogue/index.mjs";

const [BEGIN, END] = ["<!-- attacks -->", "<!-- /attacks -->"];
const TITLES = {
  storages: "Where a token may lie",
  patches: "The page's functions replaced",
  objects: "Walking objects, memory and windows",
  port: "Words with the worker",
  network: "The network",
  named: "What the threat model names",
};

/** The README with this table between its marks. */
export function withTable(readme) {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`the README needs a line ${BEGIN}, and ${END} after it`);
  return `${readme.slice(0, from + BEGIN.length)}\n${table()}\n${readme.slice(to)}`;
}

function table() {
  const rows = Object.entries(TOPICS).flatMap(([topic, attacks]) => [
    row([`**${TITLES[topic]}**`, "", ...MODES.map(() => "")]),
    ...attacks.map(line),
  ]);
  return ["", row(["Attack", "gets in", ...MODES]), row(["---", "---", ...MODES.map(() => "---")]), ...rows, ""].join("\n");
}

/** One outcome for both ways in, where it is the same. */
function line(attack) {
  const ways = labelsOf(attack);
  const cells = MODES.map((mode) => [...new Set(ways.map(([, labels]) => labels[mode]))].join(", "));
  return row([attack.name, ways.map(([when]) => when).join(", "), ...cells]);
}

const row = (cells) => `| ${cells.join(" | ")} |`;
