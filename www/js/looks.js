/** What a script finds where it would look for a token. Must look as any script of the page would, and show what it finds. */

import { setText } from "./dom.js";

/**
 * Fills `list`, a `dl`, with one line for each of `looks`, which are functions by how a script would write them. Returns what
 * looks again.
 */
export function createLooks(list, looks) {
  const lines = Object.entries(looks).map(([name, look]) => ({ look, ...line(name) }));
  list.replaceChildren(...lines.map(({ element }) => element));
  return async () => {
    for (const { look, value } of lines) setText(value, await found(look));
  };
}

function line(name) {
  const element = document.createElement("div");
  const term = document.createElement("dt");
  const value = document.createElement("dd");
  term.textContent = name;
  element.append(term, value);
  return { element, value };
}

async function found(look) {
  try {
    const value = await look();
    return value === "" ? "(empty)" : String(value);
  } catch (error) {
    return `rejects: ${error.code ?? error.name}`;
  }
}
